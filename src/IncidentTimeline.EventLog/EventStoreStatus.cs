namespace IncidentTimeline.EventLog;

/// <summary>What a store knows of itself and its log without asking the database.</summary>
/// <param name="Head">The last position seen; null until something was.</param>
/// <param name="ReadAge">Since the reader that all followers share last read the log, which it does at least each <see cref="EventStoreOptions.PollInterval"/>; null before its first, and without followers.</param>
/// <param name="AppendsWaiting">Accepted, not written yet.</param>
/// <param name="BytesWaiting">Of those.</param>
/// <param name="AppendFailure">Why the last append, or the last attempt to see whether appending works again, failed; null while appending works.</param>
/// <param name="CatchUpReadsWaiting">Followers that wait to read the database.</param>
/// <param name="IsReplica">Whether the database is a standby: what is recorded elsewhere is read from it, and nothing can be recorded.</param>
/// <param name="IsRewound">Whether the log has turned out to be another than the one that was read (<see cref="EventStore.Rewound"/>).</param>
public sealed record EventStoreStatus(
    LogPosition? Head, TimeSpan? ReadAge, int AppendsWaiting, long BytesWaiting, AppendFailure? AppendFailure, int CatchUpReadsWaiting, bool IsReplica, bool IsRewound);

/// <summary>Why appending fails.</summary>
/// <param name="SqlState">What PostgreSQL answered, such as 53100 for a full disk; null where it did not answer.</param>
/// <param name="Duration">Since the first failure after the last success.</param>
public sealed record AppendFailure(string? SqlState, TimeSpan Duration);
