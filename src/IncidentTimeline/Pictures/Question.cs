using IncidentTimeline.Facts;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Pictures;

/// <summary>One question — an aspect of an incident at a place — with what is said of it at an event time T (SEMANTICS 9–13).</summary>
public sealed class Question
{
    private Question(IReadOnlyCollection<Statement> statements, DateTimeOffset eventTime, DecisionsInForce decisions)
    {
        // In one pass and by lists: nearly all questions have one statement or two, and a picture has hundreds of questions.
        List<Statement> gaps = [], denials = [], valued = [];
        foreach (var one in statements.Where(one => one.Stands))
        {
            (one.Value switch { AspectValue.Silence => gaps, AspectValue.Denial => denials, _ => valued }).Add(one);
        }

        var isState = statements.Any(one => one.Aspect.Kind == TemporalKind.State);
        var held = valued.FindAll(one => one.Fact.Bounds.HoldsAt(eventTime));
        var latest = isState ? LatestOfEachVoice(held) : held;
        var holding = latest.FindAll(one => !IsOver(one));
        var undated = valued.FindAll(one => one.Fact.Bounds.IsUndated && !IsOver(one));
        var possible = valued.FindAll(one => one.Fact.Bounds.IsPossibleAt(eventTime) && !IsOver(one));

        // A possible later state replaces nothing: it is listed, and ranks only where nobody states a value that holds.
        var ranksPossible = !isState || holding.TrueForAll(one => one.Value is AspectValue.NoneReported);
        Accounts = Ranking.Rank([.. holding, .. undated, .. ranksPossible ? possible : []], decisions);
        var followed = latest.Count < held.Count ? held.Except(latest).ToHashSet() : [];
        Gaps = InStableOrder(gaps);
        Denials = InStableOrder(denials);
        Possible = InStableOrder(possible);
        Developments = InOrderOfTime(valued.FindAll(one => followed.Contains(one) || (IsOver(one) && !one.Fact.Bounds.IsAbsentAt(eventTime))));
        Ended = [.. Developments.Where(one => !followed.Contains(one))];
        Withdrawn = InStableOrder([.. statements.Where(one => one.Standing == Standing.Withdrawn && !(isState && IsFollowed(one, latest)))]);

        bool IsOver(Statement one) => isState && one.Fact.Coding.EventTime?.Until < eventTime;
    }

    public static Question At(IReadOnlyCollection<Statement> statements, DateTimeOffset eventTime, DecisionsInForce decisions) =>
        new(statements, eventTime, decisions);

    public RankedAccounts Accounts { get; }

    /// <summary>Comments declined and information withheld.</summary>
    public IReadOnlyList<Statement> Gaps { get; }

    /// <summary>Denials that put no value of their own in the place of what they deny.</summary>
    public IReadOnlyList<Statement> Denials { get; }

    /// <summary>What may hold by T, or may not yet.</summary>
    public IReadOnlyList<Statement> Possible { get; }

    /// <summary>Earlier states that the same voice has gone on from, and states whose stated end is past. The way here, which timeline and reporting history tell; a picture lists <see cref="Ended"/> alone.</summary>
    public IReadOnlyList<Statement> Developments { get; }

    /// <summary>States whose stated end is past and that their voice has not gone on from.</summary>
    public IReadOnlyList<Statement> Ended { get; }

    /// <summary>What its own source took back, but for states that it has since gone on from.</summary>
    public IReadOnlyList<Statement> Withdrawn { get; }

    /// <summary>All that a picture lists of it, in no order.</summary>
    internal IEnumerable<Statement> Listed =>
        Accounts.Others.Append(Accounts.Displayed).OfType<Account>().SelectMany(one => one.Statements).Concat(Possible).Concat(Ended).Concat(Withdrawn);

    /// <summary>Of the states that hold, those that no later one of their voice has followed. "None reported" follows no value: that nothing is reported ends nothing (SEMANTICS 11).</summary>
    internal static List<Statement> LatestOfEachVoice(List<Statement> held)
    {
        if (held.Count < 2)
        {
            return held;
        }

        var latest = new Dictionary<(Voice Voice, bool IsValued), DateTimeOffset>();
        foreach (var one in held)
        {
            var voice = (one.Fact.Voice, one.Value is not AspectValue.NoneReported);
            latest[voice] = latest.TryGetValue(voice, out var known) && known > LatestOf(one) ? known : LatestOf(one);
        }

        return
        [
            .. from one in held
               let isValued = one.Value is not AspectValue.NoneReported
               where LatestOf(one) == latest[(one.Fact.Voice, isValued)]
                   && (isValued || !latest.TryGetValue((one.Fact.Voice, true), out var valued) || valued <= LatestOf(one))
               select one,
        ];
    }

    // The same voice's later word on the same question, value after value and "none reported" after "none reported".
    private static bool IsFollowed(Statement withdrawn, List<Statement> latest) =>
        withdrawn.Value is not (AspectValue.Silence or AspectValue.Denial)
        && latest.Exists(one => one.Fact.Voice == withdrawn.Fact.Voice && one.Value is AspectValue.NoneReported == withdrawn.Value is AspectValue.NoneReported && LatestOf(one) > LatestOf(withdrawn));

    private static DateTimeOffset LatestOf(Statement statement) => statement.Fact.Bounds.Latest ?? DateTimeOffset.MaxValue;

    private static List<Statement> InOrderOfTime(List<Statement> statements) =>
        statements.Count < 2 ? statements : [.. statements.OrderBy(one => one.Fact.Bounds.Latest).ThenBy(one => one.Fact.Id)];

    // By voice and id, never by position: the order of recording never changes a picture.
    private static List<Statement> InStableOrder(List<Statement> statements) =>
        statements.Count < 2 ? statements : [.. statements.OrderBy(one => one.Fact.Voice).ThenBy(one => one.Fact.Id)];
}
