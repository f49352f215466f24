namespace IncidentTimeline.EventLog;

/// <summary>
/// What this process has seen of the head of the log, and when: so that lag and age are known without asking the database, which
/// may not answer. Safe for concurrent use.
/// </summary>
internal sealed class SeenHead(TimeProvider time)
{
    /// <summary>Growths of the head that are told apart, at most one each <see cref="GrowthInterval"/>: a delay beyond ten minutes of growth is told as ten minutes.</summary>
    private const int GrowthsMax = 600;

    private static readonly TimeSpan GrowthInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<(long From, long Timestamp)> _growths = new();
    private long? _head;
    private long? _readAt;
    private long _lastGrowthAt;

    /// <summary>Null until something was seen.</summary>
    public LogPosition? Head
    {
        get
        {
            lock (_lock)
            {
                return _head is { } head ? new LogPosition(head) : null;
            }
        }
    }

    /// <summary>Since the follower's reader last read the log; null before its first.</summary>
    public TimeSpan? ReadAge
    {
        get
        {
            lock (_lock)
            {
                return _readAt is { } readAt ? time.GetElapsedTime(readAt) : null;
            }
        }
    }

    /// <summary>The log holds at least this.</summary>
    public void Saw(LogPosition position)
    {
        lock (_lock)
        {
            if (position.Value > (_head ?? -1))
            {
                Grow(position.Value);
            }
        }
    }

    /// <summary>The follower's reader has read the log, and this was its end.</summary>
    public void Read(LogPosition head)
    {
        lock (_lock)
        {
            _readAt = time.GetTimestamp();
        }

        Saw(head);
    }

    /// <summary>How far one who is at a position is behind; null while the head is not known.</summary>
    public LogLag? LagAt(LogPosition position)
    {
        lock (_lock)
        {
            return _head is not { } head ? null
                : position.Value >= head ? default(LogLag)
                : new LogLag(head - position.Value, time.GetElapsedTime(GrewBeyond(position.Value)));
        }
    }

    // When the head first went beyond a position, or the earliest time that is still known. Never later than it was, and at most one interval earlier.
    private long GrewBeyond(long position)
    {
        var timestamp = _growths.Peek().Timestamp;
        foreach (var growth in _growths)
        {
            if (growth.From > position)
            {
                break;
            }

            timestamp = growth.Timestamp;
        }

        return timestamp;
    }

    private void Grow(long head)
    {
        var now = time.GetTimestamp();
        if (_growths.Count == 0 || time.GetElapsedTime(_lastGrowthAt, now) >= GrowthInterval)
        {
            if (_growths.Count == GrowthsMax)
            {
                _growths.Dequeue();
            }

            _growths.Enqueue((_head ?? 0, now));
            _lastGrowthAt = now;
        }

        _head = head;
    }
}
