using System.Net;
using System.Text.Json.Nodes;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Tests.Server.Recording;

/// <summary>Each decision is taken over HTTP, seen in the picture, undone, and the picture is as before.</summary>
public class DecideAtDeskTests(TestService service) : IClassFixture<TestService>
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 12, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_struck_fact_is_gone_until_that_is_undone()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);

        await ChangesAndComesBackAsync(scene, new FactStruck(fact.FactId, "Not ours."), picture => picture["questions"]!.Texts("aspect").ShouldNotContain("drones-down"));
    }

    [Fact]
    public async Task A_recoded_fact_shows_its_new_value_until_that_is_undone()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);

        await ChangesAndComesBackAsync(
            scene,
            new CodingCorrected(fact.FactId, fact with { Claim = new DroneDownReported(Count.Exactly(3)) }, "Misread."),
            picture => picture.Question("drones-down")["displayed"].Text("text").ShouldBe("3"));
    }

    [Fact]
    public async Task A_moved_fact_counts_elsewhere_until_that_is_undone()
    {
        var (scene, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        var fact = scene.Fact();
        await scene.RecordAsync(fact);

        await ChangesAndComesBackAsync(scene, new FactMoved(fact.FactId, other.Incident, "It is that one."), picture => picture["questions"]!.Texts("aspect").ShouldNotContain("drones-down"));
    }

    [Fact]
    public async Task A_linked_fact_counts_in_both_until_that_is_undone()
    {
        var (scene, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        var fact = other.Fact();
        await other.RecordAsync(fact);

        await ChangesAndComesBackAsync(scene, new FactLinked(fact.FactId, scene.Incident, "It is about both."), picture => picture.Question("drones-down")["displayed"].Text("text").ShouldBe("2"));
        (await service.Admin.ReadAsync($"/facts/{fact.FactId}"))["incidents"]!.AsArray().Select(one => one.Text()).ShouldBe([other.Incident.Value]);
    }

    [Fact]
    public async Task A_merged_incident_counts_in_the_other_until_that_is_undone()
    {
        var (scene, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        await other.RecordAsync(other.Fact());

        await ChangesAndComesBackAsync(
            scene, new IncidentsMerged(scene.Incident, "The same two."), picture => picture.Question("drones-down")["displayed"].Text("text").ShouldBe("2"), $"/incidents/{other.Incident}/desk");
    }

    [Fact]
    public async Task A_related_incident_is_a_part_until_that_is_undone()
    {
        var (scene, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));

        await ChangesAndComesBackAsync(
            scene,
            new IncidentRelated(IncidentRelation.PartOf, other.Incident, "One of the two."),
            picture => picture["partOf"]!.AsArray().Select(one => one.Text()).ShouldBe([other.Incident.Value]));
    }

    [Fact]
    public async Task A_settled_event_time_dates_a_fact_until_that_is_undone()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);

        await ChangesAndComesBackAsync(
            scene,
            new EventTimeResolved(fact.FactId, Noon, Noon, "By the alert log."),
            picture => picture.Question("drones-down")["displayed"]!["bounds"].Text("earliest").ShouldBe("2024-03-12T12:00:00Z"));
    }

    [Fact]
    public async Task A_preferred_account_is_displayed_until_that_is_undone()
    {
        var (scene, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        await scene.RecordAsync(scene.Fact() with { Status = FactStatus.Confirmed });
        var weak = other.Fact(new DroneDownReported(Count.Exactly(3))) with { Status = FactStatus.Unconfirmed };
        await scene.RecordAsync(weak);

        await ChangesAndComesBackAsync(
            scene,
            new AccountPreferred(new AspectKey("drones-down"), weak.FactId, "Counted wreckage."),
            picture => (picture.Question("drones-down")["displayed"].Text("text"), picture.Question("drones-down").Text("decidedBy")).ShouldBe(("3", "preferred-by-desk")));
    }

    [Fact]
    public async Task A_rated_fact_wins_a_tie_until_that_is_undone()
    {
        var (scene, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        await scene.RecordAsync(scene.Fact());
        var rated = other.Fact(new DroneDownReported(Count.Exactly(3)));
        await scene.RecordAsync(rated);

        await ChangesAndComesBackAsync(
            scene,
            new CredibilityRated(rated.FactId, 1, "Seen by our own people."),
            picture => (picture.Question("drones-down")["displayed"].Text("text"), picture.Question("drones-down").Text("decidedBy")).ShouldBe(("3", "credibility")));
    }

    [Fact]
    public async Task A_rated_source_wins_a_tie_until_that_is_undone()
    {
        var (scene, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        await scene.RecordAsync(scene.Fact());
        await scene.RecordAsync(other.Fact(new DroneDownReported(Count.Exactly(3))));

        await ChangesAndComesBackAsync(
            scene,
            new SourceRated(Reliability.A, "Right for ten years."),
            picture => (picture.Question("drones-down")["displayed"].Text("text"), picture.Question("drones-down").Text("decidedBy")).ShouldBe(("3", "reliability")),
            $"/sources/{other.Source}/desk");
    }

    [Fact]
    public async Task A_reviewed_fact_is_marked_until_that_is_undone()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);
        var before = await MarksAsync(fact.FactId);

        var review = await service.Reviewer.RecordAsync(scene.Desk, new DeskRequest(new FactReviewed(fact.FactId, ReviewVerdict.Queried, "Which night?")));
        var during = await MarksAsync(fact.FactId);
        await scene.UndoAsync(review["decisionId"]!.GetValue<Guid>());

        before.ShouldContain("unreviewed");
        during.ShouldContain("queried");
        (await MarksAsync(fact.FactId)).ShouldBe(before);
    }

    [Fact]
    public async Task An_asserted_relation_is_listed_until_that_is_undone()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var (one, other) = (scene.Fact(), scene.Fact(new DroneDownReported(Count.Exactly(40)), Scene.More));
        await service.Admin.RecordAsync(scene.Facts, new[] { one, other });

        var decided = await scene.DecideAsync(new RelationAsserted(one.FactId, FactRelation.PossiblyDistinctIncident, other.FactId, "Two or forty?"));
        var during = await service.Admin.ReadAsync($"/conflicts?atLeast={decided.Position}");
        var undone = await scene.UndoAsync(decided.Id);
        var after = await service.Admin.ReadAsync($"/conflicts?atLeast={undone}");

        during["asserted"]!.Texts("decision").ShouldContain($"{decided.Id}");
        after["asserted"]!.Texts("decision").ShouldNotContain($"{decided.Id}");
    }

    [Fact]
    public async Task A_publication_time_is_known_until_that_is_undone()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);

        await ChangesAndComesBackAsync(
            scene,
            new DocumentPublicationTimeAsserted(Noon, "In its header."),
            picture => picture.Question("drones-down")["displayed"].Text("reportTime").ShouldBe("2024-03-12T12:00:00Z"),
            $"/documents/{scene.Document}/desk");
    }

    [Fact]
    public async Task A_closed_incident_is_reopened_by_a_decision_or_an_undoing()
    {
        var scene = await Scene.SetAsync(service.Admin);

        await ChangesAndComesBackAsync(scene, new IncidentClosed("All is answered."), picture => picture["isClosed"]!.GetValue<bool>().ShouldBeTrue());
        await scene.DecideAsync(new IncidentClosed("All is answered."));
        await ChangesAndComesBackAsync(scene, new IncidentReopened("A correction came."), picture => picture["isClosed"]!.GetValue<bool>().ShouldBeFalse());
    }

    [Fact]
    public async Task An_undoing_is_undone()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var closed = await scene.DecideAsync(new IncidentClosed("All is answered."));
        var undone = await scene.DecideAsync(new DecisionUndone(closed.Id, "A slip."));

        var again = await scene.UndoAsync(undone.Id);

        (await scene.PictureAsync(again))["isClosed"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task What_founds_a_stream_is_not_undone()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var opened = (await service.Admin.ReadAsync($"/incidents/{scene.Incident}/timeline?atLeast={scene.OpenedAt}"))["decisions"]![0]!["id"]!.GetValue<Guid>();

        using var response = await service.Admin.PostAsync(scene.Desk, new DeskRequest(new DecisionUndone(opened, "Away with it.")));

        (await response.ProblemAsync()).ShouldBeProblem(422, "not-undoable", "/decision/decision");
    }

    [Fact]
    public async Task A_decision_is_undone_once_and_only_where_it_stands()
    {
        var (scene, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        var closed = await scene.DecideAsync(new IncidentClosed("All is answered."));
        using var elsewhere = await service.Admin.PostAsync(other.Desk, new DeskRequest(new DecisionUndone(closed.Id, "A slip.")));
        await scene.UndoAsync(closed.Id);

        using var twice = await service.Admin.PostAsync(scene.Desk, new DeskRequest(new DecisionUndone(closed.Id, "A slip.")));
        using var unknown = await service.Admin.PostAsync(scene.Desk, new DeskRequest(new DecisionUndone(Guid.NewGuid(), "A slip.")));

        (await elsewhere.ProblemAsync()).ShouldBeProblem(422, "decision-unknown");
        (await twice.ProblemAsync()).ShouldBeProblem(422, "already-undone");
        (await unknown.ProblemAsync()).ShouldBeProblem(422, "decision-unknown");
    }

    [Fact]
    public async Task Nobody_reviews_their_own_fact_nor_their_own_recoding()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);
        using var own = await service.Admin.PostAsync(scene.Desk, new DeskRequest(new FactReviewed(fact.FactId, ReviewVerdict.Accepted)));
        await service.Reviewer.RecordAsync(scene.Desk, new DeskRequest(new CodingCorrected(fact.FactId, fact with { Note = "Read again." }, "A remark.")));

        using var recoder = await service.Reviewer.PostAsync(scene.Desk, new DeskRequest(new FactReviewed(fact.FactId, ReviewVerdict.Accepted)));

        (await own.ProblemAsync()).ShouldBeProblem(422, "own-review", "/decision/fact");
        (await recoder.ProblemAsync()).ShouldBeProblem(422, "own-review", "/decision/fact");
    }

    [Fact]
    public async Task Merges_never_lead_in_a_circle()
    {
        var (one, two, three) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        await one.DecideAsync(new IncidentsMerged(two.Incident, "Same."));
        await two.DecideAsync(new IncidentsMerged(three.Incident, "Same."));

        using var circle = await service.Admin.PostAsync(three.Desk, new DeskRequest(new IncidentsMerged(one.Incident, "Same.")));
        using var itself = await service.Admin.PostAsync(three.Desk, new DeskRequest(new IncidentsMerged(three.Incident, "Same.")));
        using var nowhere = await service.Admin.PostAsync(three.Desk, new DeskRequest(new IncidentsMerged(new IncidentId("nobody-opened"), "Same.")));

        (await circle.ProblemAsync()).ShouldBeProblem(422, "circular-merge", "/decision/into");
        (await itself.ProblemAsync()).ShouldBeProblem(422, "circular-merge", "/decision/into");
        (await nowhere.ProblemAsync()).ShouldBeProblem(422, "incident-unknown", "/decision/into");
    }

    [Fact]
    public async Task No_undoing_leads_merges_back_into_a_circle()
    {
        var (one, two) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        var merged = await one.DecideAsync(new IncidentsMerged(two.Incident, "Same."));
        var undone = await one.DecideAsync(new DecisionUndone(merged.Id, "Not the same."));
        await two.DecideAsync(new IncidentsMerged(one.Incident, "The other way round."));

        using var again = await service.Admin.PostAsync(one.Desk, new DeskRequest(new DecisionUndone(undone.Id, "A slip.")));

        (await again.ProblemAsync()).ShouldBeProblem(422, "circular-merge", "/decision/decision");
    }

    [Fact]
    public async Task No_incident_is_part_of_its_own_part()
    {
        var (one, two, three) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        await one.DecideAsync(new IncidentRelated(IncidentRelation.PartOf, two.Incident, "A part."));
        var second = await two.DecideAsync(new IncidentRelated(IncidentRelation.PartOf, three.Incident, "A part."));
        var circle = new DeskRequest(new IncidentRelated(IncidentRelation.PartOf, one.Incident, "A part."));

        using var refused = await service.Admin.PostAsync(three.Desk, circle);
        await two.UndoAsync(second.Id);
        using var accepted = await service.Admin.PostAsync(three.Desk, circle);

        (await refused.ProblemAsync()).ShouldBeProblem(422, "circular-part-of", "/decision/to");
        accepted.IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task An_undoing_is_undone_once_too()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var closed = await scene.DecideAsync(new IncidentClosed("All is answered."));
        var undone = await scene.DecideAsync(new DecisionUndone(closed.Id, "A slip."));
        await scene.UndoAsync(undone.Id);

        using var twice = await service.Admin.PostAsync(scene.Desk, new DeskRequest(new DecisionUndone(undone.Id, "A slip.")));

        (await twice.ProblemAsync()).ShouldBeProblem(422, "already-undone");
    }

    [Fact]
    public async Task Recoding_changes_what_we_wrote_and_nothing_else()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact();
        await scene.RecordAsync(fact);

        await RefusedAsync(fact with { ReportedAt = Noon }, "recoding-changes-the-record");
        await RefusedAsync(fact with { FeedKey = "line 1" }, "recoding-changes-the-record");
        await RefusedAsync(fact with { FactId = new FactId(Guid.NewGuid()) }, "recoding-changes-the-record");
        await RefusedAsync(fact with { Claim = new IncidentTimeline.Facts.Revision.StatementRetracted(new FactId(Guid.NewGuid())) }, "recoding-changes-the-act", "/decision/coding/claim");
        await RefusedAsync(fact with { Quotations = [new Quotation("not there", 0, 9)] }, "quotation-mismatch", "/decision/coding/quotations/0");
        await scene.DecideAsync(new FactStruck(fact.FactId, "Not ours."));
        await RefusedAsync(fact with { Note = "Read again." }, "fact-struck", "/decision/fact");

        async Task RefusedAsync(IncidentTimeline.Facts.Fact coding, string slug, string pointer = "/decision/coding")
        {
            using var response = await service.Admin.PostAsync(scene.Desk, new DeskRequest(new CodingCorrected(fact.FactId, coding, "Misread.")));
            (await response.ProblemAsync()).ShouldBeProblem(422, slug, pointer);
        }
    }

    [Fact]
    public async Task A_decision_stands_where_its_subject_stands()
    {
        var scene = await Scene.SetAsync(service.Admin);

        using var onSource = await service.Admin.PostAsync(scene.Desk, new DeskRequest(new SourceRated(Reliability.A, "Right.")));
        using var onIncident = await service.Admin.PostAsync($"/sources/{scene.Source}/desk", new DeskRequest(new IncidentClosed("Done.")));
        using var founding = await service.Admin.PostAsync(scene.Desk, new DeskRequest(new IncidentOpened(IncidentKind.Group, "Again")));
        using var unknown = await service.Admin.PostAsync("/incidents/nobody-opened/desk", new DeskRequest(new IncidentClosed("Done.")));
        using var fact = await service.Admin.PostAsync(scene.Desk, new DeskRequest(new FactStruck(new FactId(Guid.NewGuid()), "Not ours.")));

        (await onSource.ProblemAsync()).ShouldBeProblem(422, "wrong-subject", "/decision/type");
        (await onIncident.ProblemAsync()).ShouldBeProblem(422, "wrong-subject", "/decision/type");
        (await founding.ProblemAsync()).ShouldBeProblem(422, "founds-a-stream", "/decision/type");
        (await unknown.ProblemAsync()).ShouldBeProblem(404, "not-found");
        (await fact.ProblemAsync()).ShouldBeProblem(422, "fact-unknown", "/decision/fact");
    }

    [Fact]
    public async Task A_retry_of_a_decision_answers_the_first_receipt_even_after_it_was_undone()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var request = new DeskRequest(new IncidentClosed("All is answered."), Guid.NewGuid());
        var first = await service.Admin.RecordAsync(scene.Desk, request);

        using var again = await service.Admin.PostAsync(scene.Desk, request);
        await scene.UndoAsync(request.DecisionId!.Value); // Set just above.
        using var later = await service.Admin.PostAsync(scene.Desk, request);
        using var other = await service.Admin.PostAsync(scene.Desk, request with { Decision = new IncidentClosed("Another reason.") });

        (again.StatusCode, later.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        (await again.Content.ReadAsStringAsync()).ShouldBe(first.ToJsonString());
        (await later.Content.ReadAsStringAsync()).ShouldBe(first.ToJsonString());
        (await other.ProblemAsync()).ShouldBeProblem(409, "id-reused");
    }

    [Fact]
    public async Task Many_decisions_at_once_in_one_stream_are_all_recorded()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var facts = Enumerable.Range(0, 16).Select(_ => scene.Fact()).ToList();
        await service.Admin.RecordAsync(scene.Facts, facts);

        var receipts = await Task.WhenAll(facts.Select(fact => scene.DecideAsync(new FactStruck(fact.FactId, "Not ours."))));

        receipts.Select(receipt => receipt.Position).ShouldBeUnique();
    }

    // What it was, what the decision makes of it, and what it was again, each at its own position.
    private static async Task ChangesAndComesBackAsync(Scene scene, IDecision decision, Action<JsonNode> isChanged, string? path = null)
    {
        var decided = await scene.DecideAsync(decision, path);
        var undone = await scene.UndoAsync(decided.Id, path);

        var before = await scene.PictureAsync(decided.Position - 1);
        var during = await scene.PictureAsync(decided.Position);
        var after = await scene.PictureAsync(undone);

        isChanged(during);
        during.ToJsonString().ShouldNotBe(before.ToJsonString());
        after.ToJsonString().ShouldBe(before.ToJsonString());
    }

    private async Task<IReadOnlyList<string?>> MarksAsync(FactId fact) =>
        [.. (await service.Admin.ReadAsync($"/facts/{fact}?atLeast={(await service.Admin.ReadAsync("/health/ready"))["head"]}"))["account"]!["marks"]!.AsArray().Select(mark => mark.Text())];
}
