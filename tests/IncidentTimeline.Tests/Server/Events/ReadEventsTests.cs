using System.Text.Json.Nodes;

namespace IncidentTimeline.Tests.Server.Events;

public class ReadEventsTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task The_log_is_read_one_event_a_line()
    {
        foreach (var id in (string[])["first", "second", "third"])
        {
            await service.Admin.RecordAsync("/sources", $$"""{"id":"{{id}}","kind":"outlet","name":"{{id}}"}""");
        }

        var body = await service.Anonymous.GetStringAsync("/events?after=0&limit=2");

        var events = body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToArray();
        events.Select(one => one["position"]!.GetValue<long>()).ShouldBe([1, 2]);
        events.Select(one => one["stream"]!.GetValue<string>()).ShouldBe(["source-first", "source-second"]);
    }
}
