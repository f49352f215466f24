using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;

namespace IncidentTimeline.Changes;

/// <summary>What changed about a question, the most important first: what no longer stands, then what is said otherwise, then what is said more.</summary>
public enum ChangeKind
{
    /// <summary>Its source took back the account that was displayed.</summary>
    Withdrawn,

    /// <summary>The desk removed the account that was displayed.</summary>
    Struck,

    /// <summary>Nobody says anything any more that holds or may hold.</summary>
    NoLongerStated,

    /// <summary>The best accounts contradict each other now, and none is in force.</summary>
    Contested,

    /// <summary>An account is in force where it was contested.</summary>
    Settled,

    /// <summary>Another value is in force.</summary>
    Changed,

    /// <summary>Something is said where nothing was.</summary>
    Appeared,

    /// <summary>The same value is in force, represented by another fact, borne out by other facts or put in other words.</summary>
    Support,

    /// <summary>Only the other accounts changed.</summary>
    Competing,

    /// <summary>Only who declined to say, or denied it, changed.</summary>
    Silence,
}

/// <summary>One question whose answer is not what it was.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Aspect">The aspect's key.</param>
/// <param name="Label">The question in words.</param>
/// <param name="Place">Where, in words.</param>
/// <param name="PlaceKey">What tells two places apart.</param>
/// <param name="Region">The ISO 3166 area under which it stands.</param>
/// <param name="Change">What changed.</param>
/// <param name="From">What the answer was.</param>
/// <param name="To">What it is.</param>
public sealed record QuestionChange(
    IncidentId Incident, AspectKey Aspect, string Label, string Place, string PlaceKey, RegionCode Region, ChangeKind Change, Answered From, Answered To)
{
    internal QuestionKey Key => new(Incident, Aspect, PlaceKey);
}

/// <summary>A fact or a desk decision that a change came by.</summary>
/// <param name="Position">Where the log recorded it.</param>
/// <param name="RecordedAt">When.</param>
/// <param name="Type">The fact type or the kind of decision.</param>
/// <param name="Tell">What it says, in one sentence.</param>
/// <param name="Actor">Who coded or decided it.</param>
/// <param name="Fact">The fact, from which everything can be traced; missing for a decision.</param>
/// <param name="Decision">The decision, by which it is undone; missing for a fact.</param>
/// <param name="ReportTime">When the fact was published; missing when unknown, and for a decision.</param>
public sealed record ChangeCause(
    Position Position, DateTimeOffset RecordedAt, string Type, string Tell, string Actor, FactId? Fact, Guid? Decision, DateTimeOffset? ReportTime)
{
    public static ChangeCause Of(RecordedFact fact, Knowledge knowledge) => new(
        fact.Position, fact.RecordedAt, fact.Fact.Claim.GetType().Name, fact.Fact.Claim.Tell(), fact.Actor, fact.Fact.FactId, null, knowledge.Find(fact.Fact.FactId)?.ReportTime);

    public static ChangeCause Of(RecordedDecision decision) => new(
        decision.Position, decision.RecordedAt, decision.Decision.GetType().Name, decision.Decision.Tell(), decision.Actor, null, decision.Id, null);
}

/// <summary>Compares the answers of a question in two moments.</summary>
internal sealed class QuestionComparison(Moment before, Moment after)
{
    private readonly ILookup<QuestionKey, Statement> _before = before.Knowledge.Statements.Where(one => one.Fact.IsSeen).ToLookup(QuestionKey.Of);
    private readonly ILookup<QuestionKey, Statement> _after = after.Knowledge.Statements.Where(one => one.Fact.IsSeen).ToLookup(QuestionKey.Of);

    /// <summary>The change of one question, or null where its answer is the same.</summary>
    public QuestionChange? Change(QuestionKey key)
    {
        var (was, now) = (_before[key].ToList(), _after[key].ToList());
        var from = Answered.At(was, before.EventTime, before.Knowledge.InForce);
        var to = Answered.At(now, after.EventTime, after.Knowledge.InForce);
        if (from == to)
        {
            return null;
        }

        var any = was.Concat(now).MinBy(one => (one.Place.Tell(), one.Fact.Id))!; // An answer that changed is one of some statement.
        return new QuestionChange(key.Incident, key.Aspect, any.Aspect.Label, any.Place.Tell(), key.Place, any.Place.StandsUnder(), KindOf(from, to), from, to);
    }

    private ChangeKind KindOf(Answered from, Answered to) => (from, to) switch
    {
        ({ Displayed: { } was }, { Displayed: var now }) when was.Value.Equals(now?.Value) => was == now ? Beside(from, to) : ChangeKind.Support,
        ({ Displayed: { } was }, _) when StandingAfter(was.Fact) == Standing.Withdrawn => ChangeKind.Withdrawn,
        ({ Displayed: { } was }, _) when StandingAfter(was.Fact) == Standing.Struck => ChangeKind.Struck,
        ({ State: not AnswerState.NotStated }, { State: AnswerState.NotStated }) => ChangeKind.NoLongerStated,
        ({ State: not AnswerState.Contested }, { State: AnswerState.Contested }) => ChangeKind.Contested,
        ({ State: AnswerState.Contested }, { State: not AnswerState.Contested }) => ChangeKind.Settled,
        ({ State: AnswerState.NotStated }, { State: not AnswerState.NotStated }) => ChangeKind.Appeared,
        ({ Displayed: null }, _) => Beside(from, to),
        _ => ChangeKind.Changed,
    };

    private static ChangeKind Beside(Answered from, Answered to) => from.Competing.SequenceEqual(to.Competing) ? ChangeKind.Silence : ChangeKind.Competing;

    private Standing? StandingAfter(FactId fact) => after.Knowledge.Find(fact)?.Standing;
}
