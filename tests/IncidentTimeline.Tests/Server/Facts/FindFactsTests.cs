using System.Text;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Facts.Impact;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;

namespace IncidentTimeline.Tests.Server.Facts;

public class FindFactsTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Facts_are_found_by_each_filter_and_by_all_at_once()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var office = new Speaker(SpeakerRole.OfficialBody, Label: "Regional rescue service");
        var drones = scene.Fact(region: "UA-46");
        var power = scene.Fact(new PowerOutage(), Scene.Cyrillic, "UA-05") with { Attribution = new Attribution(scene.Source, [office]) };
        await scene.RecordAsync(drones);
        var head = await scene.RecordAsync(power);

        (await FindAsync($"source={scene.Source}")).ShouldBe([drones.FactId, power.FactId]);
        (await FindAsync($"incident={scene.Incident}")).ShouldBe([drones.FactId, power.FactId]);
        (await FindAsync($"voice={scene.Source}&incident={scene.Incident}")).ShouldBe([drones.FactId]);
        (await FindAsync($"voice={scene.Source}~regional%20rescue%20service")).ShouldBe([power.FactId]);
        (await FindAsync($"type=PowerOutage&incident={scene.Incident}")).ShouldBe([power.FactId]);
        (await FindAsync($"region=UA-46&incident={scene.Incident}")).ShouldBe([drones.FactId]);
        (await FindAsync($"region=UA&incident={scene.Incident}")).ShouldBe([drones.FactId, power.FactId]);
        (await FindAsync($"region=RU&incident={scene.Incident}")).ShouldBeEmpty();
        (await FindAsync($"text={Uri.EscapeDataString("свет посёлках")}&incident={scene.Incident}")).ShouldBe([power.FactId]);
        (await FindAsync($"text={Uri.EscapeDataString("\"погас в трёх\"")}&incident={scene.Incident}")).ShouldBe([power.FactId]);
        (await FindAsync($"text=rescue%20-drones&incident={scene.Incident}")).ShouldBe([power.FactId]);
        (await FindAsync($"source={scene.Source}&voice={scene.Source}&type=DroneDownReported&region=UA&incident={scene.Incident}&text=oblast")).ShouldBe([drones.FactId]);

        async Task<IReadOnlyList<FactId>> FindAsync(string query) =>
            [.. (await service.Anonymous.ReadAsync($"/facts?atLeast={head}&{query}"))["facts"]!.AsArray().Select(one => new FactId(Guid.Parse(one!["fact"].Text("factId")!)))]; // A fact has an id.
    }

    [Fact]
    public async Task Pages_follow_each_other_without_loss()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var facts = Enumerable.Range(0, 7).Select(_ => scene.Fact()).ToList();
        var head = (await service.Admin.RecordAsync(scene.Facts, facts)).Position();

        var found = new List<string?>();
        var after = 0L;
        for (long? next = 0; next is not null; after = next ?? after)
        {
            var page = await service.Anonymous.ReadAsync($"/facts?incident={scene.Incident}&limit=3&after={after}&atLeast={head}");
            found.AddRange(page["facts"]!.AsArray().Select(one => one!["fact"].Text("factId")));
            next = page["next"]?.GetValue<long>();
        }

        found.ShouldBe(facts.Select(fact => fact.FactId.ToString()));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("limit=ten")]
    [InlineData("limit=99999999999")]
    [InlineData("after=-1")]
    [InlineData("after=last")]
    [InlineData("atLeast=-1")]
    [InlineData("region=RU-XXX")]
    [InlineData("region=")]
    [InlineData("text=a%00b")]
    [InlineData("voice=%00")]
    public async Task A_filter_that_is_none_is_refused(string query)
    {
        using var response = await service.Anonymous.GetAsync($"/facts?{query}");

        (await response.ProblemAsync()).ShouldBeProblem(400, "invalid-query");
    }

    [Theory]
    [InlineData("after=9223372036854775807")]
    [InlineData("text=")]
    [InlineData("text=%22unclosed%20-%20or%20and%20%26%7C%21%3A%2A%28")]
    [InlineData("source=nobody%20knows&type=AirportClosed&incident=..")]
    public async Task Odd_filters_find_nothing_and_harm_nothing(string query)
    {
        var page = await service.Anonymous.ReadAsync($"/facts?{query}");

        page["facts"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recoded_fact_shows_both_codings_and_a_struck_one_says_so()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);
        await scene.DecideAsync(new CodingCorrected(fact.FactId, fact with { Note = "Read again." }, "A remark."));
        var (rating, _) = await scene.DecideAsync(new CredibilityRated(fact.FactId, 4, "One voice."));
        await scene.DecideAsync(new DecisionUndone(rating, "Two voices."));
        var (_, head) = await scene.DecideAsync(new FactStruck(fact.FactId, "Not ours."));

        var shown = await service.Anonymous.ReadAsync($"/facts/{fact.FactId}?atLeast={head}");
        var trace = await service.Anonymous.ReadAsync($"/facts/{fact.FactId}/trace?atLeast={head}");

        (shown["fact"].Text("note"), shown["asFirstCoded"]!["note"], shown.Text("standing")).ShouldBe(("Read again.", null, "struck"));
        trace["decisions"]!.Texts("type").ShouldBe(["CodingCorrected", "FactStruck"]);
        (trace["decisions"]![1].Text("subject"), trace["decisions"]![1]!["decision"].Text("type"), trace["decisions"]![1]!["decision"].Text("reason")).ShouldBe((scene.Incident.Value, "FactStruck", "Not ours."));
        trace["undone"]!.AsArray().Select(one => (one!["step"].Text("type"), one["by"]!["decision"].Text("reason"))).ShouldBe([("CredibilityRated", "Two voices.")]);
        trace["coding"].Text("actor").ShouldBe("admin");
    }

    [Fact]
    public async Task A_trace_names_each_question_with_what_took_the_facts_place_there()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var published = new DateTimeOffset(2024, 5, 14, 6, 0, 0, TimeSpan.Zero);
        var early = scene.Fact() with { EventTime = EventTime.At(published), ReportedAt = published };
        var late = Updated(early, await CaptureAsync(scene)) with { ReportedAt = published.AddHours(1) };
        await scene.RecordAsync(early);
        var head = await scene.RecordAsync(late);

        var trace = await service.Anonymous.ReadAsync($"/facts/{early.FactId}/trace?atLeast={head}");

        var answer = trace["answers"]!.AsArray().ShouldHaveSingleItem()!;
        (answer.Text("incident"), answer.Text("aspect"), answer.Text("text"), answer.Text("standing"), answer.Text("supersededBy"))
            .ShouldBe((scene.Incident.Value, "drones-down", "2", "superseded", late.FactId.ToString()));
        (trace["document"].Text("publisher"), trace["document"].Text("publisherName")).ShouldBe((scene.Source.Value, $"Wire {scene.Source}"));
    }

    // Statements of one document never take each other's place.
    private static async Task<(DocumentHash Hash, string Text)> CaptureAsync(Scene scene)
    {
        var text = $"Three by now, says {scene.Source}.";
        return (new DocumentHash((await scene.Writer.RecordAsync("/documents", new NewDocument(scene.Source, Encoding.UTF8.GetBytes(text)))).Text("sha256")!), text);
    }

    private static IncidentTimeline.Facts.Fact Updated(IncidentTimeline.Facts.Fact fact, (DocumentHash Hash, string Text) document) =>
        fact with { FactId = new FactId(Guid.NewGuid()), Claim = new DroneDownReported(Count.Exactly(3)), Document = document.Hash, Quotations = [new Quotation(document.Text[..5], 0, 5)] };

    [Fact]
    public async Task The_trace_of_a_line_of_a_data_file_is_the_line()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var line = new SourceLine(new DocumentHash(new string('a', 64)), 7, Convert.ToBase64String("2024-03-12;Калуга;2"u8));
        var fact = scene.Fact() with { Document = null, Quotations = null, Line = line, FeedKey = "2024-03-12;Калуга" };
        var head = await scene.RecordAsync(fact);

        var trace = await service.Anonymous.ReadAsync($"/facts/{fact.FactId}/trace?atLeast={head}");

        trace["line"].Text("text").ShouldBe("2024-03-12;Калуга;2");
        trace["document"].ShouldBeNull();
        trace["quotations"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/facts/6c3b8f2e-0f41-4a4e-9c58-000000000000")]
    [InlineData("/facts/not-a-uuid")]
    [InlineData("/facts/6c3b8f2e-0f41-4a4e-9c58-000000000000/trace")]
    public async Task What_was_not_recorded_is_not_found(string path)
    {
        using var response = await service.Anonymous.GetAsync(path);

        (await response.ProblemAsync()).ShouldBeProblem(404, "not-found");
    }
}
