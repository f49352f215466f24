namespace IncidentTimeline.Client;

/// <summary>How far a follower got, kept beside it: where it goes on after its end, whatever that was.</summary>
public interface ICheckpoint
{
    /// <summary>The position that was reached; 0 where there is none yet.</summary>
    Task<long> ReadAsync(CancellationToken cancellationToken);

    /// <summary>All events up to this position were taken, or left out by the filter.</summary>
    Task MoveAsync(long position, CancellationToken cancellationToken);
}
