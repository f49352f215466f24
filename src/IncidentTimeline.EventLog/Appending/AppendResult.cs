namespace IncidentTimeline.EventLog;

/// <summary>
/// The verdict on one append. It is judged in this order: limits, event ids, condition, expected version. So a retry after a lost reply
/// answers <see cref="AlreadyAppended"/>, though the stream has long passed the expected version: because of this very append.
/// </summary>
public abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>Recorded, durably. <paramref name="Version"/> is that of the last event.</summary>
    public sealed record Appended(LogPosition First, LogPosition Last, StreamVersion Version) : AppendResult;

    /// <summary>
    /// This very append was recorded before: same ids in the same order, same stream, types, schema versions and data (metadata is
    /// not compared). The positions and the version are those it has had since.
    /// </summary>
    public sealed record AlreadyAppended(LogPosition First, LogPosition Last, StreamVersion Version) : AppendResult;

    /// <summary>The stream is not at the expected version but at <paramref name="Actual"/>. Nothing was recorded.</summary>
    public sealed record VersionConflict(StreamVersion Actual) : AppendResult;

    /// <summary>
    /// <paramref name="EventId"/> is taken by the event at <paramref name="Position"/>, and this append is not a retry of that one:
    /// content, stream, order or companions differ. An append of which only some ids are known is such a conflict, too. Nothing was recorded.
    /// </summary>
    public sealed record EventIdConflict(Guid EventId, LogPosition Position) : AppendResult;

    /// <summary>Something that the append's <see cref="AppendCondition"/> rules out was recorded, last at <paramref name="By"/>. Nothing was recorded; read up to there and decide anew.</summary>
    public sealed record Overtaken(LogPosition By) : AppendResult;

    /// <summary>Too many appends were waiting already, or this one for too long. Nothing was recorded; try again in a moment.</summary>
    public sealed record Busy : AppendResult;

    /// <summary>The append breaks a limit of the log and always will. <paramref name="Code"/> is stable, <paramref name="Detail"/> is for people.</summary>
    public sealed record Refused(string Code, string Detail) : AppendResult;
}
