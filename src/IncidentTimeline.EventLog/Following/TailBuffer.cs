namespace IncidentTimeline.EventLog;

/// <summary>The most recent events, in a ring bounded by count and bytes. Safe for one writer and many readers.</summary>
internal sealed class TailBuffer(LogPosition head, int eventsMax, long bytesMax)
{
    private readonly RecordedEvent?[] _ring = new RecordedEvent?[eventsMax];
    private readonly Lock _lock = new();
    private long _first = head.Value + 1;
    private long _head = head.Value;
    private long _bytes;

    /// <summary>The last position that was read from the log.</summary>
    public LogPosition Head
    {
        get
        {
            lock (_lock)
            {
                return new(_head);
            }
        }
    }

    public void Add(IReadOnlyList<RecordedEvent> events)
    {
        lock (_lock)
        {
            foreach (var recorded in events)
            {
                DropWhileFull(Bytes(recorded));
                _head = recorded.Position.Value;
                _ring[_head % eventsMax] = recorded;
                _bytes += Bytes(recorded);
            }
        }
    }

    /// <summary>The events after a position, oldest first, at most <paramref name="countMax"/>; null if some of them are no longer here.</summary>
    public IReadOnlyList<RecordedEvent>? After(LogPosition after, int countMax)
    {
        lock (_lock)
        {
            if (after.Value >= _head)
            {
                return [];
            }

            if (after.Value + 1 < _first)
            {
                return null;
            }

            var events = new RecordedEvent[Math.Min(_head - after.Value, countMax)];
            for (var i = 0; i < events.Length; i++)
            {
                // Every slot from _first to _head is filled.
                events[i] = _ring[(after.Value + 1 + i) % eventsMax]!;
            }

            return events;
        }
    }

    private void DropWhileFull(long bytesComing)
    {
        while (_first <= _head && (_head - _first + 1 >= eventsMax || _bytes + bytesComing > bytesMax))
        {
            var slot = _first++ % eventsMax;
            _bytes -= Bytes(_ring[slot]!); // Filled: it is between _first and _head.
            _ring[slot] = null;
        }
    }

    private static long Bytes(RecordedEvent recorded) => (long)recorded.Data.Length + recorded.Metadata.Length;
}
