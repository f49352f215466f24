using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using IncidentTimeline.Client;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Facts.Transport;
using IncidentTimeline.Server.Access;
using NewKey = IncidentTimeline.Server.Access.Keys.NewKey;

namespace IncidentTimeline.Tests.Server.Events;

public sealed class FollowEventsTests(TestService service) : IClassFixture<TestService>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_filter_never_hides_the_all_clear()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var elsewhere = await Scene.SetAsync(service.Admin);
        var closed = scene.Fact(new AirportClosed([new AirportCode("SVO")]), region: "RU-MOS");
        await scene.RecordAsync(closed);
        var after = scene.OpenedAt;
        // The retraction and what the desk decides name neither the type nor the region.
        var retracted = await scene.RecordAsync(scene.Fact(new StatementRetracted(closed.FactId), region: "RU-TUL"));
        var (struck, struckAt) = await scene.DecideAsync(new FactStruck(closed.FactId, "A slip."));
        var undoneAt = await scene.UndoAsync(struck);
        var (_, movedAt) = await scene.DecideAsync(new FactMoved(closed.FactId, elsewhere.Incident, "It belongs there."));
        await elsewhere.RecordAsync(elsewhere.Fact());
        var (_, mergedAt) = await elsewhere.DecideAsync(new IncidentsMerged(scene.Incident, "One and the same."));

        var expected = new[] { closed.FactId.ToString(), $"{retracted}", $"{struckAt}", $"{undoneAt}", $"{movedAt}", $"{mergedAt}" };
        foreach (var filter in (string[])["type=AirportClosed", "family=Transport", "region=RU-MOS", "region=RU&type=AirportClosed"])
        {
            var events = await EventsAsync($"/events?after={after}&{filter}");
            events.Select(one => one.Text("type") == "AirportClosed" ? one.Text("id") : one.Text("position")).ShouldBe(expected, filter);
            foreach (var one in events)
            {
                one.Text("types")!.Split(',').ShouldContain("AirportClosed");
                one.Text("regions")!.Split(',').ShouldContain("RU-MOS");
                one.Text("incidents")!.Split(',').ShouldContain(scene.Incident.Value);
            }
        }

        // Those who follow where it went are told of the move, and of all after it.
        (await EventsAsync($"/events?after={undoneAt}&incident={elsewhere.Incident}&type=AirportClosed")).Select(one => one.Position()).ShouldBe([movedAt, mergedAt]);
    }

    [Fact]
    public async Task A_retraction_that_came_first_is_told_to_everybody_and_the_fact_names_it()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var closed = scene.Fact(new AirportClosed([new AirportCode("SVO")]), region: "RU-MOS");
        var retraction = scene.Fact(new StatementRetracted(closed.FactId), region: "RU-TUL");
        await scene.RecordAsync(retraction);
        await scene.RecordAsync(closed);

        var events = await EventsAsync($"/events?after={scene.OpenedAt}&region=RU-MOS");

        events.Select(one => one.Text("id")).ShouldBe([retraction.FactId.ToString(), closed.FactId.ToString()]);
        events[0]["open"]!.GetValue<bool>().ShouldBeTrue();
        events[1].Text("revisedby").ShouldBe(retraction.FactId.ToString());
    }

    [Fact]
    public async Task What_a_feed_says_anew_by_the_same_key_is_told_where_the_old_was_told()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var old = await scene.RecordAsync(scene.Fact(region: "RU-MOS") with { FeedKey = "row 7" });
        var anew = await scene.RecordAsync(scene.Fact(region: "RU-TUL") with { FeedKey = "row 7" });
        await scene.RecordAsync(scene.Fact(region: "RU-TUL") with { FeedKey = "row 8" });

        (await EventsAsync($"/events?after={scene.OpenedAt}&region=RU-MOS")).Select(one => one.Position()).ShouldBe([old, anew]);
    }

    [Fact]
    public async Task History_and_then_what_is_recorded_come_without_a_seam()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var last = (await service.Admin.RecordAsync(scene.Facts, Enumerable.Range(0, 900).Select(_ => scene.Fact()).ToList())).Position();
        var writing = Task.Run(async () =>
        {
            for (var fact = 0; fact < 100; fact++)
            {
                last = await scene.RecordAsync(scene.Fact());
            }
        });

        using var client = TimelineClient.Create(service.Admin.BaseAddress!, null); // Its clients have one.
        using var patience = new CancellationTokenSource(Patience);
        var positions = new List<long>();
        await foreach (var one in client.FollowAsync(EventFilter.None, scene.OpenedAt, patience.Token))
        {
            positions.Add(one.Position);
            if (positions.Count == 1_000)
            {
                break;
            }
        }

        await writing;
        positions.ShouldBe(Enumerable.Range(0, 1_000).Select(number => scene.OpenedAt + 1 + number));
    }

    [Fact]
    public async Task Server_sent_events_carry_the_position_to_go_on_from_and_what_was_left_out()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var path = $"/events?after={scene.OpenedAt}&incident={scene.Incident}";
        using var stream = await FollowAsync(path, "text/event-stream");
        var position = await scene.RecordAsync(scene.Fact());

        stream.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        (await stream.NextAsync()).ShouldBe($"id: {position}");
        (await stream.NextAsync()).ShouldStartWith("data: {\"specversion\":\"1.0\"");
        (await stream.NextAsync()).ShouldBe("");

        var other = await Scene.SetAsync(service.Admin);
        (await stream.NextAsync()).ShouldStartWith("id: ");
        (await stream.NextAsync()).ShouldBe("event: reached");
        (await stream.NextAsync()).ShouldStartWith("data: {\"reached\":");

        var later = await scene.RecordAsync(scene.Fact());
        using var again = await FollowAsync(path, "text/event-stream", lastEventId: position);
        (await again.NextAsync()).ShouldBe($"id: {later}");
        other.OpenedAt.ShouldBeLessThan(later);
    }

    [Fact]
    public async Task A_key_that_is_revoked_follows_no_further()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var key = await service.CreateKeyAsync(new NewKey("leaving", [Role.Subscriber]));
        using var client = service.Client(key);
        using var stream = await FollowAsync($"/events?after={scene.OpenedAt}&follow=true", "application/x-ndjson", client: client);
        await scene.RecordAsync(scene.Fact());
        await stream.NextAsync();

        using var revoked = await service.Admin.DeleteAsync($"/keys/{key[3..11]}");
        await scene.RecordAsync(scene.Fact());

        (await stream.Lines.ReadLineAsync().WaitAsync(Patience)).ShouldBeNull();
    }

    private async Task<List<JsonNode>> EventsAsync(string path) =>
        [.. (await service.Anonymous.GetStringAsync(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1].Select(line => JsonNode.Parse(line)!)]; // Lines of JSON; the last says how far it went.

    private async Task<Following> FollowAsync(string path, string accept, long? lastEventId = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (lastEventId is { } id)
        {
            request.Headers.Add("Last-Event-ID", $"{id}");
        }

        var response = await (client ?? service.Anonymous).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.IsSuccessStatusCode.ShouldBeTrue();
        return new Following(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    private sealed record Following(HttpResponseMessage Response, StreamReader Lines) : IDisposable
    {
        public async Task<string> NextAsync() => (await Lines.ReadLineAsync().WaitAsync(Patience)).ShouldNotBeNull();

        public void Dispose()
        {
            Lines.Dispose();
            Response.Dispose();
        }
    }
}
