using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IncidentTimeline.Catalog;
using IncidentTimeline.Tests.Server.Importing;
using IncidentTimeline.Tests.Server.Projections;
using IncidentTimeline.Tests.Server.Subscriptions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Server.Problems;

/// <summary>
/// Thousands of spoilt requests to everything that records, several at once: none is a failure of ours, what is answered as
/// recorded is recorded once, nothing else is, and what follows the log is none the worse.
/// </summary>
public partial class FuzzTests(TestService service, ITestOutputHelper output) : IClassFixture<TestService>
{
    /// <summary>Put another seed here to see other requests, or the one of a failure to see them again; as in PictureProperties.</summary>
    private const string SeedVariable = "PROPERTY_SEED";

    private const string SeedOfEveryRun = "(20240514,9793)";

    /// <summary>The seed of this run.</summary>
    internal static int Seed { get; } = SeedOf(Environment.GetEnvironmentVariable(SeedVariable) ?? SeedOfEveryRun);

    /// <summary>Seconds to go on for, instead of the number of requests of every run.</summary>
    private const string SecondsVariable = "FUZZ_SECONDS";

    /// <summary>Requests of every run: about 20 seconds on two cores.</summary>
    private const int RequestsOfEveryRun = 4_000;

    /// <summary>Callers at once, so that groups of appends hold good and bad.</summary>
    private const int Callers = 4;

