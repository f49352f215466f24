using System.Runtime.InteropServices;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Reporting;

/// <summary>Names each act's kind of change, given the acts before it. What was said so far is kept by register, by voice and by question, so that no step looks at all of it.</summary>
internal sealed class StepTeller(Knowledge knowledge)
{
    private readonly HashSet<Statement> _withdrawn = [];
    private readonly HashSet<Statement> _standing = [];
    private readonly Dictionary<Register, RegisterSoFar> _registers = [];
    private readonly Dictionary<(Voice Voice, string FeedKey), FeedSoFar> _feeds = [];
    private readonly Dictionary<(Voice Voice, string Place), List<Statement>> _ofVoice = [];
    private readonly Dictionary<(string Place, bool IsNoneReported), AccountsSoFar> _accounts = [];

    public ReportingStep Tell(Act act)
    {
        var step = act.Statement is { } statement ? Step(act.Fact, statement) : Step(act.Fact, TakenBack(act));
        Remember(act);
        return step;
    }

    private ReportingStep Step(KnownFact fact, Statement statement)
    {
        var (own, ownBefore) = Own(statement);
        var (others, inForce) = Others(statement);
        return new ReportingStep(
            AccountView.Of(statement, knowledge, null), statement.Place.Tell(), statement.PlaceKey, fact.ReportTime is not null, own, ownBefore?.Id, others, inForce, statement.Standing);
    }

    private ReportingStep Step(KnownFact retraction, KnownFact takenBack) =>
        new(AccountView.Of(retraction, knowledge, null), null, null, retraction.ReportTime is not null, OwnChange.Withdrawal, takenBack.Id, OthersChange.None, null, retraction.Standing);

    private KnownFact TakenBack(Act retraction) =>
        retraction.Named is [var named, ..] ? named.Fact : _feeds[retraction.Fact.FeedRegisters()[0]].LastNot(_withdrawn); // What names no fact names a feed's register, in which something was said.

    // What the acts so far leave standing: their own supersessions and withdrawals, none of later ones. What was withdrawn still supersedes.
    private void Remember(Act act)
    {
        if (act.Statement is { } statement)
        {
            Remember(statement);
            return;
        }

        foreach (var withdrawn in act.Named.Count > 0 ? act.Named : _feeds[act.Fact.FeedRegisters()[0]].Take())
        {
            _withdrawn.Add(withdrawn);
            StandsNoMore(withdrawn);
        }
    }

    private void Remember(Statement statement)
    {
        var register = GetOrAdd(_registers, statement.Register);
        register.Say(statement).ForEach(StandsNoMore);
        if (!_withdrawn.Contains(statement) && !register.Supersedes(statement) && statement.Value is not (AspectValue.Silence or AspectValue.Denial))
        {
            _standing.Add(statement);
            AccountsAt(statement).Add(statement);
        }

        GetOrAdd(_ofVoice, (statement.Fact.Voice, statement.PlaceKey)).Add(statement);
        foreach (var feed in statement.Fact.ReportTime is null ? [] : statement.Fact.FeedRegisters())
        {
            GetOrAdd(_feeds, feed).Say(statement);
        }
    }

    private void StandsNoMore(Statement statement)
    {
        if (_standing.Remove(statement))
        {
            AccountsAt(statement).Remove(statement);
        }
    }

    // "None reported" speaks only where nobody states a value, so it is kept apart.
    private AccountsSoFar AccountsAt(Statement statement)
    {
        ref var accounts = ref CollectionsMarshal.GetValueRefOrAddDefault(_accounts, (statement.PlaceKey, statement.Value is AspectValue.NoneReported), out _);
        return accounts ??= new AccountsSoFar(statement.Aspect.Kind, knowledge);
    }

    private (OwnChange Change, KnownFact? Before) Own(Statement statement)
    {
        var inRegister = _registers.GetValueOrDefault(statement.Register)?.LastBefore(statement);
        switch (statement.Fact.Recorded.Fact.Claim)
        {
            case StatementReinstated:
                return (OwnChange.Reinstatement, statement.Fact.Revises ?? inRegister?.Fact);
            case StatementCorrected when statement.Fact.Revises is not null || inRegister is not null:
                return (OwnChange.Correction, statement.Fact.Revises ?? inRegister?.Fact);
        }

        var before = inRegister ?? _ofVoice.GetValueOrDefault((statement.Fact.Voice, statement.PlaceKey))?.FindLast(statement.MayFollow);
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
                : !after.IsSaidAfter(before) ? OwnChange.DiffersOrderUnknown
                : change < 0 ? OwnChange.StatusUp : OwnChange.StatusDown;
        }

        return after.Value.Refines(before.Value) ? OwnChange.Refinement
            : !after.IsSaidAfter(before) ? OwnChange.DiffersOrderUnknown
            : (before.Value, after.Value) switch
            {
                (AspectValue.Quantity was, AspectValue.Quantity now) when was.Unit == now.Unit && Middle(was) != Middle(now) =>
                    Middle(now) > Middle(was) ? OwnChange.RevisionUp : OwnChange.RevisionDown,
                _ => OwnChange.Changed,
            };
    }

    private (OthersChange Change, FactId? InForce) Others(Statement statement)
    {
        var valued = _accounts.GetValueOrDefault((statement.PlaceKey, false));
        var standing = valued is null or { IsEmpty: true } ? _accounts.GetValueOrDefault((statement.PlaceKey, true)) : valued;
        if (standing is null or { IsEmpty: true })
        {
            return (OthersChange.None, null);
        }

        // Where it was contested nothing was in force, but the new statement still stands to those accounts: with one of them, or against them.
        var displayed = standing.Displayed();
        return (Compare(displayed ?? standing.Contested(statement.Value), statement), displayed?.Best.Statement.Fact.Id);
    }

    private OthersChange Compare(AccountSoFar inForce, Statement statement)
    {
        if (inForce.FirstOf(statement.Fact.Voice) is { } relayed && relayed.Value.Equals(statement.Value))
        {
            return relayed.Fact.Coding.Attribution.Publisher == statement.Fact.Coding.Attribution.Publisher ? OthersChange.None : OthersChange.Relay;
        }

        return inForce.FirstOfAnotherThan(statement.Fact.Voice) is not { } other ? OthersChange.None
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
    private OthersChange Agreement(AccountSoFar inForce, Statement other, Statement statement)
    {
        var change = statement.Fact.Coding.Status.Class().CompareTo(other.Fact.Coding.Status.Class());
        return change == 0 ? inForce.HasOrigin(knowledge.OriginOf(statement.Fact.Id)) ? OthersChange.Relay : OthersChange.Corroboration
            : !statement.IsSaidAfter(other) ? OthersChange.DiffersOrderUnknown
            : change < 0 ? OthersChange.StatusUp : OthersChange.StatusDown;
    }

    private static (int Class, int Rank) StatusOrder(Statement statement) =>
        ((int)statement.Fact.Coding.Status.Class(), statement.Fact.Coding.Status switch
        {
            FactStatus.Speculation => 1,
            var status => status.RankInClass(),
        });

    private static decimal Middle(AspectValue.Quantity quantity) =>
        quantity.Least is { } least && quantity.Most is { } most ? (least + most) / 2 : quantity.Least ?? quantity.Most ?? 0;

    private static TValue GetOrAdd<TKey, TValue>(Dictionary<TKey, TValue> dictionary, TKey key) where TKey : notnull where TValue : new()
    {
        ref var value = ref CollectionsMarshal.GetValueRefOrAddDefault(dictionary, key, out _);
        return value ??= new TValue();
    }
}
