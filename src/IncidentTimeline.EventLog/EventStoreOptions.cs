using System.Diagnostics.Metrics;

namespace IncidentTimeline.EventLog;

/// <summary>Bounds of one <see cref="EventStore"/>. The defaults suit a service that shares its machine.</summary>
public sealed record EventStoreOptions
{
    /// <summary>Appends that may wait for the appender; one more is answered <see cref="AppendResult.Busy"/>. At 5,000 appends a second it is under a second of waiting.</summary>
    public int AppendsWaitingMax { get; init; } = 4_096;

    /// <summary>Bytes that waiting appends may hold together; beyond it, <see cref="AppendResult.Busy"/>. A count alone would not bound the memory.</summary>
    public long BytesWaitingMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long an append may wait for its turn; one that waited longer is answered <see cref="AppendResult.Busy"/>, unsent. It bounds a caller's patience where the database is slow.</summary>
    public TimeSpan WaitingMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the database may take to write a group, in whole seconds: fifty times what the largest append takes. Beyond it the outcome is unknown to the callers.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Events written in one group. More would make the first of them wait for the last.</summary>
    public int GroupEventsMax { get; init; } = 1_000;

    /// <summary>Bytes written in one group, unless a single append is larger.</summary>
    public long GroupBytesMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>Events read from the database at a time. Each page is held in memory, and no connection is held between pages.</summary>
    public int PageEventsMax { get; init; } = 256;

    /// <summary>Events of the recent tail kept in memory for followers.</summary>
    public int TailEventsMax { get; init; } = 4_096;

    /// <summary>Bytes of the recent tail kept in memory for followers.</summary>
    public long TailBytesMax { get; init; } = 32 * 1024 * 1024;

    /// <summary>How long the follower's reader waits for a notification before it looks anyway: the bound on the delay when one is lost.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The same on a standby, which notifies nobody: how often it is asked for what is new, and whether it still is one.</summary>
    public TimeSpan ReplicaPollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Followers that may read the database at once to catch up; the others wait. It keeps the pool's connections for the rest of the service.</summary>
    public int CatchUpReadsMax { get; init; } = 4;

    /// <summary>Longest pause between attempts while the database is away; the first is <see cref="RetryDelayMin"/> and each doubles.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>While appending fails and nobody appends: how often it is tried whether it would work again.</summary>
    public TimeSpan RehearsalInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Who makes the store's meter, so that a host's numbers are its own; null: the store itself.</summary>
    public IMeterFactory? Meters { get; init; }

    /// <summary>First pause after the database went away.</summary>
    public TimeSpan RetryDelayMin { get; init; } = TimeSpan.FromMilliseconds(50);
}
