namespace IncidentTimeline.EventLog;

/// <summary>Pauses between attempts while the database is away: doubling, bounded. One per loop that retries.</summary>
internal sealed class Backoff(TimeSpan delayMin, TimeSpan delayMax, TimeProvider time)
{
    /// <summary>Trouble that lasts as long as this does not pass by itself: someone must look.</summary>
    private static readonly TimeSpan AlarmAfter = TimeSpan.FromMinutes(1);

    private TimeSpan? _next;
    private long _begun;
    private bool _wasAlarmed;

    /// <summary>Whether the last attempt failed.</summary>
    public bool IsInTrouble { get; private set; }

    /// <summary>True once in each trouble: when it has lasted for a minute.</summary>
    public bool IsAlarming()
    {
        if (!IsInTrouble || _wasAlarmed || time.GetElapsedTime(_begun) < AlarmAfter)
        {
            return false;
        }

        return _wasAlarmed = true;
    }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var delay = _next ?? delayMin;
        _begun = IsInTrouble ? _begun : time.GetTimestamp();
        IsInTrouble = true;
        _next = delay * 2 < delayMax ? delay * 2 : delayMax;
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An attempt succeeded. True if it ended trouble.</summary>
    public bool Recovered()
    {
        var wasInTrouble = IsInTrouble;
        IsInTrouble = false;
        _wasAlarmed = false;
        _next = null;
        return wasInTrouble;
    }
}
