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

        lines[^1].ShouldStartWith($"{{\"reached\":{position},\"epoch\":\"");
        var events = lines[..^1].Select(line => JsonNode.Parse(line)!).ToList(); // A line is an object.
        events.Select(one => one.Position()).ShouldBe(Enumerable.Range(1, events.Count).Select(number => (long)number));
        events.Zip(events.Skip(1)).ShouldAllBe(pair => DateTimeOffset.Parse(pair.First.Text("time")!, null) <= DateTimeOffset.Parse(pair.Second.Text("time")!, null)); // Events have one.
        var recorded = lines[(int)position - 1];
        recorded.ShouldEndWith($"\"data\":{JsonSerializer.Serialize(fact, Wire.Options)}}}");
        var attributes = JsonNode.Parse(recorded)!.AsObject();
        attributes.Remove("time").ShouldBeTrue();
        attributes.Remove("data").ShouldBeTrue();
        attributes.ToJsonString().ShouldBe(
            $$"""{"specversion":"1.0","id":"{{fact.FactId}}","source":"/events","type":"DroneDownReported","subject":"incident-{{scene.Incident}}","datacontenttype":"application/json","dataschema":"urn:incident-timeline:DroneDownReported:1","position":"{{position}}","version":2,"actor":"admin","incident":"{{scene.Incident}}","incidents":"{{scene.Incident}}","regions":"RU-KLU","types":"DroneDownReported","sources":"{{scene.Source}}"}""");
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
            [.. (await service.Anonymous.GetStringAsync($"/events?after={after}&limit={limit}")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1].Select(line => JsonNode.Parse(line)!.Position())]; // As above.
    }

    [Fact]
    public async Task Who_has_read_further_than_the_log_reaches_is_told()
    {
        var head = (await Scene.SetAsync(service.Admin)).OpenedAt;

        foreach (var query in (string[])["", "&follow=true"])
        {
            using var response = await service.Anonymous.GetAsync($"/events?after={head + 1_000_000}{query}");

            (await response.ProblemAsync()).ShouldBeProblem(409, "log-rewound");
        }
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("after=first")]
    [InlineData("limit=0")]
    [InlineData("limit=10001")]
    [InlineData("limit=all")]
    [InlineData("limit=1&follow=true")]
    [InlineData("type=DroneDown")]
    [InlineData("type=")]
    [InlineData("family=Ground")]
    [InlineData("region=RU-XYZ")]
    [InlineData("incident=No such name")]
    [InlineData("source=No such name")]
    public async Task A_range_that_is_none_is_refused(string query)
    {
        using var response = await service.Anonymous.GetAsync($"/events?{query}");

        (await response.ProblemAsync()).ShouldBeProblem(400, "invalid-query");
    }

    [Fact]
    public async Task Types_and_families_are_found_however_they_are_written()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var position = await scene.RecordAsync(scene.Fact());

        foreach (var filter in (string[])["type=dronedownreported", "family=air", "family=AIR"])
        {
            (await service.Anonymous.GetStringAsync($"/events?after={position - 1}&{filter}")).ShouldContain($"\"position\":\"{position}\"");
        }
    }

    [Theory]
    [InlineData("/events")]
    [InlineData("/changes")]
    public async Task What_a_reader_says_it_does_not_take_is_not_sent(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "application/x-ndjson, text/event-stream;q=0");

        using var response = await service.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson"); // It has a body.
    }

    [Fact]
    public async Task Events_are_newline_delimited_json()
    {
        using var response = await service.Anonymous.GetAsync("/events");

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
    }
}
