using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Deciding;

/// <summary>Whether the desk may decide something, given what is known.</summary>
public static class DeskRules
{
    /// <param name="ledger">What is known.</param>
    /// <param name="subject">The incident, document or source in whose stream the decision will stand.</param>
    /// <param name="decision">What is to be decided.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="document">For a CodingCorrected: the text of the coding's document.</param>
    /// <param name="now">The time of deciding.</param>
    public static Decision Decide(Ledger ledger, string subject, IDecision decision, string actor, DocumentText? document, DateTimeOffset now) =>
        Named(ledger, subject, decision) ?? decision switch
        {
            CodingCorrected one => Recode(ledger, one, document, now),
            FactReviewed one => Review(ledger, one, actor),
            FactMoved one => Target(ledger, one.To),
            FactLinked one => Target(ledger, one.To),
            IncidentRelated one => Relate(ledger, new IncidentId(subject), one),
            IncidentsMerged one => Merge(ledger, new IncidentId(subject), one.Into),
            RelationAsserted one => Relate(ledger, one),
            AccountPreferred one => Prefer(ledger, one),
            IncidentClosed => Reopenable(ledger, subject, isClosed: false),
            IncidentReopened => Reopenable(ledger, subject, isClosed: true),
            DecisionUndone one => Undo(ledger, subject, one),
            DocumentVersionCaptured one when !ledger.IsCaptured(one.Supersedes) =>
                Decision.Refuse("document-unknown", "The version before was not captured.", "/supersedes"),
            DocumentCaptured one => FactRules.Ahead(one.CapturedAt, now, "/capturedAt") ?? Publisher(ledger, one.Publisher),
            DocumentVersionCaptured one => FactRules.Ahead(one.CapturedAt, now, "/capturedAt") ?? Publisher(ledger, one.Publisher),
            DocumentPublicationTimeAsserted one => FactRules.Ahead(one.PublishedAt, now, "/publishedAt") ?? Decision.Accept,
            _ => Decision.Accept,
        };

    // A decision about a fact stands in the stream of an incident of that fact: else whoever reads an incident's stream, or
    // locks it with If-Match, misses what was decided about its facts (ADR 0007).
    private static Decision? Named(Ledger ledger, string subject, IDecision decision) =>
        decision.Fact() is not { } fact ? null
        : ledger.Find(fact) is not { Home: var home } ? Decision.Refuse("fact-unknown", $"No fact {fact} is recorded.", "/fact")
        : IsOf(ledger, fact, new IncidentId(subject)) || Reaches(ledger, decision, new IncidentId(subject)) ? null
        : Decision.Refuse("fact-elsewhere", $"That fact is none of this incident's; it was recorded under {home}. Decide there, or where it was moved, linked or merged to.", "/fact");

    // What brings a fact here, or relates it to one of here, is decided here as well.
    private static bool Reaches(Ledger ledger, IDecision decision, IncidentId incident) => decision switch
    {
        FactMoved one => one.To == incident,
        FactLinked one => one.To == incident,
        RelationAsserted one => IsOf(ledger, one.To, incident),
        _ => false,
    };

