using System.Collections.Concurrent;

namespace IncidentTimeline.EventLog;

/// <summary>Where the followers of this process are. Safe for concurrent use.</summary>
internal sealed class Followers
{
    private readonly ConcurrentDictionary<Follower, bool> _all = new();

    public int Count => _all.Count;

    /// <summary>Where the one furthest behind is; null when there is none.</summary>
    public LogPosition? Oldest => _all.Keys.Select(follower => (long?)follower.Taken).Min() is { } taken ? new LogPosition(taken) : null;

    public Follower Add(LogPosition after)
    {
        var follower = new Follower(this, after);
        _all[follower] = true;
        return follower;
    }

    /// <summary>One follower, until it is disposed of.</summary>
    internal sealed class Follower(Followers all, LogPosition after) : IDisposable
    {
        private long _taken = after.Value;

        public long Taken => Volatile.Read(ref _taken);

        /// <summary>It came back for more, so it has taken all up to here.</summary>
        public void Took(LogPosition position) => Volatile.Write(ref _taken, position.Value);

        public void Dispose() => all._all.TryRemove(this, out _);
    }
}
