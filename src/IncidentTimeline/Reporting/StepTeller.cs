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
    private readonly Dictionary<string, QuestionSoFar> _questions = new(StringComparer.Ordinal);

    public ReportingStep Tell(Act act) => act.Statement is { } statement ? TellStatement(statement) : TellRetraction(act);

    private ReportingStep TellStatement(Statement statement)
    {
        var register = GetOrAdd(_registers, statement.Register);
        var question = QuestionOf(statement);
        var (own, ownBefore) = Own(statement, register, question);
        var (others, inForce) = Others(statement, question.Standing);
        Remember(statement, register, question);
        return new ReportingStep(
            AccountView.Of(statement, knowledge, null), statement.Place.Tell(), statement.PlaceKey, statement.Fact.ReportTime is not null, own, ownBefore?.Id, others, inForce, statement.Standing);
    }

    private ReportingStep TellRetraction(Act act)
    {
        // What names no fact names a register of a feed, in which something was said.
        var feed = act.Named.Count == 0 ? _feeds[act.Fact.FeedRegisters()[0]] : null;
        var takenBack = feed?.LastNot(_withdrawn) ?? act.Named[0].Fact;
        foreach (var withdrawn in feed?.Take() ?? act.Named)
        {
            _withdrawn.Add(withdrawn);
            StandsNoMore(withdrawn);
        }

        return new ReportingStep(
            AccountView.Of(act.Fact, knowledge, null), null, null, act.Fact.ReportTime is not null, OwnChange.Withdrawal, takenBack.Id, OthersChange.None, null, act.Fact.Standing);
    }

    // What the acts so far leave standing: their own supersessions and withdrawals, none of later ones. What was withdrawn still supersedes.
    private void Remember(Statement statement, RegisterSoFar register, QuestionSoFar question)
    {
        register.Say(statement).ForEach(StandsNoMore);
        question.Say(statement);
        if (!_withdrawn.Contains(statement) && !register.Supersedes(statement) && statement.Value is not (AspectValue.Silence or AspectValue.Denial))
        {
            _standing.Add(statement);
            question.AccountsLike(statement).Add(statement);
        }

        foreach (var feed in statement.Fact.ReportTime is null ? [] : statement.Fact.FeedRegisters())
        {
            GetOrAdd(_feeds, feed).Say(statement);
        }
    }

    private void StandsNoMore(Statement statement)
    {
        if (_standing.Remove(statement))
        {
            QuestionOf(statement).AccountsLike(statement).Remove(statement);
        }
    }

    private QuestionSoFar QuestionOf(Statement statement)
    {
        ref var question = ref CollectionsMarshal.GetValueRefOrAddDefault(_questions, statement.PlaceKey, out _);
        return question ??= new QuestionSoFar(statement.Aspect.Kind, knowledge);
    }

    private static (OwnChange Change, KnownFact? Before) Own(Statement statement, RegisterSoFar register, QuestionSoFar question)
    {
        var inRegister = register.LastBefore(statement);
        switch (statement.Fact.Recorded.Fact.Claim)
        {
            case StatementReinstated:
                return (OwnChange.Reinstatement, statement.Fact.Revises ?? inRegister?.Fact);
            case StatementCorrected when statement.Fact.Revises is not null || inRegister is not null:
                return (OwnChange.Correction, statement.Fact.Revises ?? inRegister?.Fact);
        }

        var before = inRegister ?? question.LastOfVoiceBefore(statement);
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

    private (OthersChange Change, FactId? InForce) Others(Statement statement, AccountsSoFar standing)
    {
        if (standing.IsEmpty)
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
