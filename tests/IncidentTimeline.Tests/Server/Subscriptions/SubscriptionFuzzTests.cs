using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Server.Subscriptions;

/// <summary>Thousands of spoilt requests to everything under /subscriptions: none is a failure of ours, and the subscription works afterwards.</summary>
public sealed class SubscriptionFuzzTests(TestService service, ITestOutputHelper output) : IClassFixture<TestService>
{
    private const int Requests = 1_500;

    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("FUZZ_SEED") ?? "20240514", CultureInfo.InvariantCulture);

    private static readonly string[] Nasty =
    [
        "null", "true", "0", "-1", "1e400", "9223372036854775807", "9223372036854775808", "0.5", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\u202e\"", "\"now\"", "\"beginning\"", "\"99999999999999999999\"",
        "[]", "[null]", "{}", "[1,1]", "[9223372036854775807]", "\"00000000-0000-0000-0000-000000000000\"", "\"done\"", "\"parked\"", "{\"types\":[\"DroneDownReported\"]}", "{\"regions\":[\"RU-KLU,UA\"]}", "{\"families\":[\"Nonsense\"]}",
    ];

    [Fact]
    public async Task Spoilt_requests_are_the_callers_fault_and_harm_nothing()
    {
        output.WriteLine($"FUZZ_SEED {Seed}");
        var chance = new Random(Seed);
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact());
        var statuses = new SortedDictionary<int, int>();
        (await SendAsync(HttpMethod.Put, "", """{"start":"beginning"}""")).Status.ShouldBe(201);
        for (var number = 0; number < Requests; number++)
        {
            var (_, next) = await SendAsync(HttpMethod.Get, "/next?limit=1&leaseSeconds=1", null);
            var (method, path, body) = Valid(chance, JsonNode.Parse(next)?["lease"]?.GetValue<string>());
            var spoilt = Spoil(body, chance);
            var (status, answer) = await SendAsync(method, path, spoilt);
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
        (await SendAsync(HttpMethod.Post, "/reset", """{"start":"beginning"}""")).Status.ShouldBe(200);
        (await SendAsync(HttpMethod.Post, "/resume", null)).Status.ShouldBe(200);
        (await SendAsync(HttpMethod.Put, "", """{"start":"beginning"}""")).Status.ShouldBe(200);
        JsonNode.Parse((await SendAsync(HttpMethod.Get, "/next?wait=5", null)).Answer)!["events"]!.AsArray().ShouldNotBeEmpty(); // It is told everything.
    }

    private static (HttpMethod Method, string Path, string? Body) Valid(Random chance, string? lease) => chance.Next(7) switch
    {
        0 => (HttpMethod.Put, "", """{"start":"beginning","filter":{"types":["DroneDownReported"],"regions":["RU"]},"attemptsMax":3,"retentionDays":30}"""),
        1 => (HttpMethod.Post, "/reset", """{"start":"beginning"}"""),
        2 => (HttpMethod.Post, "/redeliver", """{"positions":[1,2]}"""),
        3 => (HttpMethod.Post, "/skip", """{"positions":[1]}"""),
        4 => (HttpMethod.Post, chance.Next(2) == 0 ? "/pause" : "/resume", null),
        _ => (HttpMethod.Post, "/ack", $$"""{"lease":"{{lease ?? Guid.NewGuid().ToString()}}","outcomes":[{"position":1,"outcome":"failed","error":"Not today."},{"position":2}],"leaseSeconds":30}"""),
    };

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
        using var request = new HttpRequestMessage(method, $"/subscriptions/spoilt{path}") { Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (request.Content is not null)
        {
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var response = await service.Admin.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
