using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;

namespace IncidentTimeline.Changes;

/// <summary>One event's change of one question's answer. The sequence of them, from the first event on, leads to the picture.</summary>
/// <param name="Position">The event's place in the log.</param>
/// <param name="RecordedAt">When the log recorded it.</param>
/// <param name="EventTime">The event time at which the answer before it and the answer after it are given.</param>
/// <param name="Incident">The incident.</param>
/// <param name="Aspect">The aspect's key.</param>
/// <param name="Label">The question in words.</param>
/// <param name="Place">Where, in words.</param>
/// <param name="PlaceKey">What tells two places apart.</param>
/// <param name="Region">The ISO 3166 area under which it stands.</param>
/// <param name="Change">What changed.</param>
/// <param name="From">The answer just before the event.</param>
/// <param name="To">The answer just after it.</param>
/// <param name="Cause">The event.</param>
public sealed record PictureChange(
    Position Position,
    DateTimeOffset RecordedAt,
    DateTimeOffset EventTime,
    IncidentId Incident,
    AspectKey Aspect,
    string Label,
    string Place,
    string PlaceKey,
    RegionCode Region,
    ChangeKind Change,
    Answered From,
    Answered To,
    ChangeCause Cause);

/// <summary>Which answers changed by one event of the log.</summary>
public static class PictureChanges
{
    /// <summary>The changes by a fact.</summary>
    /// <param name="ledger">What the log holds up to the fact about the questions it can touch; more does no harm.</param>
    /// <param name="fact">The fact, which is in the ledger.</param>
    /// <param name="publishedBy">Only what sources had published by then; missing for no filter.</param>
    /// <param name="eventTime">The event time of both answers; missing for the time of recording.</param>
    public static IReadOnlyList<PictureChange> Of(Ledger ledger, RecordedFact fact, DateTimeOffset? publishedBy, DateTimeOffset? eventTime)
    {
        var (before, after) = Around(ledger, fact.Position, publishedBy, eventTime ?? fact.RecordedAt);
        return Compare(before, after, new TouchedQuestions(before.Knowledge, after.Knowledge).By(fact), ChangeCause.Of(fact, after.Knowledge));
    }

    /// <summary>The changes by a desk decision; otherwise as for a fact.</summary>
    public static IReadOnlyList<PictureChange> Of(Ledger ledger, RecordedDecision decision, DateTimeOffset? publishedBy, DateTimeOffset? eventTime)
    {
        var (before, after) = Around(ledger, decision.Position, publishedBy, eventTime ?? decision.RecordedAt);
        return Compare(before, after, new TouchedQuestions(before.Knowledge, after.Knowledge).By(decision), ChangeCause.Of(decision));
    }

    private static (Moment Before, Moment After) Around(Ledger ledger, Position position, DateTimeOffset? publishedBy, DateTimeOffset eventTime) => (
        new Moment(Knowledge.At(ledger, new Position(position.Value - 1), publishedBy), eventTime),
        new Moment(Knowledge.At(ledger, position, publishedBy), eventTime));

    private static IReadOnlyList<PictureChange> Compare(Moment before, Moment after, HashSet<QuestionKey> touched, ChangeCause cause)
    {
        var comparison = new QuestionComparison(before, after);
        return
        [
            .. touched.Select(comparison.Change).OfType<QuestionChange>()
                .OrderBy(one => one.Change).ThenBy(one => one.Incident).ThenBy(one => one.Aspect).ThenBy(one => one.PlaceKey, StringComparer.Ordinal)
                .Select(one => new PictureChange(
                    cause.Position, cause.RecordedAt, after.EventTime, one.Incident, one.Aspect, one.Label, one.Place, one.PlaceKey, one.Region, one.Change, one.From, one.To, cause)),
        ];
    }
}
