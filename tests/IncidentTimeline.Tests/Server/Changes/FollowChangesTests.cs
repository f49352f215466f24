using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Changes;

namespace IncidentTimeline.Tests.Server.Changes;

public class FollowChangesTests(TestService service) : IClassFixture<TestService>
{
    /// <summary>How long a line may be under way. On a machine that does nothing else it is a second at most.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Each_event_that_changes_an_answer_is_told_with_the_answer_before_and_after()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact(region: "RU-TUL");
        var recorded = await scene.RecordAsync(fact);
        var (strike, struck) = await scene.DecideAsync(new FactStruck(fact.FactId, "A slip."));
        var undone = await scene.UndoAsync(strike);

        var lines = await LinesAsync($"/changes?after={scene.OpenedAt}&incident={scene.Incident}");

        lines.Select(one => one.Text("change")).ShouldBe(["appeared", "struck", "appeared", null]);
        lines.Take(3).Select(one => one.Position()).ShouldBe([recorded, struck, undone]);
        lines[0]["cause"].Text("fact").ShouldBe(fact.FactId.Value);
        lines[1]["cause"].Text("decision").ShouldBe(strike.ToString());
        lines[1]["from"]!["displayed"].Text("fact").ShouldBe(fact.FactId.Value);
        lines[1]["to"].Text("state").ShouldBe("not-stated");
        lines[3]["reached"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(undone);
    }

