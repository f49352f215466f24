namespace IncidentTimeline.Pictures;

/// <summary>The three cut points of a question, as resolved; every reply echoes them (SEMANTICS, "Three cut points"). Boundaries are inclusive.</summary>
/// <param name="KnownAt">K: what the log held up to this position.</param>
/// <param name="PublishedBy">P: what sources had published by then; missing for no filter.</param>
/// <param name="EventTime">T: what is said of the world at that time.</param>
public sealed record AsOf(Position KnownAt, DateTimeOffset? PublishedBy, DateTimeOffset EventTime);
