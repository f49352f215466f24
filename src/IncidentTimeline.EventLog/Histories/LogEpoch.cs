namespace IncidentTimeline.EventLog;

/// <summary>A part of a log's history, from one failover or restore to the next.</summary>
/// <param name="Id">Random, and so the name of this one part of this one history.</param>
/// <param name="After">The last position that it found: the events behind it were recorded in it.</param>
/// <param name="BegunAt">By the database's clock.</param>
public sealed record LogEpoch(Guid Id, LogPosition After, DateTimeOffset BegunAt);