    [Fact]
    public async Task A_follower_goes_on_from_the_position_it_reached()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact(region: "RU-TUL"));
        var reached = (await LinesAsync($"/changes?after={scene.OpenedAt}&incident={scene.Incident}"))[^1]["reached"]!.GetValue<long>();
        var later = await scene.RecordAsync(scene.Fact(new DroneDownReported(Count.Exactly(3)), Scene.More, "RU-TUL"));

        var lines = await LinesAsync($"/changes?after={reached}&incident={scene.Incident}");

        lines[0].Position().ShouldBe(later);
        lines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_region_is_followed_with_all_inside_it_and_others_are_not()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var position = await scene.RecordAsync(scene.Fact(region: "RU-PSK"));

        (await LinesAsync($"/changes?after={position - 1}&region=RU"))[0].Text("region").ShouldBe("RU-PSK");
        (await LinesAsync($"/changes?after={position - 1}&region=UA&incident={scene.Incident}")).ShouldHaveSingleItem()["reached"].ShouldNotBeNull();
    }

    [Fact]
    public async Task What_becomes_of_a_fact_passes_where_the_fact_passes()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact(region: "RU-TUL");
        var recorded = await scene.RecordAsync(fact);
        var (_, struck) = await scene.DecideAsync(new FactStruck(fact.FactId, "A slip."));

        foreach (var filter in (string[])["type=DroneDownReported", "family=Air", $"source={scene.Source}"])
        {
            var lines = await LinesAsync($"/changes?after={scene.OpenedAt}&incident={scene.Incident}&{filter}");
            lines.SkipLast(1).Select(one => one.Position()).ShouldBe([recorded, struck], filter);
        }

        foreach (var filter in (string[])["type=AirportClosed", "family=Transport", "source=somebody-else"])
        {
            (await LinesAsync($"/changes?after={scene.OpenedAt}&incident={scene.Incident}&{filter}")).ShouldHaveSingleItem(filter)["reached"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(struck); // It ends with one.
        }
    }

    [Fact]
    public async Task Server_sent_events_carry_the_position_to_go_on_from()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var position = await scene.RecordAsync(scene.Fact(region: "RU-TUL"));
        using var stream = await FollowAsync($"/changes?after={scene.OpenedAt}&incident={scene.Incident}&follow=true", "text/event-stream");

        stream.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        (await stream.NextAsync()).ShouldBe($"id: {position}");
        (await stream.NextAsync()).ShouldBe("event: change");
        (await stream.NextAsync()).ShouldStartWith("data: {");
        (await stream.NextAsync()).ShouldBe("");

        var later = await scene.RecordAsync(scene.Fact(new DroneDownReported(Count.Exactly(3)), Scene.More, "RU-TUL"));
        (await stream.NextAsync()).ShouldBe($"id: {later}");

        using var again = await FollowAsync($"/changes?after={scene.OpenedAt}&incident={scene.Incident}&follow=true", "text/event-stream", lastEventId: position);
        (await again.NextAsync()).ShouldBe($"id: {later}");
    }

    [Fact]
    public async Task What_the_filter_leaves_out_moves_a_live_follower_on()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var stream = await FollowAsync($"/changes?after={scene.OpenedAt}&incident={scene.Incident}&follow=true", "application/x-ndjson");
        var other = await Scene.SetAsync(service.Admin);
        var position = await other.RecordAsync(other.Fact(region: "RU-TUL"));

        var reached = 0L;
        while (reached < position)
        {
            reached = JsonNode.Parse(await stream.NextAsync())!["reached"]!.GetValue<long>();
        }
    }

    [Fact]
    public async Task An_event_time_that_is_given_counts_for_every_change()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact(region: "RU-TUL") with { EventTime = IncidentTimeline.Times.EventTime.At(new DateTimeOffset(2024, 3, 12, 12, 0, 0, TimeSpan.Zero)) });

        (await LinesAsync($"/changes?after={scene.OpenedAt}&incident={scene.Incident}&eventTime=2024-03-12T11:00:00Z")).ShouldHaveSingleItem();
        (await LinesAsync($"/changes?after={scene.OpenedAt}&incident={scene.Incident}&eventTime=2024-03-12T12:00:00Z"))[0].Text("eventTime").ShouldBe("2024-03-12T12:00:00Z");
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("region=RU-XYZ")]
    [InlineData("incident=No such name")]
    [InlineData("include=all")]
    [InlineData("eventTime=then")]
    [InlineData("publishedBy=then")]
    [InlineData("follow=perhaps")]
    [InlineData("limit=5")]
    public async Task What_cannot_be_followed_is_refused(string query)
    {
        using var response = await service.Anonymous.GetAsync($"/changes?{query}");

        (await response.ProblemAsync()).ShouldBeProblem(400, "invalid-query");
    }

    [Fact]
    public async Task Who_finds_no_room_is_told_to_come_again()
    {
        var head = (await Scene.SetAsync(service.Admin)).OpenedAt;
        var (clients, streams) = (new List<HttpClient>(), new List<Following>());
        for (var caller = 0; caller < ChangeStreams.StreamsMax / ChangeStreams.StreamsOfOneMax; caller++)
        {
            var client = service.Client(await service.CreateKeyAsync(new NewKey("crowd", [Role.Subscriber])));
            clients.Add(client);
            for (var stream = 0; stream < ChangeStreams.StreamsOfOneMax; stream++)
            {
                streams.Add(await FollowAsync($"/changes?after={head}&follow=true", "application/x-ndjson", client: client));
            }

            // This one has his share; who has none yet finds room, but for the last time.
            using var more = await client.GetAsync("/changes");
            (await more.ProblemAsync()).ShouldBeProblem(429, "busy");
        }

        using var refused = await service.Anonymous.GetAsync("/changes");
        (await refused.ProblemAsync()).ShouldBeProblem(429, "busy");

        streams.ForEach(one => one.Dispose());
        clients.ForEach(one => one.Dispose());
        using var patience = new CancellationTokenSource(Patience);
        while (!(await service.Admin.GetAsync("/changes", patience.Token)).IsSuccessStatusCode)
        {
            // The server sees that a reader left when it next has to do with it; strangers' requests are few, and other tests need them.
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private async Task<IReadOnlyList<JsonNode>> LinesAsync(string path) =>
        [.. (await service.Anonymous.GetStringAsync(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)]; // Lines of JSON.

    private async Task<Following> FollowAsync(string path, string accept, long? lastEventId = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (lastEventId is { } id)
        {
            request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
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
