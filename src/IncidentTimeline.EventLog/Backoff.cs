namespace IncidentTimeline.EventLog;

/// <summary>Pauses between attempts while the database is away: doubling, bounded. One per loop that retries.</summary>
internal sealed class Backoff(TimeSpan delayMin, TimeSpan delayMax, TimeProvider time)
{
    private TimeSpan? _next;

    /// <summary>Whether the last attempt failed.</summary>
    public bool IsInTrouble { get; private set; }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var delay = _next ?? delayMin;
        IsInTrouble = true;
        _next = delay * 2 < delayMax ? delay * 2 : delayMax;
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An attempt succeeded. True if it ended trouble.</summary>
    public bool Recovered()
    {
        var wasInTrouble = IsInTrouble;
        IsInTrouble = false;
        _next = null;
        return wasInTrouble;
    }
}
