using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;

namespace IncidentTimeline.Reporting;

/// <summary>How what was reported about one question changed: the acts of its sources in order, each with its kind of change; desk decisions apart (SEMANTICS, "Reporting history").</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Aspect">The question.</param>
/// <param name="Label">The question in words.</param>
/// <param name="AsOf">The cut points as resolved.</param>
/// <param name="State">What the answer is after the last step; missing where the steps are of several places, each a question of its own.</param>
/// <param name="Steps">In order of report time, or of recording where that is unknown (marked).</param>
/// <param name="Undated">With a publication time asked for: claims whose report time is unknown, listed without effect.</param>
/// <param name="Decisions">What the desk decided about these facts, and is in force.</param>
/// <param name="Undone">What it decided about them and undid.</param>
public sealed record ReportingHistory(
    IncidentId Incident, AspectKey Aspect, string Label, AsOf AsOf, AnswerState? State, IReadOnlyList<ReportingStep> Steps, IReadOnlyList<AccountView> Undated, IReadOnlyList<DeskStep> Decisions, IReadOnlyList<UndoneStep> Undone)
{
    public static ReportingHistory Of(Knowledge knowledge, IncidentId incident, AspectKey aspect, string? placeKey, DateTimeOffset eventTime)
    {
        var id = knowledge.Resolve(incident);
        var statements = knowledge.Statements
            .Where(one => one.Incident == id && one.Aspect.Key == aspect && (placeKey is null || one.PlaceKey == placeKey))
            .ToList();
        var facts = statements.Select(one => one.Fact.Id).ToHashSet();
        var acts = ActsOf(knowledge, statements).ToList();
        var history = new StepTeller(knowledge);
        var questions = statements.Where(one => one.Fact.IsSeen).GroupBy(one => one.PlaceKey).ToList();
        return new ReportingHistory(
            id,
            aspect,
            Aspects.Named(aspect).Label,
            new AsOf(knowledge.Known, knowledge.PublishedBy, eventTime),
            questions.Count > 1 ? null : AnswerStates.Of(Question.At([.. questions.SelectMany(place => place)], eventTime, knowledge.InForce).Accounts),
            [.. acts.Select(history.Tell)],
            [.. statements.Where(one => one.Standing == Standing.ReportTimeUnknown).OrderBy(one => one.Fact.Id).ThenBy(one => one.PlaceKey, StringComparer.Ordinal).Select(one => AccountView.Of(one, knowledge, eventTime))],
            [.. knowledge.Decisions.Where(one => IsOn(one.Decision)).Select(DeskStep.Of)],
            [.. knowledge.InForce.Undone.Where(one => IsOn(one.About)).Select(one => UndoneStep.Of(one.Decision, one.By))]);

        bool IsOn(IDecision decision) => decision switch
        {
            AccountPreferred one => one.Aspect == aspect && facts.Contains(one.Fact),
            IncidentsMerged one => knowledge.Resolve(one.Into) == id,
            var other => other.Fact() is { } fact && facts.Contains(fact),
        };
    }

    // One act per statement and one per retraction that took one of them back.
    private static IEnumerable<Act> ActsOf(Knowledge knowledge, List<Statement> statements)
    {
        var said = statements.Where(one => one.Fact.IsSeen).ToList();
        var retractions = knowledge.Facts.Where(fact => fact.IsSeen && fact.IsRetraction).ToList();
        return InOrder(said.Select(one => new Act(one.Fact, one, [])).Concat(retractions.Count > 0 ? RetractionsOf(said, retractions) : []));
    }

    private static IEnumerable<Act> RetractionsOf(List<Statement> said, List<KnownFact> retractions)
    {
        var ofFact = said.ToLookup(one => one.Fact.Id);
        var firstOfFeed = InOrder(said.Where(one => one.Fact.ReportTime is not null).Select(one => new Act(one.Fact, one, [])))
            .SelectMany(act => act.Fact.FeedRegisters().Select(feed => (Feed: feed, act.Fact))).DistinctBy(one => one.Feed).ToDictionary(one => one.Feed, one => one.Fact);
        return from retraction in retractions
               let named = ((StatementRetracted)retraction.Recorded.Fact.Claim).Retracts is { } id ? ofFact[id].Where(one => retraction.Withdraws(one.Fact)).ToList() : []
               where named.Count > 0 || retraction.FeedRegisters().Any(feed => firstOfFeed.TryGetValue(feed, out var first) && retraction.Withdraws(first))
               select new Act(retraction, null, named);
    }

    private static IOrderedEnumerable<Act> InOrder(IEnumerable<Act> acts) => acts
        .OrderBy(one => one.Fact.ReportTime ?? one.Fact.Recorded.RecordedAt)
        .ThenBy(one => one.Fact.Act)
        .ThenBy(one => one.Fact.Recorded.Position)
        .ThenBy(one => one.Statement?.PlaceKey, StringComparer.Ordinal);
}

