using IncidentTimeline.Catalog;
using IncidentTimeline.Deciding;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Tests.Deciding;

/// <summary>What may be recorded, asked of the rules alone.</summary>
public class FactRulesTests
{
    private static readonly DateTimeOffset Now = new(2024, 5, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly DocumentText Text = new("two drones were brought down near the river");
    private static readonly Fact Plain = Examples.Fact with { Quotations = [new Quotation("two drones were brought down", 0, 28)] };

    private static readonly Ledger Known = Ledger.Empty
        .With(Decided(1, Plain.Attribution.Publisher.Value, SourceRegistered.Example))
        .With(Decided(2, Plain.Document!.Value.Value, DocumentCaptured.Example)); // The example rests on a document.

    [Fact]
    public void A_fact_of_a_known_source_that_stands_in_its_document_is_accepted() => Decide(Known, Plain).ShouldBe(Decision.Accept);

    [Fact]
    public void The_source_is_registered_and_the_document_captured_first()
    {
        CodeOf(Decide(Ledger.Empty, Plain)).ShouldBe("source-unknown");
        CodeOf(Decide(Ledger.Empty.With(Decided(1, Plain.Attribution.Publisher.Value, SourceRegistered.Example)), Plain)).ShouldBe("document-unknown");
    }

    [Fact]
    public void A_quotation_that_is_off_by_one_is_refused_with_what_stands_there()
    {
        var refused = Decide(Known, Plain with { Quotations = [new Quotation("two drones were brought down", 1, 29)] }).ShouldBeOfType<Decision.Refused>();

        (refused.Code, refused.Pointer).ShouldBe(("quotation-mismatch", "/quotations/0"));
        refused.Reason.ShouldContain("\"wo drones were brought down \"");
    }

    [Fact]
    public void A_revision_may_come_before_what_it_revises_but_not_revise_itself_or_nothing()
    {
        CodeOf(Revise(new StatementCorrected(DroneDownReported.Example, new FactId(Guid.NewGuid())))).ShouldBeNull();
        CodeOf(Revise(new StatementCorrected(DroneDownReported.Example, Plain.FactId))).ShouldBe("circular-revision");
        CodeOf(Revise(new StatementRetracted())).ShouldBe("revises-nothing");
        CodeOf(Revise(new StatementCorrected(new StatementRetracted(), Plain.FactId))).ShouldBe("revision-of-a-revision");
    }

    private static string? CodeOf(Decision decision) => (decision as Decision.Refused)?.Code;

    private static Decision Revise(IClaim claim) => Decide(Known, Plain with { Claim = claim });

    private static Decision Decide(Ledger ledger, Fact fact) => FactRules.Decide(ledger, fact, Text, Now);

    private static RecordedDecision Decided(long position, string subject, IDecision decision) =>
        new(new Position(position), DateTimeOffset.UnixEpoch, "desk", Guid.NewGuid(), subject, decision);
}
