namespace IncidentTimeline.EventLog;

/// <summary>How far behind the head a reader of the log is.</summary>
/// <param name="Events">Recorded and not taken yet.</param>
/// <param name="Duration">Since this process first knew of one of them, to about a second; beyond ten minutes of a growing log, ten minutes.</param>
public readonly record struct LogLag(long Events, TimeSpan Duration);
