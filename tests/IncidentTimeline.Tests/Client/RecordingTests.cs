using System.Text;
using System.Text.Json;
using IncidentTimeline.Client;
using IncidentTimeline.Tests.Server;

namespace IncidentTimeline.Tests.Client;

/// <summary>What a service team records with the client, from the source to the decision.</summary>
public sealed class RecordingTests(TestService service) : IClassFixture<TestService>
{
    private const string Text = "😀 Vnukovo airport was closed at 00:50, the authority said.\n";

    [Fact]
    public async Task A_fact_is_recorded_once_and_seen_by_its_writer()
    {
        using var client = TimelineClient.Create(service.Admin.BaseAddress!, service.AdminKey); // Its clients have one.
        var fact = await PrepareAsync(client, "one");

        var first = await client.RecordFactsAsync("closure-one", [fact], CancellationToken.None);
        var again = await client.RecordFactsAsync("closure-one", [fact], CancellationToken.None);
        var picture = await client.PictureAsync("RU-MOW", new CutPoints { AtLeast = first.Position }, withContext: false, CancellationToken.None);
        var trace = await client.TraceAsync(fact.FactId, CutPoints.Now, CancellationToken.None);

        (first.IsNew, again.IsNew).ShouldBe((true, false));
        again.ShouldBe(first with { IsNew = false });
        picture.Incidents.Single(one => one.Incident == "closure-one").Questions.Single(one => one.Aspect == "airport-status:vko").Displayed!.Text.ShouldBe("closed");
        trace.Quotations.Single().IsFound.ShouldBeTrue();
        JsonSerializer.Serialize(trace.Fact.Fact).ShouldBe(JsonSerializer.Serialize(fact with { Inferred = trace.Fact.Fact.Inferred }));
    }

    [Fact]
    public async Task Decisions_are_made_on_incidents_documents_and_sources()
    {
        using var client = TimelineClient.Create(service.Admin.BaseAddress!, service.AdminKey); // As above.
        var fact = await PrepareAsync(client, "two");
        await client.RecordFactsAsync("closure-two", [fact], CancellationToken.None);
        var (closed, undone) = (Guid.NewGuid(), Guid.NewGuid());

        await client.DecideOnDocumentAsync(fact.Document!, Guid.NewGuid(), Decision(new { type = "DocumentPublicationTimeAsserted", publishedAt = "2025-05-21T00:40:00Z", reason = "Shown." }), CancellationToken.None); // It rests on one.
        await client.DecideOnSourceAsync("wire-two", Guid.NewGuid(), Decision(new { type = "SourceRated", reliability = "b", reason = "Good so far." }), CancellationToken.None);
        var first = await client.DecideOnIncidentAsync("closure-two", closed, Decision(new { type = "IncidentClosed", reason = "Over." }), CancellationToken.None);
        var again = await client.DecideOnIncidentAsync("closure-two", closed, Decision(new { type = "IncidentClosed", reason = "Over." }), CancellationToken.None);
        var last = await client.DecideOnIncidentAsync("closure-two", undone, Decision(new { type = "DecisionUndone", decision = closed, reason = "Not yet." }), CancellationToken.None);

        (first.IsNew, again.IsNew, again.Position).ShouldBe((true, false, first.Position));
        var account = (await client.TraceAsync(fact.FactId, new CutPoints { AtLeast = last.Position }, CancellationToken.None)).Fact.Account;
        (account.ReportTime, account.Publisher.Reliability).ShouldBe((DateTimeOffset.UnixEpoch.AddSeconds(1747788000), "b")); // 2025-05-21T00:40:00Z.
    }

    [Fact]
    public async Task A_refusal_names_the_rule_and_the_member()
    {
        using var client = TimelineClient.Create(service.Admin.BaseAddress!, service.AdminKey); // As above.
        var fact = await PrepareAsync(client, "three");

        var misquoted = await Should.ThrowAsync<TimelineProblemException>(() => client.RecordFactsAsync("closure-three", [fact with { Quotations = [new Quotation("Vnukovo", 0, 7)] }], CancellationToken.None));
        var unknown = await Should.ThrowAsync<TimelineProblemException>(() => client.RecordFactsAsync("no-such-incident", [fact], CancellationToken.None));

        misquoted.Slug.ShouldBe("quotation-mismatch");
        unknown.Slug.ShouldBe("not-found");
    }

    [Fact]
    public async Task What_was_recorded_is_read_from_the_feed_as_it_was_written()
    {
        using var client = TimelineClient.Create(service.Admin.BaseAddress!, service.AdminKey); // As above.
        var fact = await PrepareAsync(client, "four");
        var position = (await client.RecordFactsAsync("closure-four", [fact], CancellationToken.None)).Position;

        var recorded = new List<TimelineEvent>();
        await foreach (var one in client.ReadEventsAsync(new EventFilter { Incidents = ["closure-four"] }, position - 1, CancellationToken.None))
        {
            recorded.Add(one);
        }

        recorded.ShouldHaveSingleItem().ReadFact()!.FactId.ShouldBe(fact.FactId);
        using var stored = JsonDocument.Parse(recorded[0].Json);
        stored.RootElement.GetProperty("specversion").GetString().ShouldBe("1.0");
        recorded[0].Json.ShouldBe((await service.Admin.GetStringAsync($"/events?after={position - 1}&limit=1")).Split('\n')[0]);
    }

    private static async Task<IncidentTimeline.Client.Fact> PrepareAsync(TimelineClient client, string name)
    {
        await client.RegisterSourceAsync(new NewSource($"wire-{name}", "agency", $"Wire {name}"), CancellationToken.None);
        var document = await client.CaptureDocumentAsync(new NewDocument($"wire-{name}", Encoding.UTF8.GetBytes(Text + name), Title: "A report"), CancellationToken.None);
        await client.OpenIncidentAsync(new NewIncident($"closure-{name}", $"Closure {name}", "happening", ["airport-status:vko"]), CancellationToken.None);
        return new IncidentTimeline.Client.Fact(
            Guid.NewGuid(),
            Decision(new { type = "AirportClosed", airports = (string[])["VKO"] }),
            [new Place("locality", "RU-MOW", "Vnukovo airport")],
            new Attribution($"wire-{name}", [new Speaker("official-body", Label: "the authority")]),
            new EventTime("exact", "at 00:50", "2025-05-21T00:50", Zone: "Europe/Moscow"),
            "stated",
            Document: document.Sha256,
            Quotations: [new Quotation("Vnukovo airport was closed", 2, 28)]);
    }

    private static JsonElement Decision(object shape) => JsonSerializer.SerializeToElement(shape);
}
