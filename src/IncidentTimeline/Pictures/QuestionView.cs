using IncidentTimeline.Facts;

namespace IncidentTimeline.Pictures;

/// <summary>What a question's answer is. "Not stated", "none reported" and a displayed 0 are three different things.</summary>
public enum AnswerState
{
    /// <summary>An account is in force.</summary>
    Displayed,

    /// <summary>The best accounts contradict each other and nothing decides: none is in force.</summary>
    Contested,

    /// <summary>In force is that none was reported.</summary>
    NoneReported,

    /// <summary>Nobody says anything that holds or may hold.</summary>
    NotStated,
}

/// <summary>A question with its displayed account, its competing accounts, and what is not known.</summary>
/// <param name="Aspect">The aspect's key.</param>
/// <param name="Label">The question in words.</param>
/// <param name="Place">Where.</param>
/// <param name="PlaceKey">What tells two places apart.</param>
/// <param name="State">What the answer is.</param>
/// <param name="Displayed">The account in force.</param>
/// <param name="DecidedBy">The rule of the policy that decided.</param>
/// <param name="Sources">On how many sources the displayed value rests.</param>
/// <param name="Agreeing">Further facts that state the displayed value.</param>
/// <param name="Competing">The other accounts, best first.</param>
/// <param name="Possible">What may hold by the event time asked for, or may not yet.</param>
/// <param name="Ended">States whose stated end is past and that their voice has not gone on from. The earlier states of a voice are in the timeline and the reporting history.</param>
/// <param name="Withdrawn">What its own source took back, but for states that it has since gone on from.</param>
public sealed record QuestionView(
    AspectKey Aspect,
    string Label,
    string? Place,
    string PlaceKey,
    AnswerState State,
    AccountView? Displayed,
    DecidedBy? DecidedBy,
    ValueSources? Sources,
    IReadOnlyList<AccountView> Agreeing,
    IReadOnlyList<CompetingAccount> Competing,
    IReadOnlyList<AccountView> Possible,
    IReadOnlyList<AccountView> Ended,
    IReadOnlyList<AccountView> Withdrawn)
{
    internal static QuestionView NotStated(Aspect aspect, string placeKey, string? place) =>
        new(aspect.Key, aspect.Label, place, placeKey, AnswerState.NotStated, null, null, null, [], [], [], [], []);

    internal static QuestionView Of(Question question, Knowledge knowledge, DateTimeOffset eventTime)
    {
        var first = question.Listed.MinBy(one => (one.Place.Tell(), one.Fact.Id))!; // A question is shown where something of it is listed.
        var accounts = question.Accounts;
        return new QuestionView(
            first.Aspect.Key,
            first.Aspect.Label,
            first.Place.Tell(),
            first.Place.Key(),
            AnswerStates.Of(accounts),
            accounts.Displayed is { } displayed ? View(displayed.Representative) : null,
            accounts.DecidedBy,
            accounts.Displayed is { } value ? ValueSources.Of(value.Statements, knowledge) : null,
            [.. accounts.Displayed?.Statements.Skip(1).Select(View) ?? []],
            [.. accounts.Others.Select(other => CompetingAccount.Of(other, accounts.Displayed, View, knowledge))],
            [.. question.Possible.Select(View)],
            [.. question.Ended.Select(View)],
            [.. question.Withdrawn.Select(View)]);

        AccountView View(Statement statement) => AccountView.Of(statement, knowledge, eventTime);
    }

    /// <summary>All claims that it shows.</summary>
    internal IEnumerable<AccountView> Claims() =>
        Competing.SelectMany(one => one.Agreeing.Prepend(one.Account)).Concat(Agreeing).Concat(Possible).Concat(Ended).Concat(Withdrawn).Concat(Displayed is null ? [] : [Displayed]);
}

/// <summary>An account that is not the displayed one.</summary>
/// <param name="Account">Its representative.</param>
/// <param name="Agreeing">Further facts that state the same value.</param>
/// <param name="IsCompatible">Whether both this and the displayed one can be true: intervals meet, codes are equal.</param>
/// <param name="Sources">On how many sources it rests.</param>
public sealed record CompetingAccount(AccountView Account, IReadOnlyList<AccountView> Agreeing, bool IsCompatible, ValueSources Sources)
{
    internal static CompetingAccount Of(Account account, Account? displayed, Func<Statement, AccountView> view, Knowledge knowledge) => new(
        view(account.Representative),
        [.. account.Statements.Skip(1).Select(view)],
        displayed is not null && account.Value.IsCompatibleWith(displayed.Value),
        ValueSources.Of(account.Statements, knowledge));
}

/// <summary>Something that somebody declined to say, withheld, or denied.</summary>
/// <param name="Aspect">What it is about.</param>
/// <param name="Account">The claim.</param>
public sealed record AspectAccount(AspectKey Aspect, AccountView Account);
