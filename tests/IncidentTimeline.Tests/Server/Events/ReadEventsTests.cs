using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Tests.Server.Events;

public class ReadEventsTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task The_log_is_what_was_recorded_in_order_and_without_a_gap()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        var position = await scene.RecordAsync(fact);

        var lines = (await service.Anonymous.GetStringAsync("/events")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var events = lines.Select(line => JsonNode.Parse(line)!).ToList(); // A line is an object.
        events.Select(one => one.Position()).ShouldBe(Enumerable.Range(1, events.Count).Select(number => (long)number));
        events.Zip(events.Skip(1)).ShouldAllBe(pair => DateTimeOffset.Parse(pair.First.Text("recordedAt")!, null) <= DateTimeOffset.Parse(pair.Second.Text("recordedAt")!, null)); // Events have one.
        var recorded = lines[(int)position - 1];
        recorded.ShouldContain($"\"data\":{JsonSerializer.Serialize(fact, Wire.Options)},\"metadata\":{{\"actor\":\"admin\"}}");
        var found = JsonNode.Parse(recorded);
        (found.Text("stream"), found.Text("eventId"), found.Text("type"), found!["version"]!.GetValue<int>(), found["schemaVersion"]!.GetValue<int>())
            .ShouldBe(($"incident-{scene.Incident}", fact.FactId.ToString(), "DroneDownReported", 2, 1));
    }

    [Fact]
    public async Task A_reader_goes_on_after_a_position()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var last = (await service.Admin.RecordAsync(scene.Facts, Enumerable.Range(0, 400).Select(_ => scene.Fact()).ToList())).Position();

        (await PositionsAsync(last - 400, 300)).ShouldBe(Enumerable.Range(0, 300).Select(number => last - 399 + number));
        (await PositionsAsync(last - 100, 300)).Count.ShouldBe(100);
        (await PositionsAsync(last, 1)).ShouldBeEmpty();

        async Task<IReadOnlyList<long>> PositionsAsync(long after, int limit) =>
            [.. (await service.Anonymous.GetStringAsync($"/events?after={after}&limit={limit}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.Position())]; // As above.
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("after=first")]
    [InlineData("after=9223372036854775807")]
    [InlineData("limit=0")]
    [InlineData("limit=10001")]
    [InlineData("limit=all")]
    public async Task A_range_that_is_none_is_refused(string query)
    {
        using var response = await service.Anonymous.GetAsync($"/events?{query}");

        (await response.ProblemAsync()).ShouldBeProblem(400, "invalid-query");
    }

    [Fact]
    public async Task Events_are_newline_delimited_json()
    {
        using var response = await service.Anonymous.GetAsync("/events");

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
    }
}
