using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;

namespace IncidentTimeline.Tests.Server.Incidents;

public class ShowIncidentsTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task The_list_holds_open_happenings_and_groups_unless_asked_for_more()
    {
        var (happening, group) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin, IncidentKind.Group));
        var (context, feed) = (await Scene.SetAsync(service.Admin, IncidentKind.Context), await Scene.SetAsync(service.Admin, IncidentKind.Feed));
        var (closed, merged) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        await closed.DecideAsync(new IncidentClosed("Done."));
        var (_, head) = await merged.DecideAsync(new IncidentsMerged(happening.Incident, "Same."));

        (await ListAsync("")).ShouldBe(InOrder(happening, group));
        (await ListAsync("&include=closed")).ShouldBe(InOrder(happening, group, closed, merged));
        (await ListAsync("&kind=context,feed")).ShouldBe(InOrder(context, feed));
        (await ListAsync("&kind=happening")).ShouldBe(InOrder(happening));

        async Task<IReadOnlyList<string?>> ListAsync(string query)
        {
            var mine = InOrder(happening, group, context, feed, closed, merged);
            return [.. (await service.Anonymous.ReadAsync($"/incidents?atLeast={head}{query}")).Texts("incident").Where(mine.Contains)];
        }
    }

    [Theory]
    [InlineData("/incidents?kind=nonsense")]
    [InlineData("/incidents?kind=")]
    [InlineData("/incidents?kind=0")]
    [InlineData("/incidents?kind=happening,,group")]
    [InlineData("/incidents?include=everything")]
    public async Task A_filter_that_is_none_is_refused(string path)
    {
        using var response = await service.Anonymous.GetAsync(path);

        (await response.ProblemAsync()).ShouldBeProblem(400, "invalid-query");
    }

    [Theory]
    [InlineData("/incidents/nobody-opened")]
    [InlineData("/incidents/No%20Name")]
    [InlineData("/incidents/nobody-opened/timeline")]
    [InlineData("/incidents/nobody-opened/aspects/drones-down/history")]
    [InlineData("/incidents/nobody-opened/aspects/Not%20One/history")]
    public async Task What_was_not_opened_is_not_found(string path)
    {
        using var response = await service.Anonymous.GetAsync(path);

        (await response.ProblemAsync()).ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task An_incident_is_not_found_before_it_was_opened()
    {
        var scene = await Scene.SetAsync(service.Admin);

        using var before = await service.Admin.GetAsync($"/incidents/{scene.Incident}?knownAt={scene.OpenedAt - 1}");
        using var after = await service.Admin.GetAsync($"/incidents/{scene.Incident}?knownAt={scene.OpenedAt}");

        (await before.ProblemAsync()).ShouldBeProblem(404, "not-found");
        after.IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task A_history_tells_a_correction_and_a_desk_decision_apart()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var first = scene.Fact(new DroneDownReported(Count.Exactly(40)), Scene.More);
        await scene.RecordAsync(first);
        var corrected = scene.Fact(new IncidentTimeline.Facts.Revision.StatementCorrected(new DroneDownReported(Count.Exactly(38)), first.FactId), Scene.Cyrillic);
        await scene.RecordAsync(corrected);
        var (_, head) = await scene.DecideAsync(new CredibilityRated(corrected.FactId, 2, "Fits."));

        var history = await service.Anonymous.ReadAsync($"/incidents/{scene.Incident}/aspects/drones-down/history?place=RU-KLU&atLeast={head}");

        history["steps"]!.AsArray().Select(step => (step!["account"].Text("text"), step.Text("own"))).ShouldBe([("40", "first"), ("38", "correction")]);
        history["decisions"]!.Texts("type").ShouldBe(["CredibilityRated"]);
    }

    private static IReadOnlyList<string?> InOrder(params Scene[] scenes) => [.. scenes.Select(scene => scene.Incident.Value).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task A_question_that_nobody_asks_is_not_found_and_one_that_nobody_answers_is_not_stated()
    {
        var scene = await Scene.SetAsync(service.Admin);

        using var mistyped = await service.Anonymous.GetAsync($"/incidents/{scene.Incident}/aspects/drone-down/history?atLeast={scene.OpenedAt}");
        var unanswered = await service.Anonymous.ReadAsync($"/incidents/{scene.Incident}/aspects/airport-status:svo/history");

        (await mistyped.ProblemAsync()).ShouldBeProblem(404, "not-found");
        unanswered.Text("state").ShouldBe("not-stated");
    }

    [Fact]
    public async Task The_list_of_regions_leaves_parts_and_context_to_the_pictures()
    {
        var (whole, part, context) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin, IncidentTimeline.Facts.IncidentKind.Context));
        foreach (var scene in (Scene[])[whole, part, context])
        {
            await scene.RecordAsync(scene.Fact(region: "RU-TOM"));
        }

        var position = (await part.DecideAsync(new IncidentTimeline.Desk.IncidentRelated(IncidentTimeline.Desk.IncidentRelation.PartOf, whole.Incident, "A part."))).Position;

        var regions = await service.Anonymous.ReadAsync($"/regions?atLeast={position}");
        regions.AsArray().Single(one => one.Text("region") == "RU-TOM")!["incidents"]!.AsArray().Select(one => one!.GetValue<string>()).ShouldBe([whole.Incident.Value]);
    }
}
