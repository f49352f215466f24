using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Reporting;

namespace IncidentTimeline.Tests.Reporting;

/// <summary>The reporting history read from the rules word by word: every act looks at all before it, and everything that stands is ranked anew. Slow, and plain enough to believe.</summary>
internal sealed class ReportingOracle(Knowledge knowledge)
{
    private sealed record Act(KnownFact Fact, Statement? Statement, IReadOnlyList<Statement> Withdraws);

    private readonly List<Statement> _said = [];
    private readonly HashSet<Statement> _withdrawn = [];
    private readonly List<Statement> _standing = [];

    public static IReadOnlyList<ReportingStep> StepsOf(Knowledge knowledge, IncidentId incident, AspectKey aspect, string? placeKey)
    {
        var id = knowledge.Resolve(incident);
        var statements = knowledge.Statements
            .Where(one => one.Incident == id && one.Aspect.Key == aspect && (placeKey is null || one.Place.Key() == placeKey))
            .ToList();
        var oracle = new ReportingOracle(knowledge);
        return [.. ActsOf(knowledge, statements).ToList().Select(oracle.Tell)];
    }

    private static IEnumerable<Act> ActsOf(Knowledge knowledge, List<Statement> statements)
    {
        var said = statements.Where(one => one.Fact.IsSeen).Select(one => new Act(one.Fact, one, []));
        var retracted = knowledge.Facts
            .Where(fact => fact.IsSeen && fact.Recorded.Fact.Claim is StatementRetracted)
            .Select(fact => new Act(fact, null, [.. InOrder(statements.Where(one => one.Fact.IsSeen && fact.Withdraws(one.Fact)), one => one.Fact)]))
            .Where(act => act.Withdraws.Count > 0);
        return InOrder(said.Concat(retracted), act => act.Fact).ThenBy(act => act.Statement?.Place.Key(), StringComparer.Ordinal);
    }

    private static IOrderedEnumerable<T> InOrder<T>(IEnumerable<T> acts, Func<T, KnownFact> fact) => acts
        .OrderBy(one => fact(one).ReportTime ?? fact(one).Recorded.RecordedAt)
        .ThenBy(one => fact(one).Act)
        .ThenBy(one => fact(one).Recorded.Position);

    private ReportingStep Tell(Act act)
    {
        var (own, ownBefore) = Own(act);
        var (others, inForce) = act.Statement is { } said ? Others(said) : (OthersChange.None, null);
        var step = new ReportingStep(
            act.Statement is { } statement ? AccountView.Of(statement, knowledge, null) : AccountView.Of(act.Fact, knowledge, null),
            act.Statement?.Place.Tell(),
            act.Statement?.Place.Key(),
            act.Fact.ReportTime is not null,
            own,
            ownBefore?.Id,
            others,
            inForce?.Representative.Fact.Id,
            act.Statement?.Standing ?? act.Fact.Standing);
        Remember(act);
        return step;
    }

    // What the acts so far leave standing: their own supersessions and withdrawals, none of later ones. What was withdrawn still supersedes.
    private void Remember(Act act)
    {
        _withdrawn.UnionWith(act.Withdraws);
        _standing.RemoveAll(_withdrawn.Contains);
        if (act.Statement is not { } statement)
        {
            return;
        }

        _standing.RemoveAll(one => Supersedes(statement, one));
        if (!_withdrawn.Contains(statement) && !_said.Exists(other => Supersedes(other, statement)))
        {
            _standing.Add(statement);
        }

        _said.Add(statement);
    }

    private (OwnChange Change, KnownFact? Before) Own(Act act)
    {
        if (act.Statement is not { } statement)
        {
            return (OwnChange.Withdrawal, (act.Withdraws.LastOrDefault(one => _said.Contains(one) && !_withdrawn.Contains(one)) ?? act.Withdraws[^1]).Fact);
        }

        // What explicitly revises this one came after it, whenever it was recorded.
        var inRegister = _said.FindLast(one => one.Register == statement.Register && one.Fact != statement.Fact && !Revises(one.Fact, statement.Fact));
        switch (statement.Fact.Recorded.Fact.Claim)
        {
            case StatementReinstated:
                return (OwnChange.Reinstatement, statement.Fact.Revises ?? inRegister?.Fact);
            case StatementCorrected when statement.Fact.Revises is not null || inRegister is not null:
                return (OwnChange.Correction, statement.Fact.Revises ?? inRegister?.Fact);
        }

        var before = inRegister ?? _said.FindLast(one =>
            one.Fact.Voice == statement.Fact.Voice && one.Fact != statement.Fact && one.Place.Key() == statement.Place.Key() && !Revises(one.Fact, statement.Fact));
        return before is null ? (OwnChange.First, null)
            : IsOtherTime(before, statement) ? (OwnChange.Development, before.Fact)
            : (Compare(before, statement), before.Fact);
    }

    private static bool IsOtherTime(Statement before, Statement after) =>
        !before.Fact.Bounds.IsUndated && !after.Fact.Bounds.IsUndated && before.Fact.Bounds != after.Fact.Bounds;

    private static OwnChange Compare(Statement before, Statement after)
    {
        if (before.Value.Equals(after.Value))
        {
            var change = StatusOrder(after).CompareTo(StatusOrder(before));
            return change == 0 ? OwnChange.Repeat
                : !IsOrderKnown(before, after) ? OwnChange.DiffersOrderUnknown
                : change < 0 ? OwnChange.StatusUp : OwnChange.StatusDown;
        }

        return after.Value.Refines(before.Value) ? OwnChange.Refinement
            : !IsOrderKnown(before, after) ? OwnChange.DiffersOrderUnknown
            : (before.Value, after.Value) switch
            {
                (AspectValue.Quantity was, AspectValue.Quantity now) when was.Unit == now.Unit && Middle(was) != Middle(now) =>
                    Middle(now) > Middle(was) ? OwnChange.RevisionUp : OwnChange.RevisionDown,
                _ => OwnChange.Changed,
            };
    }

