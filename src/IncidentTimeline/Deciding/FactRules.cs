using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Deciding;

/// <summary>Whether a fact may be recorded, given what is known. Pure: the text of its document is handed in.</summary>
public static class FactRules
{
    /// <summary>How far ahead of our clock a report or publication may be dated: a day, which forgives a wrong zone and an embargo, and no slip in month or year.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromDays(1);

    /// <param name="ledger">What is known.</param>
    /// <param name="fact">What is to be recorded.</param>
    /// <param name="document">The text of its document.</param>
    /// <param name="now">The time of recording.</param>
    public static Decision Decide(Ledger ledger, Fact fact, DocumentText? document, DateTimeOffset now) =>
        Sources(ledger, fact.Attribution) ?? Ahead(fact.ReportedAt, now, "/reportedAt") ?? Evidence(ledger, fact, document) ?? Revision(ledger, fact) ?? Decision.Accept;

    /// <summary>The refusal of a time at which nobody can have published or captured anything yet, or null.</summary>
    internal static Decision? Ahead(DateTimeOffset? instant, DateTimeOffset now, string pointer) =>
        instant > now + AheadMax
            ? Decision.Refuse("time-ahead", "What is recorded was published and captured before: this time lies more than a day ahead of the service's clock. The time of what is reported belongs in eventTime.", pointer)
            : null;

    private static Decision? Sources(Ledger ledger, Attribution attribution)
    {
        if (!ledger.IsRegistered(attribution.Publisher))
        {
            return Decision.Refuse("source-unknown", $"Register the source {attribution.Publisher} first.", "/attribution/publisher");
        }

        var speakers = attribution.Speakers ?? [];
        for (var index = 0; index < speakers.Count; index++)
        {
            if (speakers[index].Source is { } source && !ledger.IsRegistered(source))
            {
                return Decision.Refuse("source-unknown", $"Register the source {source} first, or give the speaker a label only.", $"/attribution/speakers/{index}/source");
            }
        }

        return null;
    }

    private static Decision? Evidence(Ledger ledger, Fact fact, DocumentText? document)
    {
        if (fact.Document is not { } hash)
        {
            return null;
        }

        if (!ledger.IsCaptured(hash) || document is null)
        {
            return Decision.Refuse("document-unknown", "Capture the document first.", "/document");
        }

        var quotations = fact.Quotations ?? [];
        for (var index = 0; index < quotations.Count; index++)
        {
            if (document.Mismatch(quotations[index]) is { } found)
            {
                return Decision.Refuse("quotation-mismatch", $"The quotation must stand in the document, character for character, at its offsets. {found}", $"/quotations/{index}");
            }
        }

        return null;
    }

    private static Decision? Revision(Ledger ledger, Fact fact)
    {
        var (target, inner, member) = fact.Claim switch
        {
            StatementCorrected one => (one.Corrects, one.Claim, "corrects"),
            StatementReinstated one => (one.Reinstates, one.Claim, "reinstates"),
            StatementRetracted one => (one.Retracts, null, "retracts"),
            _ => (null, fact.Claim, null),
        };
        if (member is null)
        {
            return null;
        }

        var pointer = $"/claim/{member}";
        return (target, inner) switch
        {
            (_, StatementCorrected or StatementReinstated or StatementRetracted) =>
                Decision.Refuse("revision-of-a-revision", "The claim inside is what is said now: a plain fact type.", "/claim/claim"),
            (null, _) when fact.FeedKey is null =>
                Decision.Refuse("revises-nothing", "Name the fact, or give the fact the feed key of what it revises.", pointer),
            ({ } id, _) => Target(ledger, fact, id, pointer),
            _ => null,
        };
    }

    // What is revised may be recorded later; the fold then holds it to the same rules.
    private static Decision? Target(Ledger ledger, Fact fact, FactId target, string pointer)
    {
        if (target == fact.FactId)
        {
            return Decision.Refuse("circular-revision", "A fact cannot revise itself.", pointer);
        }

        if (ledger.Find(target)?.Fact is not { } revised)
        {
            return null;
        }

        if (revised.Claim is StatementRetracted)
        {
            return Decision.Refuse("revises-a-retraction", "A retraction is not revised: record a StatementReinstated of the fact it took back.", pointer);
        }

        if (revised.Attribution.Voice() != fact.Attribution.Voice() && revised.Attribution.Publisher != fact.Attribution.Publisher)
        {
            return Decision.Refuse("not-its-own-statement", "Only the voice or the publisher of a statement corrects or retracts it; another voice's account is a fact of its own.", pointer);
        }

        return ClosesCircle(ledger, fact.FactId, revised)
            ? Decision.Refuse("circular-revision", "Following what it revises leads back to this fact.", pointer)
            : null;
    }

    private static bool ClosesCircle(Ledger ledger, FactId start, Fact revised)
    {
        var seen = new HashSet<FactId>();
        for (var next = revised; next is not null && seen.Add(next.FactId);)
        {
            var target = next.Claim.Target();
            if (target == start)
            {
                return true;
            }

            next = target is { } id ? ledger.Find(id)?.Fact : null;
        }

        return false;
    }
}
