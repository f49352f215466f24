namespace IncidentTimeline.Server.Events;

/// <summary>The most recent events that are ready to be sent, in a ring bounded by count and bytes. Safe for one writer and many readers.</summary>
internal sealed class RecentEvents(long head, int eventsMax, long bytesMax)
{
    private readonly FeedEvent?[] _ring = new FeedEvent?[eventsMax];
    private readonly Lock _lock = new();
    private long _first = head + 1;
    private long _head = head;
    private long _bytes;
    private (long After, long Head, int CountMax, FeedEvent[] Events) _asked;

    /// <summary>The position of the last that was added.</summary>
    public long Head
    {
        get
        {
            lock (_lock)
            {
                return _head;
            }
        }
    }

    public void Add(IReadOnlyList<FeedEvent> events)
    {
        lock (_lock)
        {
            foreach (var added in events)
            {
                while (_first <= _head && (_head - _first + 1 >= eventsMax || _bytes + added.Json.Length > bytesMax))
                {
                    ref var oldest = ref _ring[_first++ % eventsMax];
                    _bytes -= oldest!.Json.Length; // Filled: it is between _first and _head.
                    oldest = null;
                }

                _ring[added.Position % eventsMax] = added;
                _head = added.Position;
                _bytes += added.Json.Length;
            }
        }
    }

    /// <summary>The events after a position, oldest first, at most so many; null if some of them are no longer here.</summary>
    public FeedEvent[]? After(long after, int countMax)
    {
        lock (_lock)
        {
            if (after >= _head)
            {
                return [];
            }

            if (after + 1 < _first)
            {
                return null;
            }

            // A thousand followers ask for the same.
            if (_asked.Events is { } asked && (_asked.After, _asked.Head, _asked.CountMax) == (after, _head, countMax))
            {
                return asked;
            }

            var events = new FeedEvent[Math.Min(_head - after, countMax)];
            for (var i = 0; i < events.Length; i++)
            {
                events[i] = _ring[(after + 1 + i) % eventsMax]!; // Every place from _first to _head is filled.
            }

            _asked = (after, _head, countMax, events);
            return events;
        }
    }
}