/// <summary>One act of speech: a statement, or a retraction with the statements of the fact it names; one that names none takes back what its feed key names.</summary>
internal sealed record Act(KnownFact Fact, Statement? Statement, IReadOnlyList<Statement> Named);

/// <summary>One step of the reporting.</summary>
/// <param name="Account">The claim.</param>
/// <param name="Place">Where, in words; missing for a retraction.</param>
/// <param name="PlaceKey">What tells two places apart.</param>
/// <param name="IsOrderKnown">Whether the step stands at its report time; else at the time it was recorded.</param>
/// <param name="Own">What changed against what the same voice had said.</param>
/// <param name="OwnBefore">The fact that is compared with, or the one that is taken back.</param>
/// <param name="Others">How it stands to what was in force before.</param>
/// <param name="InForceBefore">The fact that represented what was in force before.</param>
/// <param name="Standing">What became of it.</param>
public sealed record ReportingStep(
    AccountView Account,
    string? Place,
    string? PlaceKey,
    bool IsOrderKnown,
    OwnChange Own,
    FactId? OwnBefore,
    OthersChange Others,
    FactId? InForceBefore,
    Standing Standing);

/// <summary>A desk decision about the facts of a question. Never a step of the reporting.</summary>
/// <param name="Id">By which it is undone.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Subject">The incident, document or source in whose stream it stands, and in which it is undone.</param>
/// <param name="Tell">The decision in one sentence, which names facts by their ids.</param>
/// <param name="Decision">The decision as it was recorded.</param>
/// <param name="Actor">Who decided.</param>
/// <param name="RecordedAt">When the log recorded it.</param>
/// <param name="Position">Where.</param>
public sealed record DeskStep(Guid Id, string Type, string Subject, string Tell, IDecision Decision, string Actor, DateTimeOffset RecordedAt, Position Position)
{
    public static DeskStep Of(RecordedDecision recorded) =>
        new(recorded.Id, recorded.Decision.GetType().Name, recorded.Subject, recorded.Decision.Tell(), recorded.Decision, recorded.Actor, recorded.RecordedAt, recorded.Position);
}

/// <summary>A desk decision that was undone: it has no effect, and stays told.</summary>
/// <param name="Step">The decision.</param>
/// <param name="By">The <see cref="DecisionUndone"/> that undid it; to undo that one makes the decision count again.</param>
public sealed record UndoneStep(DeskStep Step, DeskStep By)
{
    public static UndoneStep Of(RecordedDecision undone, RecordedDecision by) => new(DeskStep.Of(undone), DeskStep.Of(by));
}

/// <summary>What changed against what the same voice had said before in the register.</summary>
public enum OwnChange
{
    First,
    Repeat,
    Refinement,
    RevisionUp,
    RevisionDown,
    Changed,
    StatusUp,
    StatusDown,

    /// <summary>An explicit correction of an earlier statement.</summary>
    Correction,
    Withdrawal,
    Reinstatement,

    /// <summary>The same voice on another event time.</summary>
    Development,

    /// <summary>It differs, and which was published first is unknown.</summary>
    DiffersOrderUnknown,
}

/// <summary>How a step stands to what was in force before it.</summary>
public enum OthersChange
{
    /// <summary>Nothing of another voice was in force.</summary>
    None,

    /// <summary>A second publisher of the same voice, or what a person called a repeat or of one origin.</summary>
    Relay,
    Corroboration,
    Competing,
    Refinement,
    Denial,
    StatusUp,
    StatusDown,

    /// <summary>It differs in status, and which was published first is unknown.</summary>
    DiffersOrderUnknown,
}