    private (OthersChange Change, Account? InForce) Others(Statement statement)
    {
        var ranked = RankedBefore(statement);

        // Where it was contested nothing was in force, but the new statement still stands to those accounts: with one of them, or against them.
        var compared = ranked.Displayed ?? ranked.Others.FirstOrDefault(one => one.Value.Equals(statement.Value)) ?? (ranked.IsContested ? ranked.Others[0] : null);
        return (compared is null ? OthersChange.None : Compare(compared, statement), ranked.Displayed);
    }

    // On this place only, and of a state only each voice's latest: as the picture has it (SEMANTICS 9, 10).
    private RankedAccounts RankedBefore(Statement statement)
    {
        var place = statement.Place.Key();
        var valued = _standing.Where(one => one.Value is not (AspectValue.Silence or AspectValue.Denial) && one.Place.Key() == place).ToList();
        return RankTop(
            statement.Aspect.Kind == TemporalKind.Occurrence
                ? valued
                : [.. valued.Where(one => one.Fact.Bounds.IsUndated), .. Question.LatestOfEachVoice([.. valued.Where(one => !one.Fact.Bounds.IsUndated)])]);
    }

    // Of the ranking of all, only the accounts that nothing tells apart from the best.
    private RankedAccounts RankTop(List<Statement> candidates)
    {
        var ranked = Ranking.Rank(candidates, knowledge.InForce);
        var best = ranked.Others.Where((one, index) => index == 0 || Ranking.Rank([.. ranked.Others[0].Statements, .. one.Statements], knowledge.InForce)
            .DecidedBy is DecidedBy.Contested or DecidedBy.EqualRank or DecidedBy.MorePrecise);
        return ranked.IsContested ? ranked with { Others = [.. best] } : ranked;
    }

    private static bool Supersedes(Statement one, Statement other) =>
        one.Fact != other.Fact && one.Register == other.Register && (IsLater(one, other) || Revises(one.Fact, other.Fact))
        && (one.Fact.Recorded.Fact.Document is not { } document || document != other.Fact.Recorded.Fact.Document);

    private static bool IsLater(Statement one, Statement other) =>
        one.Fact.Order is { } mine && other.Fact.Order is { } others
        && (mine.ReportTime > others.ReportTime || (mine.ReportTime == others.ReportTime && one.Register.FeedKey is not null && mine.Act > others.Act));

    private static bool Revises(KnownFact one, KnownFact other) => one.Revises is { } target && (target == other || Revises(target, other));

    private OthersChange Compare(Account inForce, Statement statement)
    {
        if (inForce.Statements.FirstOrDefault(one => one.Fact.Voice == statement.Fact.Voice) is { } relayed && relayed.Value.Equals(statement.Value))
        {
            return relayed.Fact.Coding.Attribution.Publisher == statement.Fact.Coding.Attribution.Publisher ? OthersChange.None : OthersChange.Relay;
        }

        return inForce.Statements.FirstOrDefault(one => one.Fact.Voice != statement.Fact.Voice) is not { } other ? OthersChange.None
            : statement.Value is AspectValue.Denial ? OthersChange.Denial
            : statement.Value.Equals(other.Value) ? Agreement(inForce, other, statement)
            : SaysNothingAgainst(statement.Value) || SaysNothingAgainst(other.Value) ? OthersChange.None
            : !statement.Value.IsCompatibleWith(other.Value) ? OthersChange.Competing
            : statement.Value.Refines(other.Value) ? OthersChange.Refinement
            : OthersChange.Corroboration;
    }

    // Silence answers nothing, and "none reported" is not that there were none.
    private static bool SaysNothingAgainst(AspectValue value) => value is AspectValue.Silence or AspectValue.NoneReported;

    // The same value from another voice: a change of class is what a reader needs to know; a status inside the class is not.
    // What a person called a repeat, or of one origin, is passed on and bears nothing out.
    private OthersChange Agreement(Account inForce, Statement other, Statement statement)
    {
        var change = statement.Fact.Coding.Status.Class().CompareTo(other.Fact.Coding.Status.Class());
        var origin = knowledge.OriginOf(statement.Fact.Id);
        return change == 0 ? inForce.Statements.Any(one => knowledge.OriginOf(one.Fact.Id) == origin) ? OthersChange.Relay : OthersChange.Corroboration
            : !IsOrderKnown(other, statement) ? OthersChange.DiffersOrderUnknown
            : change < 0 ? OthersChange.StatusUp : OthersChange.StatusDown;
    }

    // Of two statements with one report time neither is known to be the later, unless it says so.
    private static bool IsOrderKnown(Statement before, Statement after) =>
        before.Fact.ReportTime < after.Fact.ReportTime || Supersedes(after, before) || Revises(after.Fact, before.Fact);

    private static (int Class, int Rank) StatusOrder(Statement statement) =>
        ((int)statement.Fact.Coding.Status.Class(), statement.Fact.Coding.Status switch
        {
            FactStatus.Speculation => 1,
            var status => status.RankInClass(),
        });

    private static decimal Middle(AspectValue.Quantity quantity) =>
        quantity.Least is { } least && quantity.Most is { } most ? (least + most) / 2 : quantity.Least ?? quantity.Most ?? 0;
}
