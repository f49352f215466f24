namespace IncidentTimeline.EventLog;

/// <summary>What a log says of its history at one moment: by it a follower finds out whether this is the log that it followed (ADR 0016).</summary>
/// <param name="Head">The position of the last event.</param>
/// <param name="IsReplica">Whether the database is a standby, which may be behind its primary.</param>
/// <param name="Epochs">In their order; none before the first append.</param>
public sealed record LogHistory(LogPosition Head, bool IsReplica, IReadOnlyList<LogEpoch> Epochs)
{
    /// <summary>The epoch in which the event at a position was recorded; what is before every event is in the first.</summary>
    public LogEpoch? Of(LogPosition position) => Epochs.LastOrDefault(epoch => epoch.After < position) ?? (Epochs is [var first, ..] ? first : null);

    /// <summary>Up to where whoever was told of an epoch holds what this log holds: to where the next one began. Null where this log never was in that epoch.</summary>
    public LogPosition? EndOf(Guid epoch)
    {
        for (var i = 0; i < Epochs.Count; i++)
        {
            if (Epochs[i].Id == epoch)
            {
                return i + 1 < Epochs.Count ? Epochs[i + 1].After : LogPosition.End;
            }
        }

        return null;
    }
}
