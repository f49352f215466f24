using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Tests.Faults;

/// <summary>One caller of one server: what the tests of single faults say to it, each attempt noted in a history.</summary>
internal sealed class Caller(ServerProcess server)
{
    /// <summary>Attempts to set the scene on a machine that is late.</summary>
    private const int TriesMax = 20;

    private const string Text = "Drones were brought down over the oblast.";

    private static readonly SourceId Source = new("wire");
    private static readonly DocumentHash Document = DocumentHash.Of(Encoding.UTF8.GetBytes(Text));

    /// <summary>What was tried.</summary>
    public History History { get; } = new(TimeProvider.System);

    /// <summary>The first position after what was set up.</summary>
    public long Start { get; private set; }

    /// <summary>A source, a document, and the incidents "one" and "two".</summary>
    public static async Task<Caller> OpenAsync(ServerProcess server)
    {
        var caller = new Caller(server);
        await caller.FoundAsync("/sources", new NewSource(Source, SourceKind.Agency, "A wire"));
        await caller.FoundAsync("/documents", new NewDocument(Source, Encoding.UTF8.GetBytes(Text)));
        await caller.FoundAsync("/incidents", new NewIncident(new IncidentId("one"), "One"));
        caller.Start = (await caller.FoundAsync("/incidents", new NewIncident(new IncidentId("two"), "Two")))["position"]!.GetValue<long>();
        return caller;
    }

    public static Fact NewFact(string? note = null) => new(
        new FactId(Guid.NewGuid()),
        new DroneDownReported(Count.Exactly(2)),
        null,
        [new Place(PlacePrecision.Admin1, new RegionCode(Workload.Region))],
        new Attribution(Source),
        Document: Document,
        Quotations: [new Quotation("Drones were brought down", 0, 24)],
        Note: note);

    /// <summary>Records a fact, through another address than the server's own where one is given.</summary>
    public async Task<Answer> RecordAsync(Fact fact, Uri? address = null, string incident = "one")
    {
        Answer? answer = null;
        var body = JsonSerializer.Serialize(fact, Wire.Options);
        await History.RecordAsync(new Request($"incident-{incident}", null, [(fact.FactId.Id, body)]), async () =>
        {
            answer = await SendAsync(HttpMethod.Post, $"/incidents/{incident}/facts", body, address);
            return answer.Status switch
            {
                201 or 200 => new Outcome.Acknowledged(answer.Body!["position"]!.GetValue<long>(), answer.Body["version"]!.GetValue<long>(), answer.Status == 201),
                0 or 503 or 500 => new Outcome.Unknown(answer.ToString()),
                _ => new Outcome.Refused(answer.Slug ?? ""),
            };
        });
        return answer!; // Set while it was recorded.
    }

    /// <summary>Records the fact again and again until it is acknowledged.</summary>
    public async Task<Answer> RecordUntilAcknowledgedAsync(Fact fact, TimeSpan timeoutMax, string incident = "one")
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await RecordAsync(fact, null, incident);
            if (answer.Status is 200 or 201)
            {
                return answer;
            }

            Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(timeoutMax, answer.ToString());
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    /// <summary>Asks until the service says that it can be read and written.</summary>
    public Task WaitUntilReadyAsync(TimeSpan timeoutMax) =>
        GetUntilAsync("/health/ready", answer => answer.Status == 200 && answer.Body!["canWrite"]!.GetValue<bool>(), timeoutMax); // A readiness.

    /// <summary>Gets until the answer is so.</summary>
    public async Task GetUntilAsync(string path, Func<Answer, bool> isSo, TimeSpan timeoutMax)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await GetAsync(path);
            if (isSo(answer))
            {
                return;
            }

            Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(timeoutMax, answer.ToString());
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    public Task<Answer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body, Wire.Options), null);

    private async Task<JsonNode> FoundAsync<T>(string path, T body)
    {
        var answer = await SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body, Wire.Options), null);
        for (var tries = 1; answer.Status == 503 && tries < TriesMax; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            answer = await SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body, Wire.Options), null);
        }

        (answer.Status is 200 or 201).ShouldBeTrue($"{path}: {answer}");
        return answer.Body!; // A receipt.
    }

    /// <summary>Status 0 where there was no answer.</summary>
    private async Task<Answer> SendAsync(HttpMethod method, string path, string? body, Uri? address)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(address ?? server.Address, path));
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await server.Client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return new Answer((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null, response.Headers.RetryAfter, Stopwatch.GetElapsedTime(begun));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return new Answer(0, new JsonObject { ["detail"] = e.Message }, null, Stopwatch.GetElapsedTime(begun));
        }
    }
}

/// <summary>What came back, and after how long.</summary>
internal sealed record Answer(int Status, JsonNode? Body, RetryConditionHeaderValue? RetryAfter, TimeSpan Took)
{
    public string? Slug => Body?["type"]?.GetValue<string>()["/problems/".Length..];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status} after {Took.TotalSeconds:f1} s {Body?.ToJsonString()}");
}
