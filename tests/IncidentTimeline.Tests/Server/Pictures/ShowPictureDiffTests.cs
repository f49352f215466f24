using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Times;

namespace IncidentTimeline.Tests.Server.Pictures;

public class ShowPictureDiffTests(TestService service) : IClassFixture<TestService>
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Along_what_was_known_a_strike_is_told_with_its_decision()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact(region: "RU-TUL");
        var recorded = await scene.RecordAsync(fact);
        var (strike, struck) = await scene.DecideAsync(new FactStruck(fact.FactId, "A slip."));

        var diff = await service.Anonymous.ReadAsync($"/regions/RU-TUL/picture/diff?from={recorded}&to={struck}&atLeast={struck}");

        var change = diff["questions"]!.AsArray().ShouldHaveSingleItem()!;
        change["question"].Text("change").ShouldBe("struck");
        change["question"]!["from"]!["displayed"].Text("fact").ShouldBe(fact.FactId.Value);
        change["question"]!["to"].Text("state").ShouldBe("not-stated");
        change["causes"]!.AsArray().ShouldHaveSingleItem()!.Text("decision").ShouldBe(strike.ToString());
        (diff["from"]!["knownAt"]!.GetValue<long>(), diff["to"]!["knownAt"]!.GetValue<long>()).ShouldBe((recorded, struck));
        diff["incidents"]!.AsArray().ShouldHaveSingleItem()!.Text("change").ShouldBe("left");
    }

    [Fact]
    public async Task Along_what_was_published_and_along_event_time_it_moves_that_cut_alone()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await scene.RecordAsync(scene.Fact(region: "RU-ORL") with { ReportedAt = Noon, EventTime = EventTime.At(Noon.AddHours(-6)) });
        var head = await scene.RecordAsync(scene.Fact(new DroneDownReported(Count.Exactly(3)), Scene.More, "RU-ORL") with { ReportedAt = Noon.AddHours(1), EventTime = EventTime.At(Noon.AddHours(-5)) });

        (await ChangeAsync("axis=published&from=2024-03-12T12:00:00Z&to=2024-03-12T13:00:00Z")).ShouldBe(("changed", 1));
        (await ChangeAsync("axis=event&from=2024-03-12T05:00:00Z&to=2024-03-12T06:00:00Z")).ShouldBe(("appeared", 1));

        async Task<(string? Change, int Causes)> ChangeAsync(string query)
        {
            var change = (await service.Anonymous.ReadAsync($"/regions/RU-ORL/picture/diff?{query}&atLeast={head}"))["questions"]!.AsArray().ShouldHaveSingleItem()!;
            return (change["question"].Text("change"), change["causes"]!.AsArray().Count);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("from=1&axis=recorded")]
    [InlineData("from=never")]
    [InlineData("from=-1")]
    [InlineData("from=1&axis=event")]
    [InlineData("from=2024-03-12T12:00:00Z&to=soon&axis=published")]
    [InlineData("from=1&knownAt=2")]
    [InlineData("from=2024-03-12T12:00:00Z&axis=event&eventTime=2024-03-12T12:00:00Z")]
    [InlineData("from=2024-03-12T12:00:00Z&to=2024-03-12T11:00:00Z&axis=event")]
    [InlineData("from=2024-03-12T12:00:00Z&to=2024-03-12T11:00:00Z&axis=published")]
    [InlineData("from=2024-03-12T12:00:00Z&axis=event&publishedBy=then")]
    [InlineData("from=1&include=all")]
    public async Task Ends_that_are_none_are_refused(string query)
    {
        using var response = await service.Anonymous.GetAsync($"/regions/RU-ORL/picture/diff?{query}");

        (await response.ProblemAsync()).ShouldBeProblem(400, "invalid-query");
    }

    [Fact]
    public async Task The_later_end_does_not_come_before_the_earlier_one()
    {
        var scene = await Scene.SetAsync(service.Admin);

        using var response = await service.Anonymous.GetAsync($"/regions/RU-ORL/picture/diff?from={scene.OpenedAt}&to={scene.OpenedAt - 1}&atLeast={scene.OpenedAt}");

        var problem = await response.ProblemAsync();
        problem.ShouldBeProblem(400, "invalid-query");
        problem.Problem!["detail"]!.GetValue<string>().ShouldBe("It comes after to. Give the earlier end as from, and the later as to.");
    }

    [Fact]
    public async Task A_region_that_is_none_is_not_found()
    {
        using var response = await service.Anonymous.GetAsync("/regions/RU-XYZ/picture/diff?from=0");

        (await response.ProblemAsync()).ShouldBeProblem(404, "not-found");
    }
}
