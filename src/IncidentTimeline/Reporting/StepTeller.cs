using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;

namespace IncidentTimeline.Reporting;

/// <summary>Names each act's kind of change, given the acts before it.</summary>
internal sealed class StepTeller(Knowledge knowledge)
{
    private readonly List<Act> _before = [];

    public ReportingStep Tell(Act act)
    {
        var (own, ownBefore) = Own(act);
        var inForce = act.Statement is null ? null : InForceBefore();
        var step = new ReportingStep(
            act.Statement is { } statement ? AccountView.Of(statement, knowledge, null) : AccountView.Of(act.Fact, knowledge, null),
            act.Statement?.Place.Tell(),
            act.Statement?.Place.Key(),
            act.Fact.ReportTime is not null,
            own,
            ownBefore?.Fact.Id,
            Others(act, inForce),
            inForce?.Representative.Fact.Id,
            act.Statement?.Standing ?? act.Fact.Standing);
        _before.Add(act);
        return step;
    }

    private (OwnChange Change, Statement? Before) Own(Act act)
    {
        if (act.Statement is not { } statement)
        {
            return (OwnChange.Withdrawal, act.Withdraws[0]);
        }

        var said = _before.Select(one => one.Statement).OfType<Statement>().Where(one => one.Fact != statement.Fact).ToList();
        var inRegister = said.LastOrDefault(one => one.Register == statement.Register);
        switch (statement.Fact.Recorded.Fact.Claim)
        {
            case StatementReinstated:
                return (OwnChange.Reinstatement, inRegister);
            case StatementCorrected when statement.Fact.Revises is not null || inRegister is not null:
                return (OwnChange.Correction, said.Find(one => one.Fact == statement.Fact.Revises) ?? inRegister);
        }

        if (inRegister is not null)
        {
            return (Compare(inRegister, statement), inRegister);
        }

        var elsewhere = said.LastOrDefault(one => one.Fact.Voice == statement.Fact.Voice && one.Place.Key() == statement.Place.Key());
        return elsewhere is null ? (OwnChange.First, null)
            : IsOtherTime(elsewhere, statement) ? (OwnChange.Development, elsewhere)
            : (Compare(elsewhere, statement), elsewhere);
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

    private static OthersChange Others(Act act, Account? inForce)
    {
        if (act.Statement is not { } statement || inForce is null)
        {
            return OthersChange.None;
        }

        var relayed = inForce.Statements.FirstOrDefault(one => one.Fact.Voice == statement.Fact.Voice);
        if (relayed is not null && relayed.Value.Equals(statement.Value))
        {
            return relayed.Fact.Coding.Attribution.Publisher == statement.Fact.Coding.Attribution.Publisher ? OthersChange.None : OthersChange.Relay;
        }

        var other = inForce.Statements.FirstOrDefault(one => one.Fact.Voice != statement.Fact.Voice);
        return other is null ? OthersChange.None
            : statement.Value is AspectValue.Denial ? OthersChange.Denial
            : statement.Value.Equals(other.Value) ? Agreement(other, statement)
            : !statement.Value.IsCompatibleWith(other.Value) ? OthersChange.Competing
            : statement.Value.Refines(other.Value) ? OthersChange.Refinement
            : OthersChange.Corroboration;
    }

    // The same value from another voice: a change of class is what a reader needs to know; a status inside the class is not.
    private static OthersChange Agreement(Statement other, Statement statement)
    {
        var change = statement.Fact.Coding.Status.Class().CompareTo(other.Fact.Coding.Status.Class());
        return change == 0 ? OthersChange.Corroboration
            : !IsOrderKnown(other, statement) ? OthersChange.DiffersOrderUnknown
            : change < 0 ? OthersChange.StatusUp : OthersChange.StatusDown;
    }

    // What the acts before this one leave in force: their own supersessions and withdrawals, none of later ones.
    private Account? InForceBefore()
    {
        var said = _before.Select(one => one.Statement).OfType<Statement>().ToList();
        var withdrawn = _before.SelectMany(one => one.Withdraws).ToHashSet();
        var standing = said.Where(one => !withdrawn.Contains(one)
            && one.Value is not (AspectValue.Silence or AspectValue.Denial)
            && !said.Exists(other => other.Supersedes(one))).ToList();
        var ranked = Ranking.Rank(standing, knowledge.InForce);
        return ranked.Displayed ?? (ranked.Others is [var best, ..] ? best : null);
    }

    private static bool IsOrderKnown(Statement before, Statement after) =>
        (before.Fact.ReportTime is not null && after.Fact.ReportTime is not null) || after.Fact.RevisesTransitively(before.Fact);

    private static (int Class, int Rank) StatusOrder(Statement statement) =>
        ((int)statement.Fact.Coding.Status.Class(), statement.Fact.Coding.Status switch
        {
            FactStatus.Speculation => 1,
            var status => status.RankInClass(),
        });

    private static decimal Middle(AspectValue.Quantity quantity) =>
        quantity.Least is { } least && quantity.Most is { } most ? (least + most) / 2 : quantity.Least ?? quantity.Most ?? 0;
}
