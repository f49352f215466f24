namespace IncidentTimeline.EventLog;

/// <summary>Which copies of a projection's tables there are beside those in use.</summary>
/// <param name="HasPrevious">Whether there are earlier ones to go back to.</param>
/// <param name="HasUnfinished">Whether a rebuild runs, was cut short, or found differences and left its tables.</param>
public sealed record ProjectionVersions(bool HasPrevious, bool HasUnfinished);
