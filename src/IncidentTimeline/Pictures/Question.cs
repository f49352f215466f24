using IncidentTimeline.Facts;

namespace IncidentTimeline.Pictures;

/// <summary>One question — an aspect of an incident at a place — with what is said of it at an event time T (SEMANTICS 9–13).</summary>
public sealed class Question
{
    private Question(IReadOnlyCollection<Statement> statements, DateTimeOffset eventTime, DecisionsInForce decisions)
    {
        var standing = statements.Where(one => one.Stands).ToList();
        Gaps = [.. InStableOrder(standing.Where(one => one.Value is AspectValue.Silence))];
        Denials = [.. InStableOrder(standing.Where(one => one.Value is AspectValue.Denial))];
        Withdrawn = [.. InStableOrder(statements.Where(one => one.Standing == Standing.Withdrawn))];

        var valued = standing.Where(one => one.Value is not (AspectValue.Silence or AspectValue.Denial)).ToList();
        var isState = statements.FirstOrDefault()?.Aspect.Kind == TemporalKind.State;
        var ended = isState ? valued.Where(one => one.Fact.Coding.EventTime?.Until < eventTime).ToList() : [];
        var undated = valued.Where(one => one.Fact.Bounds.IsUndated).Except(ended).ToList();
        var possible = valued.Where(one => one.Fact.Bounds.IsPossibleAt(eventTime)).Except(ended).ToList();
        var held = valued.Where(one => one.Fact.Bounds.HoldsAt(eventTime)).ToList();
        var holding = isState ? [.. LatestOfEachVoice(held).Except(ended)] : held;

        // A possible later state replaces nothing: it is listed, and ranks only where nobody states a value that holds.
        var ranksPossible = !isState || holding.TrueForAll(one => one.Value is AspectValue.NoneReported);
        Accounts = Ranking.Rank([.. holding, .. undated, .. ranksPossible ? possible : []], decisions);
        Possible = [.. InStableOrder(possible)];
        Developments = [.. held.Except(holding).Union(ended.Where(one => !one.Fact.Bounds.IsAbsentAt(eventTime))).OrderBy(one => one.Fact.Bounds.Latest).ThenBy(one => one.Fact.Id)];
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

    /// <summary>Earlier states that the same voice has gone on from, and states whose stated end is past.</summary>
    public IReadOnlyList<Statement> Developments { get; }

    /// <summary>What its own source took back.</summary>
    public IReadOnlyList<Statement> Withdrawn { get; }

    /// <summary>Of the states that hold, those that no later one of their voice has followed. "None reported" follows no value: that nothing is reported ends nothing (SEMANTICS 11).</summary>
    internal static IEnumerable<Statement> LatestOfEachVoice(IEnumerable<Statement> held) =>
        from voice in held.GroupBy(one => one.Fact.Voice)
        let latest = voice.Max(LatestOf)
        let latestValued = voice.Where(one => one.Value is not AspectValue.NoneReported).Select(LatestOf).DefaultIfEmpty().Max()
        from one in voice
        where LatestOf(one) == (one.Value is AspectValue.NoneReported ? latest : latestValued)
        select one;

    private static DateTimeOffset LatestOf(Statement statement) => statement.Fact.Bounds.Latest ?? DateTimeOffset.MaxValue;

    // By voice and id, never by position: the order of recording never changes a picture.
    private static IEnumerable<Statement> InStableOrder(IEnumerable<Statement> statements) =>
        statements.OrderBy(one => one.Fact.Voice).ThenBy(one => one.Fact.Id);
}
