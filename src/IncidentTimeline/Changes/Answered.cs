using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;

namespace IncidentTimeline.Changes;

/// <summary>Names one question: an aspect of an incident at a place.</summary>
/// <param name="Incident">The incident, after merges.</param>
/// <param name="Aspect">The aspect's key.</param>
/// <param name="Place">What tells the place from others.</param>
public readonly record struct QuestionKey(IncidentId Incident, AspectKey Aspect, string Place)
{
    public static QuestionKey Of(Statement statement) => new(statement.Incident, statement.Aspect.Key, statement.PlaceKey);
}

/// <summary>What is said of a question at one moment, in short: enough to tell whether it changed, and to follow a picture without asking for it again.</summary>
/// <param name="State">What the answer is.</param>
/// <param name="Displayed">The account in force; missing where there is none.</param>
/// <param name="Competing">The other accounts, best first; all of them where it is contested.</param>
/// <param name="Gaps">The facts by which somebody declined to say, or withheld it.</param>
/// <param name="Denials">The facts that deny without a value.</param>
public sealed record Answered(
    AnswerState State, AccountInShort? Displayed, IReadOnlyList<AccountInShort> Competing, IReadOnlyList<FactId> Gaps, IReadOnlyList<FactId> Denials)
{
    public static readonly Answered NotStated = new(AnswerState.NotStated, null, [], [], []);

    internal static Answered At(IReadOnlyCollection<Statement> statements, DateTimeOffset eventTime, DecisionsInForce decisions)
    {
        if (statements.Count == 0)
        {
            return NotStated;
        }

        var question = Question.At(statements, eventTime, decisions);
        return new Answered(
            AnswerStates.Of(question.Accounts),
            question.Accounts.Displayed is { } displayed ? AccountInShort.Of(displayed) : null,
            [.. question.Accounts.Others.Select(AccountInShort.Of)],
            FactsOf(question.Gaps, eventTime),
            FactsOf(question.Denials, eventTime));
    }

    // As the picture has it, which lists nothing that surely comes later.
    private static List<FactId> FactsOf(IEnumerable<Statement> statements, DateTimeOffset eventTime) =>
        [.. statements.Where(one => !one.Fact.Bounds.IsAbsentAt(eventTime)).Select(one => one.Fact.Id)];

    public bool Equals(Answered? other) =>
        other is not null && State == other.State && Displayed == other.Displayed
        && Competing.SequenceEqual(other.Competing) && Gaps.SequenceEqual(other.Gaps) && Denials.SequenceEqual(other.Denials);

    public override int GetHashCode() => HashCode.Combine(State, Displayed, Competing.Count, Gaps.Count, Denials.Count);
}

/// <summary>One value and the facts that state it.</summary>
/// <param name="Fact">The fact that represents it.</param>
/// <param name="Value">The value as data.</param>
/// <param name="Text">The value in words.</param>
/// <param name="Agreeing">Further facts that state it, best first.</param>
public sealed record AccountInShort(FactId Fact, AspectValue Value, string Text, IReadOnlyList<FactId> Agreeing)
{
    internal static AccountInShort Of(Account account) =>
        new(account.Representative.Fact.Id, account.Value, account.Value.Text, [.. account.Statements.Skip(1).Select(one => one.Fact.Id)]);

    // By the words too: equal numbers may be told in other words.
    public bool Equals(AccountInShort? other) =>
        other is not null && Fact == other.Fact && Value.Equals(other.Value) && Text == other.Text && Agreeing.SequenceEqual(other.Agreeing);

    public override int GetHashCode() => HashCode.Combine(Fact, Value, Agreeing.Count);
}
