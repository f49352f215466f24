using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Transport;
using IncidentTimeline.Times;

namespace IncidentTimeline.Tests.Server.Pictures;

public class CutPointsTests(TestService service) : IClassFixture<TestService>
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_picture_is_as_it_was_known_at_a_position_or_an_instant()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact(region: "RU-TUL");
        var position = await scene.RecordAsync(fact);
        var recordedAt = (await service.Admin.ReadAsync($"/facts/{fact.FactId}?atLeast={position}")).Text("recordedAt")!; // Facts have one.
        var later = await scene.RecordAsync(scene.Fact(region: "RU-TUL"));

        (await CountAsync($"knownAt={position - 1}")).ShouldBe((position - 1, 0));
        (await CountAsync($"knownAt={position}")).ShouldBe((position, 1));
        (await CountAsync($"knownAt={later}")).ShouldBe((later, 2));
        (await CountAsync($"knownAt={Uri.EscapeDataString(recordedAt)}")).ShouldBe((position, 1));
        (await CountAsync("knownAt=2020-01-01T00:00:00Z")).ShouldBe((0, 0));
        (await CountAsync("knownAt=999999999")).ShouldBe((later, 2));

        async Task<(long KnownAt, int Facts)> CountAsync(string query)
        {
            var picture = await service.Anonymous.ReadAsync($"/regions/RU-TUL/picture?{query}");
            var question = picture["incidents"]!.AsArray().Select(one => one!.Question("drones-down")).SingleOrDefault();
            return (picture["asOf"]!["knownAt"]!.GetValue<long>(), question is null ? 0 : 1 + question["agreeing"]!.AsArray().Count);
        }
    }

    [Fact]
    public async Task A_picture_is_of_what_was_published_by_an_instant()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact(region: "RU-ORL") with { ReportedAt = Noon });
        var head = await scene.RecordAsync(scene.Fact(region: "RU-ORL"));

        var before = await service.Anonymous.ReadAsync($"/regions/RU-ORL/picture?publishedBy=2024-03-12T11:59:59Z&atLeast={head}");
        var at = await service.Anonymous.ReadAsync($"/regions/RU-ORL/picture?publishedBy=2024-03-12T15:00:00%2B03:00&atLeast={head}");

        before["incidents"]!.AsArray().ShouldBeEmpty();
        before["asOf"].Text("publishedBy").ShouldBe("2024-03-12T11:59:59Z");
        at.Incident(scene.Incident.Value).Question("drones-down")["agreeing"]!.AsArray().ShouldBeEmpty();
        at["undated"]!.AsArray().Count.ShouldBe(1);
        at["asOf"].Text("publishedBy").ShouldBe("2024-03-12T12:00:00Z");
    }

    [Fact]
    public async Task A_picture_is_of_the_world_at_an_event_time()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var airport = new AirportCode("SVO");
        await scene.RecordAsync(scene.Fact(new AirportClosed([airport]), region: "RU-BRY") with { EventTime = EventTime.At(Noon) });
        var head = await scene.RecordAsync(scene.Fact(new AirportReopened([airport]), Scene.More, "RU-BRY") with { EventTime = EventTime.At(Noon.AddHours(2)) });

        (await StatusAsync("2024-03-12T11:00:00Z")).ShouldBeNull();
        (await StatusAsync("2024-03-12T12:00:00Z")).ShouldBe("closed");
        (await StatusAsync("2024-03-12T14:00:00Z")).ShouldBe("open");

        async Task<string?> StatusAsync(string eventTime)
        {
            var picture = await service.Anonymous.ReadAsync($"/regions/RU-BRY/picture?eventTime={eventTime}&atLeast={head}");
            picture["asOf"].Text("eventTime").ShouldBe(eventTime);
            return picture["incidents"]!.AsArray() is [{ } incident] ? incident.Question("airport-status:svo")["displayed"].Text("text") : null;
        }
    }

    [Fact]
    public async Task A_writer_sees_their_own_write()
    {
        var scene = await Scene.SetAsync(service.Admin);
        for (var round = 1; round <= 20; round++)
        {
            var position = await scene.RecordAsync(scene.Fact());

            var picture = await service.Anonymous.ReadAsync(FormattableString.Invariant($"/incidents/{scene.Incident}?{(round % 2 == 0 ? "atLeast" : "knownAt")}={position}"));

            (1 + picture.Question("drones-down")["agreeing"]!.AsArray().Count).ShouldBe(round);
        }
    }

    [Fact]
    public async Task A_position_that_does_not_come_is_not_waited_for_without_end()
    {
        using var response = await service.Anonymous.GetAsync("/regions/RU/picture?atLeast=999999999");

        (await response.ProblemAsync()).ShouldBeProblem(503, "not-caught-up");
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("knownAt=yesterday")]
    [InlineData("knownAt=-1")]
    [InlineData("knownAt=1.5")]
    [InlineData("knownAt=")]
    [InlineData("knownAt=99999999999999999999")]
    [InlineData("knownAt=2024-03-12T12:00:00")]
    [InlineData("publishedBy=2024-03-12")]
    [InlineData("publishedBy=2024-03-12T12:00:00+03:00")] // A plus that was not written %2B is a space.
    [InlineData("eventTime=now")]
    [InlineData("eventTime=2024-13-12T12:00:00Z")]
    [InlineData("atLeast=soon")]
    [InlineData("atLeast=-1")]
    [InlineData("atLeast=99999999999999999999")]
    [InlineData("include=everything")]
    public async Task A_cut_point_that_is_none_is_refused(string query)
    {
        using var response = await service.Anonymous.GetAsync($"/regions/RU/picture?{query}");

        (await response.ProblemAsync()).ShouldBeProblem(400, "invalid-query");
    }

    [Theory]
    [InlineData("RU-XXX")]
    [InlineData("russia")]
    [InlineData("ru")]
    public async Task A_region_that_is_none_is_not_found(string code)
    {
        using var response = await service.Anonymous.GetAsync($"/regions/{code}/picture");

        (await response.ProblemAsync()).ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task Every_region_of_the_world_is_listed_on_request_and_has_a_picture()
    {
        var all = await service.Anonymous.ReadAsync("/regions?all=true");

        all.AsArray().Count.ShouldBeGreaterThan(3_000);
        all.Texts("region").ShouldContain("UA-30");
        var empty = await service.Anonymous.ReadAsync("/regions/UA-30/picture");
        (empty.Text("region"), empty["incidents"]!.AsArray().Count, empty.Text("policy")).ShouldBe(("UA-30", 0, "v1"));
    }

    [Fact]
    public async Task The_regions_of_one_country_are_listed_alone()
    {
        var within = await service.Anonymous.ReadAsync("/regions?all=true&within=MC");
        using var unknown = await service.Anonymous.GetAsync("/regions?within=mc");

        within.Texts("region").ShouldContain("MC");
        within.Texts("region").ShouldContain("MC-MO");
        within.Texts("region").ShouldAllBe(region => region!.StartsWith("MC", StringComparison.Ordinal));
        (await unknown.ProblemAsync()).ShouldBeProblem(400, "invalid-query");
    }

    [Theory]
    [InlineData("/regions/RU-KLU/picture?publishdBy=2024-05-14T09:30:00Z", "takes")]
    [InlineData("/regions/RU-KLU/picture?code=RU-MOW", "takes atLeast, eventTime, include, knownAt, publishedBy.")]
    [InlineData("/facts?regoin=RU-KLU", "takes")]
    [InlineData("/events?before=1", "takes")]
    [InlineData("/fact-types?page=2", "no query parameters")]
    public async Task A_mistyped_parameter_is_refused_and_never_ignored(string path, string says)
    {
        using var response = await service.Anonymous.GetAsync(path);

        var answer = await response.ProblemAsync();
        answer.ShouldBeProblem(400, "invalid-query");
        answer.Problem.Text("detail")!.ShouldContain(says);
    }

    [Theory]
    [InlineData("/incidents")]
    [InlineData("/regions")]
    [InlineData("/sources")]
    [InlineData("/conflicts")]
    [InlineData("/regions/RU-KLU/picture")]
    public async Task Every_reply_echoes_its_cut_points(string path)
    {
        using var response = await service.Anonymous.GetAsync($"{path}?knownAt=0&publishedBy=2024-05-14T12:30:00%2B03:00&eventTime=2024-05-14T10:00:00Z");

        string Echo(string header) => response.Headers.GetValues(header).ShouldHaveSingleItem();
        (Echo("Timeline-Known-At"), Echo("Timeline-Published-By"), Echo("Timeline-Event-Time")).ShouldBe(("0", "2024-05-14T09:30:00Z", "2024-05-14T10:00:00Z"));
    }
}
