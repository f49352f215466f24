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
/// <param name="MoreOfEvent">How many further changes by the same event follow: who keeps a position to go on from keeps it after the last.</param>
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
    ChangeCause Cause,
    int MoreOfEvent);

/// <summary>Which changes somebody follows.</summary>
/// <param name="Region">On this ISO 3166 area and all inside it; missing for everywhere.</param>
/// <param name="Incident">Of this incident, and of the one it was merged into; missing for all.</param>
/// <param name="WithContext">Of context incidents, too.</param>
/// <param name="PublishedBy">Only what sources had published by then; missing for no filter.</param>
/// <param name="EventTime">The event time of the answers; missing for the time of each event's recording.</param>
public sealed record ChangeFilter(
    RegionCode? Region = null, IncidentId? Incident = null, bool WithContext = false, DateTimeOffset? PublishedBy = null, DateTimeOffset? EventTime = null)
{
    internal bool Shows(QuestionChange change, Knowledge knowledge) =>
        (Region is not { } region || Regions.Ancestry(change.Region).Contains(region))
        && (Incident is not { } incident || change.Incident == incident || change.Incident == knowledge.Resolve(incident))
        && (WithContext || knowledge.Incidents.GetValueOrDefault(change.Incident)?.Kind != IncidentKind.Context);
}

/// <summary>An event, with what the log holds up to it about the questions it can touch; more does no harm.</summary>
/// <param name="Event">The event's position; it is one of the facts or of the decisions.</param>
/// <param name="Facts">In log order.</param>
/// <param name="Decisions">In log order.</param>
public sealed record EventSurroundings(Position Event, IReadOnlyList<RecordedFact> Facts, IReadOnlyList<RecordedDecision> Decisions)
{
    internal Knowledge KnownBefore(DateTimeOffset? publishedBy) => Knowledge.At(Facts, Decisions, new Position(Event.Value - 1), publishedBy);

    internal Knowledge KnownAfter(DateTimeOffset? publishedBy) => Knowledge.At(Facts, Decisions, Event, publishedBy);
}

/// <summary>Which answers changed by one event of the log.</summary>
public static class PictureChanges
{
    public static IReadOnlyList<PictureChange> Of(EventSurroundings surroundings, ChangeFilter filter)
    {
        var (before, after) = (surroundings.KnownBefore(filter.PublishedBy), surroundings.KnownAfter(filter.PublishedBy));
        var touched = new TouchedQuestions(before, after);
        if (surroundings.Facts.LastOrDefault(one => one.Position == surroundings.Event) is { } fact)
        {
            return Compare(before, after, touched.By(fact), ChangeCause.Of(fact, after), filter);
        }

        return surroundings.Decisions.LastOrDefault(one => one.Position == surroundings.Event) is { } decision
            ? Compare(before, after, touched.By(decision), ChangeCause.Of(decision), filter)
            : throw new ArgumentException($"The event at {surroundings.Event} is not among them.", nameof(surroundings));
    }

    private static IReadOnlyList<PictureChange> Compare(Knowledge before, Knowledge after, HashSet<QuestionKey> touched, ChangeCause cause, ChangeFilter filter)
    {
        var eventTime = filter.EventTime ?? cause.RecordedAt;
        var comparison = new QuestionComparison(new Moment(before, eventTime), new Moment(after, eventTime));
        var changes = touched.Select(comparison.Change).OfType<QuestionChange>().Where(one => filter.Shows(one, after))
            .OrderBy(one => one.Change).ThenBy(one => one.Incident).ThenBy(one => one.Aspect).ThenBy(one => one.PlaceKey, StringComparer.Ordinal).ToList();
        return
        [
            .. changes.Select((one, index) => new PictureChange(
                cause.Position, cause.RecordedAt, eventTime, one.Incident, one.Aspect, one.Label, one.Place, one.PlaceKey, one.Region, one.Change, one.From, one.To, cause, changes.Count - 1 - index)),
        ];
    }
}
