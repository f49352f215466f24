using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Tests.Server.Problems;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Server.Subscriptions;

/// <summary>Thousands of spoilt requests to everything under /subscriptions: none is a failure of ours, and the subscription works afterwards.</summary>
public sealed class SubscriptionFuzzTests(TestService service, ITestOutputHelper output) : IClassFixture<TestService>
{
    private const int Requests = 1_500;
    private const int Queries = 600;

    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("FUZZ_SEED") ?? "20240514", CultureInfo.InvariantCulture);

    /// <summary>Stands where the lease belongs that was given last.</summary>
    private const string Lease = "(lease)";

    private static readonly (HttpMethod Method, string Path, string? Body)[] All =
    [
        (HttpMethod.Put, "", """{"start":"beginning","filter":{"types":["DroneDownReported"],"regions":["RU"]},"attemptsMax":3,"retentionDays":30}"""),
        (HttpMethod.Post, "/reset", """{"start":"beginning"}"""),
        (HttpMethod.Post, "/redeliver", """{"positions":[1,2]}"""),
        (HttpMethod.Post, "/skip", """{"positions":[1]}"""),
        (HttpMethod.Post, "/pause", null),
        (HttpMethod.Post, "/resume", null),
        (HttpMethod.Post, "/ack", """{"lease":"(lease)","outcomes":[{"position":1,"outcome":"failed","error":"Not today."},{"position":2}],"leaseSeconds":30}"""),
        (HttpMethod.Post, "/ack", """{"lease":"(lease)"}"""),
    ];

    /// <summary>What is spoilt here of what takes a POST.</summary>
    internal static IEnumerable<string> Routes => All.Where(one => one.Method == HttpMethod.Post).Select(one => $"/subscriptions/{{name}}{one.Path}").Distinct();

    private static readonly string[] Nasty =
    [
        "null", "true", "0", "-1", "1e400", "9223372036854775807", "9223372036854775808", "0.5", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\u202e\"", "\"now\"", "\"beginning\"", "\"99999999999999999999\"",
        "[]", "[null]", "{}", "[1,1]", "[9223372036854775807]", "\"00000000-0000-0000-0000-000000000000\"", "\"done\"", "\"parked\"", "{\"types\":[\"DroneDownReported\"]}", "{\"regions\":[\"RU-KLU,UA\"]}", "{\"families\":[\"Nonsense\"]}",
    ];

    private static readonly string[] NastyValues =
    [
        "", " ", "-1", "+0", "00", "1001", "3601", "2147483647", "2147483648", "9223372036854775806", "9223372036854775807", "9223372036854775808", "1e3", "0.5", "1,1", "null", "true", "٣", "%", "\0", "\n", "\u202e", "😀",
        new string('x', 101), "now", "2024-05-14", "2024-05-14T09:30:00", "2024-05-14T09:30:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999-14:00", "2024-02-30T00:00:00Z",
    ];

    [Fact]
    public async Task A_spoilt_query_is_told_which_parameter_is_wrong()
    {
        output.WriteLine($"FUZZ_SEED {Seed}");
        var chance = new Random(Seed);
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact());
        var statuses = new SortedDictionary<int, int>();
        (await SendAsync(HttpMethod.Put, "queried", """{"start":"beginning"}""")).Status.ShouldBe(201);
        for (var number = 0; number < Queries; number++)
        {
            var (path, valid) = chance.Next(2) == 0
                ? ("queried/next", new[] { ("limit", "1"), ("wait", "0"), ("leaseSeconds", "1"), ("worker", "one") })
                : ("queried/received", [("knownAt", "1"), ("after", "0"), ("limit", "10")]);
            var (query, spoilt) = SpoilQuery(valid, chance);
            var (status, answer) = await SendAsync(HttpMethod.Get, $"{path}?{query}", null);
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            (status is 200 or 400).ShouldBeTrue($"{status} {path}?{query}\n{answer}");
            if (status == 400)
            {
                JsonNode.Parse(answer)!["title"]!.GetValue<string>().ShouldBe($"The query parameter {spoilt} is not understood", $"{path}?{query}\n{answer}");
            }
        }

        output.WriteLine(string.Join(", ", statuses.Select(one => $"{one.Key}: {one.Value}")));
        statuses.Keys.ShouldBe([200, 400]);
        (await SendAsync(HttpMethod.Post, "queried/reset", """{"start":"beginning"}""")).Status.ShouldBe(200);
        JsonNode.Parse((await SendAsync(HttpMethod.Get, "queried/next?wait=5", null)).Answer)!["events"]!.AsArray().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Spoilt_requests_are_the_callers_fault_and_harm_nothing()
    {
        output.WriteLine($"FUZZ_SEED {Seed}");
        var chance = new Random(Seed);
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact());
        var log = await FuzzedLog.BeginAsync(service);
        var statuses = new SortedDictionary<int, int>();
        (await SendAsync(HttpMethod.Put, "spoilt", """{"start":"beginning"}""")).Status.ShouldBe(201);
        for (var number = 0; number < Requests; number++)
        {
            var (_, next) = await SendAsync(HttpMethod.Get, "spoilt/next?limit=1&leaseSeconds=1", null);
            var (method, path, body) = Valid(chance, JsonNode.Parse(next)?["lease"]?.GetValue<string>());
            var spoilt = Spoil(body, chance);
            var (status, answer) = await SendAsync(method, $"spoilt{path}", spoilt);
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            status.ShouldBeLessThan(500, $"{method} {path} {spoilt}\n{answer}");
            if (status >= 400)
            {
                JsonNode.Parse(answer)!["detail"].ShouldNotBeNull($"{method} {path} {spoilt}\n{answer}"); // A problem document.
            }
        }

        output.WriteLine(string.Join(", ", statuses.Select(one => $"{one.Key}: {one.Value}")));
        statuses.Keys.ShouldContain(200);
        statuses.Keys.ShouldContain(400);
        await log.HoldsAsync(); // None of it is about the log.
        (await SendAsync(HttpMethod.Post, "spoilt/reset", """{"start":"beginning"}""")).Status.ShouldBe(200);
        (await SendAsync(HttpMethod.Post, "spoilt/resume", null)).Status.ShouldBe(200);
        (await SendAsync(HttpMethod.Put, "spoilt", """{"start":"beginning"}""")).Status.ShouldBe(200);
        JsonNode.Parse((await SendAsync(HttpMethod.Get, "spoilt/next?wait=5", null)).Answer)!["events"]!.AsArray().ShouldNotBeEmpty(); // It is told everything.
    }

    private static (HttpMethod Method, string Path, string? Body) Valid(Random chance, string? lease)
    {
        var (method, path, body) = All[chance.Next(All.Length)];
        return (method, path, body?.Replace(Lease, lease ?? Guid.NewGuid().ToString(), StringComparison.Ordinal));
    }

    /// <summary>A query in which one thing is another, and the name of the parameter that this is: that it is another may do no harm.</summary>
    private static (string Query, string Spoilt) SpoilQuery((string Name, string Value)[] valid, Random chance)
    {
        var victim = chance.Next(valid.Length);
        var (name, value) = valid[victim];
        var parts = valid.Select(one => $"{one.Name}={one.Value}").ToList();
        switch (chance.Next(10))
        {
            case 0:
                parts.Add(parts[victim]); // Twice.
                return (Join(), name);
            case 1:
                parts[victim] = $"{name}s={value}";
                return (Join(), $"{name}s");
            case 2:
                parts[victim] = $"{name}=%ff"; // No text, so of none of them anything can be said.
                return (Join(), "string");
            default:
                parts[victim] = $"{name}={Uri.EscapeDataString(NastyValues[chance.Next(NastyValues.Length)])}";
                return (Join(), name);
        }

        string Join() => string.Join('&', parts);
    }

    private static string? Spoil(string? body, Random chance)
    {
        if (body is null || chance.Next(4) == 0)
        {
            return body;
        }

        if (chance.Next(5) == 0)
        {
            return body[..chance.Next(body.Length)];
        }

        // One value, somewhere, is another.
        using var json = JsonDocument.Parse(body);
        var values = new List<string>();
        Walk(json.RootElement);
        var victim = values[chance.Next(values.Count)];
        var at = body.IndexOf(victim, StringComparison.Ordinal);
        return body[..at] + Nasty[chance.Next(Nasty.Length)] + body[(at + victim.Length)..];

        void Walk(JsonElement element)
        {
            values.Add(element.GetRawText());
            foreach (var inner in element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().Select(member => member.Value),
                JsonValueKind.Array => element.EnumerateArray(),
                _ => Enumerable.Empty<JsonElement>(),
            })
            {
                Walk(inner);
            }
        }
    }

    private async Task<(int Status, string Answer)> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, $"/subscriptions/{path}") { Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (request.Content is not null)
        {
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var response = await service.Admin.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
