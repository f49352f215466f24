using IncidentTimeline.EventLog;

namespace IncidentTimeline.Tests.EventLog.Appending;

/// <summary>The log's promise in memory: appends judged one after the other.</summary>
internal sealed class AppendModel(LogPosition head)
{
    private readonly Dictionary<Guid, (string Stream, NewEvent Event, long Position, long Version)> _recorded = [];
    private readonly Dictionary<string, long> _versions = [];
    private long _head = head.Value;

    public AppendResult Append(string stream, ExpectedVersion expected, IReadOnlyList<NewEvent> events)
    {
        if (JudgeIds(stream, events) is { } known)
        {
            return known;
        }

        var version = _versions.GetValueOrDefault(stream);
        var holds = expected switch
        {
            ExpectedVersion.AnyVersion => true,
            ExpectedVersion.NoSuchStream => version == 0,
            ExpectedVersion.ExactVersion exact => version == exact.Version.Value,
            _ => false,
        };
        if (!holds)
        {
            return new AppendResult.VersionConflict(new(version));
        }

        var first = _head + 1;
        foreach (var newEvent in events)
        {
            _recorded.Add(newEvent.EventId, (stream, newEvent, ++_head, ++version));
        }

        _versions[stream] = version;
        return new AppendResult.Appended(new(first), new(_head), new(version));
    }

    private AppendResult? JudgeIds(string stream, IReadOnlyList<NewEvent> events)
    {
        var known = events.Where(newEvent => _recorded.ContainsKey(newEvent.EventId)).ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var first = _recorded[known[0].EventId];
        var other = known.FirstOrDefault(newEvent => !IsSame(stream, newEvent));
        var isInARow = events.Select((newEvent, n) => _recorded.TryGetValue(newEvent.EventId, out var before) && before.Position == first.Position + n).All(yes => yes);
        if (other is null && isInARow)
        {
            var last = _recorded[events[^1].EventId];
            return new AppendResult.AlreadyAppended(new(first.Position), new(last.Position), new(last.Version));
        }

        var culprit = (other ?? known[0]).EventId;
        return new AppendResult.EventIdConflict(culprit, new(_recorded[culprit].Position));
    }

    private bool IsSame(string stream, NewEvent newEvent)
    {
        var before = _recorded[newEvent.EventId];
        return before.Stream == stream
            && before.Event.Type == newEvent.Type
            && before.Event.SchemaVersion == newEvent.SchemaVersion
            && before.Event.Data.Span.SequenceEqual(newEvent.Data.Span);
    }
}
