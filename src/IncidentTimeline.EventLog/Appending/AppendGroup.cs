namespace IncidentTimeline.EventLog;

/// <summary>The appends that go to the database together, in the order they came.</summary>
internal sealed class AppendGroup(int eventsMax, long bytesMax)
{
    private readonly HashSet<Guid> _eventIds = [];
    private readonly List<PendingAppend> _appends = [];
    private long _bytes;

    public IReadOnlyList<PendingAppend> Appends => _appends;

    /// <summary>
    /// False if it must wait for the next group: this one is full, or one of its event ids is in here already. The database
    /// compares ids with what was recorded before the group; a retry that met its first attempt in one group would not be seen.
    /// An append with a condition goes alone, for it has a statement of its own. An empty group takes anything.
    /// </summary>
    public bool TryAdd(PendingAppend append)
    {
        if (_appends.Count > 0 && (IsFullFor(append) || append.Condition is not null || _appends[0].Condition is not null || append.Events.Any(newEvent => _eventIds.Contains(newEvent.EventId))))
        {
            return false;
        }

        foreach (var newEvent in append.Events)
        {
            _eventIds.Add(newEvent.EventId);
        }

        _appends.Add(append);
        _bytes += append.Bytes;
        return true;
    }

    public void Clear()
    {
        _eventIds.Clear();
        _appends.Clear();
        _bytes = 0;
    }

    private bool IsFullFor(PendingAppend append) =>
        _eventIds.Count + append.Events.Count > eventsMax || _bytes + append.Bytes > bytesMax;
}
