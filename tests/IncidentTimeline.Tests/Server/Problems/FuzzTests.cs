using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Statements;
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

    /// <summary>Seconds to go on for, instead of the number of requests of every run.</summary>
    private const string SecondsVariable = "FUZZ_SECONDS";

    /// <summary>Requests of every run: about 20 seconds on two cores.</summary>
    private const int RequestsOfEveryRun = 4_000;

    /// <summary>Callers at once, so that groups of appends hold good and bad.</summary>
    private const int Callers = 4;

    /// <summary>More than one answer takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly HashSet<string> Slugs = [.. ListedSlug().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/reference/http.md"))).Select(row => row.Groups[1].Value)];

    [Fact]
    public async Task Every_route_that_records_has_valid_requests_to_be_spoilt()
    {
        var valid = await ValidRequests.PrepareAsync(service.Reviewer);

        var mapped = service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("POST")) // Every route here is mapped by its method.
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(route => !route.StartsWith("/projections/", StringComparison.Ordinal) // They take no body and record nothing.
                && !route.StartsWith("/subscriptions/", StringComparison.Ordinal)); // They record nothing in the log; SubscriptionFuzzTests spoils their bodies.
        // A stream answers a verdict a line instead of a problem document; ImportFactsTests spoils its lines.
        valid.Routes.ShouldBe(mapped.Where(route => route != "/facts"), ignoreOrder: true);
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
        var seed = SeedOf(Environment.GetEnvironmentVariable(SeedVariable) ?? SeedOfEveryRun);
        output.WriteLine($"{SeedVariable} {seed}");
        var valid = await ValidRequests.PrepareAsync(service.Reviewer);
        var store = service.Services.GetRequiredService<EventStore>();
        var before = (await store.HeadAsync(CancellationToken.None)).Value;
        var keys = await KeysAsync();
        var recorded = new Recorded(before);

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => SpoilAsync(valid, new Random(seed + caller), recorded, $"seed {seed}, caller {caller}"))));

        output.WriteLine(recorded.Summary());
        await HoldsAsync(store, before, recorded);
        (await KeysAsync()).ShouldBe(keys + recorded.Keys);
        await CanBeReadAsync(valid);
    }

    private async Task SpoilAsync(ValidRequests valid, Random chance, Recorded recorded, string who)
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
                Judge(await SendBrokenAsync(request, chance), request, recorded, what, isBroken: true);
            }
            else
            {
                Judge(await SendAsync(request), request, recorded, what, isBroken: false);
            }
        }
    }

    private static void Judge((int Status, string MediaType, string Body) answer, SentRequest request, Recorded recorded, string what, bool isBroken)
    {
        what = $"{what}\n{answer.Status} {answer.Body}";
        recorded.Count(answer.Status);
        if (answer.Status is 200 or 201)
        {
            var receipt = JsonNode.Parse(answer.Body)!; // It was recorded.
            if (request.Route == "/keys")
            {
                recorded.CountKey();
                return;
            }

            recorded.Add(receipt["position"]!.GetValue<long>(), EventsIn(request), answer.Status == 201, what);
            return;
        }

        // Whoever breaks the framing may be left without an answer, or with one of the web server's own, which has no body.
        if (isBroken && (answer.Status == 0 || answer.Body.Length == 0))
        {
            return;
        }

        answer.Status.ShouldBeInRange(400, 499, what);
        answer.MediaType.ShouldBe("application/problem+json", what);
        var problem = JsonNode.Parse(answer.Body)!; // As it says.
        Slugs.ShouldContain(problem["type"]!.GetValue<string>()["/problems/".Length..], what);
        problem["detail"]!.GetValue<string>().ShouldNotStartWith("The body is not of the shape", customMessage: what);
        answer.Body.ShouldNotContain("System.", customMessage: what);
        if (answer.Status == 400)
        {
            foreach (var error in problem["errors"].ShouldNotBeNull(what).AsArray())
            {
                LeadsSomewhere(request.Body, error!["pointer"]!.GetValue<string>()).ShouldBeTrue(what);
            }
        }
    }

    // A member that is missing is not there, but its object is; in what is no JSON there is nothing to follow.
    private static bool LeadsSomewhere(byte[] body, string pointer)
    {
        try
        {
            var text = body.AsSpan().StartsWith((byte[])[0xEF, 0xBB, 0xBF]) ? body.AsMemory(3) : body;
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
            var at = json.RootElement;
            foreach (var step in pointer.Split('/')[1..^(pointer.Length == 0 ? 0 : 1)].Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
            {
                at = at.ValueKind == JsonValueKind.Array ? at[int.Parse(step, CultureInfo.InvariantCulture)] : at.GetProperty(step);
            }

            return pointer.Length == 0 || at.ValueKind is JsonValueKind.Array or JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return true;
        }
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

    private async Task HoldsAsync(EventStore store, long before, Recorded recorded)
    {
        var head = await store.HeadAsync(CancellationToken.None);
        recorded.Positions().ShouldBe(Enumerable.Range(1, (int)(head.Value - before)).Select(one => before + one));

        var replayed = Ledger.Empty;
        var versions = new Dictionary<string, long>();
        await foreach (var one in store.ReadLogAsync(LogPosition.Start, head, CancellationToken.None))
        {
            replayed = EventCodec.Apply(replayed, one);
            one.Position.Value.ShouldBe(replayed.Head.Value);
            one.Version.Value.ShouldBe(versions[one.StreamId] = versions.GetValueOrDefault(one.StreamId) + 1);
        }

        replayed.Head.Value.ShouldBe(head.Value);
        (await service.Services.GetRequiredService<StatementIndexRunner>().CatchUpAsync(CancellationToken.None)).ShouldBe(new Position(head.Value));
        (await service.Services.GetRequiredService<FactSearchRunner>().WaitForAsync(new Position(head.Value), CancellationToken.None)).ShouldBeTrue();
        (await service.Anonymous.ReadAsync("/health/ready"))["canRead"]!.GetValue<bool>().ShouldBeTrue();
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

    [GeneratedRegex(@"^\| `([a-z0-9-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex ListedSlug();

    /// <summary>What was answered as recorded.</summary>
    private sealed class Recorded(long before)
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<long, string> _byPosition = [];
        private readonly SortedDictionary<int, int> _answers = [];

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
                _answers[status] = _answers.GetValueOrDefault(status) + 1;
            }
        }

        public void Add(long last, int events, bool isNew, string what)
        {
            lock (_gate)
            {
                for (var position = last; position > last - events; position--)
                {
                    // "Recorded before" names a position that another answer, or the preparation, has named.
                    if (!isNew)
                    {
                        (position <= before || _byPosition.ContainsKey(position)).ShouldBeTrue(what);
                    }
                    else
                    {
                        _byPosition.TryAdd(position, what).ShouldBeTrue($"Answered twice as new:\n{what}\n{_byPosition[position]}");
                    }
                }
            }
        }

        public IEnumerable<long> Positions() => _byPosition.Keys.Order();

        public string Summary() => string.Join(", ", _answers.Select(one => $"{one.Key}: {one.Value}"));
    }
}
