namespace IncidentTimeline.Client;

/// <summary>How far a follower got, kept beside it: where it goes on after its end, whatever that was.</summary>
public interface ICheckpoint
{
    /// <summary>The position that was reached; 0 where there is none yet.</summary>
    Task<long> ReadAsync(CancellationToken cancellationToken);

    /// <summary>All events up to this position were taken, or left out by the filter.</summary>
    Task MoveAsync(long position, CancellationToken cancellationToken);

    /// <summary>
    /// The epoch of the log in which the position was reached; null where none is kept. With it the service tells a follower of a log that was restored, or failed
    /// over, without the last events that it took; without it, only for as long as the log is shorter.
    /// </summary>
    Task<string?> ReadEpochAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>As above, and keeps the epoch in which it was reached, the two together or not at all.</summary>
    Task MoveAsync(long position, string? epoch, CancellationToken cancellationToken) => MoveAsync(position, cancellationToken);
}
