namespace IncidentTimeline.EventLog;

/// <summary>
/// What a decision rests on beside its own stream: that nothing of these types was recorded, in any stream, after the position up to
/// which the decider has read. So decisions that may exclude each other without sharing a stream exclude each other in every process.
/// </summary>
/// <param name="ReadUpTo">The last position that the decider knew.</param>
/// <param name="Types">Types of events that could have changed the decision.</param>
public sealed record AppendCondition(LogPosition ReadUpTo, IReadOnlyList<string> Types);
