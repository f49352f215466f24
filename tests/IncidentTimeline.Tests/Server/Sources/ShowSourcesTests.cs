using System.Net;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Tests.Server.Sources;

public class ShowSourcesTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task A_source_is_registered_once_and_listed_with_its_grade()
    {
        var source = new NewSource(new SourceId("governor-of-tula-oblast"), SourceKind.OfficialInRole, "Governor of Tula Oblast", new IncidentTimeline.Places.RegionCode("RU-TUL"));
        await service.Admin.RecordAsync("/sources", source);

        using var again = await service.Admin.PostAsync("/sources", source);
        using var other = await service.Admin.PostAsync("/sources", source with { Name = "Another name" });
        var rated = await service.Admin.RecordAsync($"/sources/{source.Id}/desk", new DeskRequest(new SourceRated(Reliability.B, "Usually right.")));

        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other.ProblemAsync()).ShouldBeProblem(409, "id-reused");
        var listed = (await service.Anonymous.ReadAsync($"/sources?atLeast={rated.Position()}")).AsArray().Single(one => one.Text("source") == source.Id.Value);
        listed!.ToJsonString().ShouldBe("""{"source":"governor-of-tula-oblast","kind":"official-in-role","name":"Governor of Tula Oblast","region":"RU-TUL","regionName":"Tula","reliability":"b"}""");
    }

    [Fact]
    public async Task Statements_are_those_of_the_voice_by_report_time()
    {
        var (wire, relay) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        var first = relay.Fact() with { ReportedAt = new DateTimeOffset(2024, 3, 13, 0, 0, 0, TimeSpan.Zero), Attribution = new Attribution(relay.Source, [new Speaker(SpeakerRole.Media, wire.Source)]) };
        var second = wire.Fact(new DroneDownReported(Count.Exactly(40)), Scene.More) with { ReportedAt = new DateTimeOffset(2024, 3, 12, 0, 0, 0, TimeSpan.Zero) };
        await relay.RecordAsync(first);
        await wire.RecordAsync(second);
        var head = await wire.RecordAsync(wire.Fact() with { Attribution = new Attribution(wire.Source, [new Speaker(SpeakerRole.Residents, Label: "residents")]) });

        var statements = await service.Anonymous.ReadAsync($"/sources/{wire.Source}/statements?atLeast={head}");

        statements["statements"]!.AsArray().Select(one => (one!["account"].Text("text"), one["account"]!["voice"].Text("key"))).ShouldBe(
            [("40", wire.Source.Value), ("2", wire.Source.Value), ("2", $"{wire.Source}~residents")]);
        statements["statements"]!.AsArray().Select(one => one!.Text("title")).ShouldBe([$"Incident {wire.Incident}", $"Incident {relay.Incident}", $"Incident {wire.Incident}"]);
    }

    [Fact]
    public async Task A_source_that_nobody_registered_is_not_found()
    {
        using var response = await service.Anonymous.GetAsync("/sources/nobody-knows/statements");

        (await response.ProblemAsync()).ShouldBeProblem(404, "not-found");
    }
}