    /// <summary>More than one answer takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Every_route_that_takes_a_POST_is_spoilt_by_one_of_the_fuzzers()
    {
        var valid = await ValidRequests.PrepareAsync(service.Reviewer);

        var mapped = service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("POST")) // Every route here is mapped by its method.
            .Select(endpoint => endpoint.RoutePattern.RawText!);
        valid.Routes.Concat(ImportFuzzTests.Routes).Concat(SubscriptionFuzzTests.Routes).Concat(ProjectionFuzzTests.Routes).ShouldBe(mapped, ignoreOrder: true);
    }

    // Else the fuzzer would only ever knock at a door that is shut anyway.
    [Fact]
    public async Task The_valid_requests_are_recorded()
    {
        var valid = await ValidRequests.PrepareAsync(service.Reviewer);
        for (var which = 0; which < valid.Count; which++)
        {
            var request = valid.Make(which);
            if (request.Body is JsonObject members && members["decision"] is { } decision)
            {
                // In a scene of its own: two decisions of the list may exclude each other.
                request = (await ValidRequests.PrepareAsync(service.Reviewer)).Make(which);
                if (decision["type"]!.GetValue<string>() == "IncidentReopened") // A decision has a type.
                {
                    await service.Admin.RecordAsync(request.Path, """{"decision":{"type":"IncidentClosed","reason":"Done."}}""");
                }
            }

            await service.Admin.RecordAsync(request.Path, request.Body.ToJsonString(Wire.Options));
        }
    }

    [Fact]
    public async Task Spoilt_requests_are_refused_as_the_callers_and_leave_nothing()
    {
        output.WriteLine($"{SeedVariable} {Seed}");
        var valid = await ValidRequests.PrepareAsync(service.Reviewer);
        var keys = await KeysAsync();
        var answers = new Answers(await FuzzedLog.BeginAsync(service));

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => SpoilAsync(valid, new Random(Seed + caller), answers, $"seed {Seed}, caller {caller}"))));

        output.WriteLine(answers.Summary());
        await answers.Log.HoldsAsync();
        (await KeysAsync()).ShouldBe(keys + answers.Keys);
        await CanBeReadAsync(valid);
    }

    private async Task SpoilAsync(ValidRequests valid, Random chance, Answers answers, string who)
    {
        var seconds = Environment.GetEnvironmentVariable(SecondsVariable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        var mutator = new RequestMutator(chance, valid);
        var started = TimeProvider.System.GetTimestamp();
        for (var number = 0; seconds > 0 ? TimeProvider.System.GetElapsedTime(started).TotalSeconds < seconds : number < RequestsOfEveryRun / Callers; number++)
        {
            var request = mutator.Next();
            var what = $"{who}, request {number}: POST {request.Path} {request.ContentType} {request.IfMatch} {Shorten(request.Body)}";
            if (chance.Next(20) == 0)
            {
                Judge(await SendBrokenAsync(request, chance), request, answers, what, isBroken: true);
            }
            else
            {
                Judge(await SendAsync(request), request, answers, what, isBroken: false);
            }
        }
    }

    private static void Judge((int Status, string MediaType, string Body) answer, SentRequest request, Answers answers, string what, bool isBroken)
    {
        what = $"{what}\n{answer.Status} {answer.Body}";
        answers.Count(answer.Status);
        if (answer.Status is 200 or 201)
        {
            var receipt = JsonNode.Parse(answer.Body)!; // It was recorded.
            if (request.Route == "/keys")
            {
                answers.CountKey();
                return;
            }

            answers.Log.Add(receipt["position"]!.GetValue<long>(), EventsIn(request), answer.Status == 201, what);
            return;
        }

        // Whoever breaks the framing may be left without an answer, or with one of the web server's own, which has no body.
        if (isBroken && (answer.Status == 0 || answer.Body.Length == 0))
        {
            return;
        }

        answer.Status.ShouldBeInRange(400, 499, what);
        answer.MediaType.ShouldBe("application/problem+json", what);
        JsonNode.Parse(answer.Body)!.ShouldBeTheCallers(request.Body, what); // As it says.
    }

    private static int EventsIn(SentRequest request)
    {
        using var json = JsonDocument.Parse(request.Body.AsSpan().StartsWith((byte[])[0xEF, 0xBB, 0xBF]) ? request.Body.AsMemory(3) : request.Body);
        return json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.GetArrayLength() : 1;
    }

    private async Task<(int Status, string MediaType, string Body)> SendAsync(SentRequest request)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var message = new HttpRequestMessage(HttpMethod.Post, request.Path) { Content = new ByteArrayContent(request.Body) };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type : null;
        if (request.ContentEncoding is { } coding)
        {
            message.Content.Headers.ContentEncoding.Add(coding);
        }

        if (request.IfMatch is { } version)
        {
            message.Headers.TryAddWithoutValidation("If-Match", version);
        }

        using var response = await service.Admin.SendAsync(message, patience.Token);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await response.Content.ReadAsStringAsync(patience.Token));
    }

    // Announces another length than it sends, or chunks that are none, or goes away before the end.
    private async Task<(int Status, string MediaType, string Body)> SendBrokenAsync(SentRequest request, Random chance)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", service.Admin.BaseAddress!.Port, patience.Token); // The fixture set it.
        var framing = chance.Next(6) switch
        {
            0 => $"Content-Length: {request.Body.Length + 1 + chance.Next(100)}\r\n\r\n",
            1 => $"Content-Length: {chance.Next(request.Body.Length + 1)}\r\n\r\n",
            2 => "Content-Length: -1\r\n\r\n",
            3 => $"Transfer-Encoding: chunked\r\n\r\n{request.Body.Length + 1:x}\r\n",
            4 => $"Transfer-Encoding: chunked\r\n\r\n{chance.Next(request.Body.Length + 1):x}\r\n",
            _ => "Transfer-Encoding: chunked\r\n\r\nno chunk\r\n",
        };
        try
        {
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"POST {request.Path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer {service.AdminKey}\r\nContent-Type: application/json\r\n{framing}"), patience.Token);
            await stream.WriteAsync(request.Body, patience.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            var answer = new MemoryStream();
            await stream.CopyToAsync(answer, patience.Token);
            return Parse(Encoding.UTF8.GetString(answer.ToArray()));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return (0, "", "");
        }
    }

    private static (int Status, string MediaType, string Body) Parse(string answer)
    {
        var (head, body) = answer.Split("\r\n\r\n", 2) is [var first, var rest] ? (first, rest) : (answer, "");
        var (from, to) = (body.IndexOf('{', StringComparison.Ordinal), body.LastIndexOf('}'));
        return (Status().Match(head) is { Success: true } status ? int.Parse(status.Groups[1].Value, CultureInfo.InvariantCulture) : 0,
            head.Contains("application/problem+json", StringComparison.Ordinal) ? "application/problem+json" : "",
            from < 0 || to < from ? "" : body[from..(to + 1)]);
    }

    // What was accepted is shown: a picture that fell over a fact would be as bad as a lost one.
    private async Task CanBeReadAsync(ValidRequests valid)
    {
        foreach (var incident in valid.Incidents)
        {
            await service.Anonymous.ReadAsync($"/incidents/{incident}");
            await service.Anonymous.ReadAsync($"/incidents/{incident}/timeline");
            await service.Anonymous.ReadAsync($"/incidents/{incident}?publishedBy=2024-05-14T12:00:00Z&eventTime=9999-12-31T23:59:59Z");
        }

        foreach (var path in (string[])["/conflicts", "/regions?include=context", "/regions/RU-KLU/picture?include=context", "/sources", "/facts?limit=500"])
        {
            await service.Anonymous.ReadAsync(path);
        }
    }

    private async Task<int> KeysAsync() => (await service.Admin.ReadAsync("/keys?include=ended&limit=1000"))["keys"]!.AsArray().Count; // A page has keys.

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Wire.Options);

    private static string Shorten(byte[] body) => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 3_000)));

    private static int SeedOf(string text) => text.Trim('(', ')').Split(',').Select(ulong.Parse).Aggregate(0, (seed, part) => seed ^ (int)(part & 0x3FFFFFFF));

    [GeneratedRegex(@"^HTTP/1\.1 (\d{3}) ")]
    private static partial Regex Status();

    /// <summary>What was answered.</summary>
    private sealed class Answers(FuzzedLog log)
    {
        private readonly Lock _gate = new();
        private readonly SortedDictionary<int, int> _byStatus = [];

        public FuzzedLog Log => log;

        /// <summary>Keys made. They stand in no log.</summary>
        public int Keys { get; private set; }

        public void CountKey()
        {
            lock (_gate)
            {
                Keys++;
            }
        }

        public void Count(int status)
        {
            lock (_gate)
            {
                _byStatus[status] = _byStatus.GetValueOrDefault(status) + 1;
            }
        }

        public string Summary() => string.Join(", ", _byStatus.Select(one => $"{one.Key}: {one.Value}"));
    }
}