    // Where the fact, or what it revises, was recorded, moved or linked to, and what those incidents were merged into.
    private static bool IsOf(Ledger ledger, FactId fact, IncidentId incident)
    {
        if (ledger.Find(fact)?.Home == incident)
        {
            return true;
        }

        var decisions = new DecisionsInForce(ledger.Decisions);
        var seen = new HashSet<FactId>();
        for (FactId? next = fact; next is { } id && seen.Add(id) && ledger.Find(id) is { } recorded; next = recorded.Fact.Claim.Target())
        {
            if (decisions.LinksOf(id).Append(recorded.Home).Append(decisions.MovedTo(id) ?? recorded.Home).Any(one => LeadsTo(decisions, one, incident)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool LeadsTo(DecisionsInForce decisions, IncidentId from, IncidentId incident)
    {
        var seen = new HashSet<IncidentId>();
        for (IncidentId? next = from; next is { } one && seen.Add(one); next = decisions.MergedInto(one))
        {
            if (one == incident)
            {
                return true;
            }
        }

        return false;
    }

    private static Decision Recode(Ledger ledger, CodingCorrected decision, DocumentText? document, DateTimeOffset now)
    {
        var original = ledger.Find(decision.Fact)!.Fact; // Asked before.
        if (decision.Coding is var coding && (coding.FactId != original.FactId || coding.Document != original.Document || coding.Line != original.Line
            || coding.FeedKey != original.FeedKey || coding.ReportedAt != original.ReportedAt))
        {
            return Decision.Refuse("recoding-changes-the-record", "Recoding keeps the fact's id, document, line, feed key and report time. Strike the fact and record another one.", "/coding");
        }

        if (IsRevision(original.Claim) != IsRevision(coding.Claim))
        {
            return Decision.Refuse("recoding-changes-the-act", "A fact is not recoded into a correction or retraction, nor back. Strike it and record another one.", "/coding/claim");
        }

        return new DecisionsInForce(ledger.Decisions).IsStruck(decision.Fact)
            ? Decision.Refuse("fact-struck", "A struck fact cannot be recoded. Undo the striking first.", "/fact")
            : FactRules.Decide(ledger, coding, document, now) is Decision.Refused refused ? refused with { Pointer = "/coding" + refused.Pointer } : Decision.Accept;
    }

    private static bool IsRevision(IClaim claim) => claim is StatementCorrected or StatementRetracted or StatementReinstated;

    private static Decision Review(Ledger ledger, FactReviewed decision, string actor)
    {
        var recoders = ledger.Decisions.Where(one => one.Decision is CodingCorrected recoded && recoded.Fact == decision.Fact).Select(one => one.Actor);
        return recoders.Append(ledger.Find(decision.Fact)!.Actor).Contains(actor, StringComparer.Ordinal) // Asked before.
            ? Decision.Refuse("own-review", "A fact is reviewed by somebody other than its coder.", "/fact")
            : Decision.Accept;
    }

    private static Decision Target(Ledger ledger, IncidentId to) =>
        ledger.IsOpened(to) ? Decision.Accept : Decision.Refuse("incident-unknown", $"No incident {to} is open.", "/to");

    private static Decision Relate(Ledger ledger, IncidentId from, IncidentRelated decision) =>
        from == decision.To ? Decision.Refuse("same-incident", "An incident is not related to itself.", "/to")
        : decision.Relation == IncidentRelation.PartOf && IsPartOf(ledger, decision.To, from)
            ? Decision.Refuse("circular-part-of", $"{decision.To} is itself part of this incident, directly or through others.", "/to")
        : Target(ledger, decision.To);

    private static bool IsPartOf(Ledger ledger, IncidentId part, IncidentId whole)
    {
        var wholes = new DecisionsInForce(ledger.Decisions).All
            .Where(one => one.Decision is IncidentRelated { Relation: IncidentRelation.PartOf })
            .ToLookup(one => new IncidentId(one.Subject), one => ((IncidentRelated)one.Decision).To);
        var reached = new HashSet<IncidentId> { part };
        var next = new Queue<IncidentId>(reached);
        while (next.TryDequeue(out var incident))
        {
            foreach (var above in wholes[incident].Where(reached.Add))
            {
                next.Enqueue(above);
            }
        }

        return reached.Contains(whole);
    }

    private static Decision Merge(Ledger ledger, IncidentId from, IncidentId into)
    {
        if (!ledger.IsOpened(into))
        {
            return Decision.Refuse("incident-unknown", $"No incident {into} is open.", "/into");
        }

        var decisions = new DecisionsInForce(ledger.Decisions);
        var seen = new HashSet<IncidentId>();
        IncidentId? next = into;
        while (next is { } incident && seen.Add(incident))
        {
            if (incident == from)
            {
                return Decision.Refuse("circular-merge", "Following the merges leads back to this incident.", "/into");
            }

            next = decisions.MergedInto(incident);
        }

        return Decision.Accept;
    }

    private static bool WouldCircle(Ledger after, IncidentId incident)
    {
        var decisions = new DecisionsInForce(after.Decisions);
        var seen = new HashSet<IncidentId>();
        var next = decisions.MergedInto(incident);
        while (next is { } into && seen.Add(into))
        {
            next = decisions.MergedInto(into);
        }

        return seen.Contains(incident) || decisions.All.Any(one => one is { Decision: IncidentRelated { Relation: IncidentRelation.PartOf } related } && one.Subject == incident.Value && IsPartOf(after, related.To, incident));
    }

    private static Decision Relate(Ledger ledger, RelationAsserted decision) =>
        decision.Fact == decision.To ? Decision.Refuse("same-fact", "A fact is not related to itself.", "/to")
        : ledger.Find(decision.To) is null ? Decision.Refuse("fact-unknown", $"No fact {decision.To} is recorded.", "/to")
        : Decision.Accept;

    private static Decision Prefer(Ledger ledger, AccountPreferred decision) =>
        ledger.Find(decision.Fact)!.Fact.Claim.Answers().Any(answer => answer.Aspect.Key == decision.Aspect) // Asked before.
            || ledger.Decisions.Any(one => one.Decision is CodingCorrected recoded && recoded.Fact == decision.Fact && recoded.Coding.Claim.Answers().Any(answer => answer.Aspect.Key == decision.Aspect))
            ? Decision.Accept
            : Decision.Refuse("no-answer", $"That fact does not answer {decision.Aspect}.", "/aspect");

    private static Decision Reopenable(Ledger ledger, string subject, bool isClosed)
    {
        var last = new DecisionsInForce(ledger.Decisions).All
            .LastOrDefault(one => one.Subject == subject && one.Decision is IncidentClosed or IncidentReopened);
        return (last?.Decision is IncidentClosed) == isClosed
            ? Decision.Accept
            : Decision.Refuse(isClosed ? "incident-open" : "incident-closed", isClosed ? "The incident is open already." : "The incident is closed already.");
    }

    private static Decision Undo(Ledger ledger, string subject, DecisionUndone decision)
    {
        if (ledger.FindDecision(decision.Decision) is not { } undone || undone.Subject != subject)
        {
            return Decision.Refuse("decision-unknown", "No such decision stands here.", "/decision");
        }

        if (undone.Decision is IncidentOpened or SourceRegistered or DocumentCaptured or DocumentVersionCaptured)
        {
            return Decision.Refuse("not-undoable", "What others rest on is not undone: close or merge the incident, or strike the facts.", "/decision");
        }

        if (undone.Decision is DecisionUndone or IncidentsMerged && WouldCircle(ledger.With(new RecordedDecision(ledger.Head, default, "", Guid.NewGuid(), subject, decision)), new IncidentId(subject)))
        {
            return Decision.Refuse("circular-merge", "What would count again leads back to this incident.", "/decision");
        }

        return new DecisionsInForce(ledger.Decisions).Counts(undone.Id)
            ? Decision.Accept
            : Decision.Refuse("already-undone", "That decision is undone already.", "/decision");
    }

    private static Decision Publisher(Ledger ledger, SourceId publisher) =>
        ledger.IsRegistered(publisher) ? Decision.Accept : Decision.Refuse("source-unknown", $"Register the source {publisher} first.", "/publisher");
}
