namespace IncidentTimeline.Server.Changes;

/// <summary>The room for those who follow changes: each computes, and a follower stays for long.</summary>
internal sealed class ChangeStreams : IDisposable
{
    /// <summary>Streams at a time. Each costs what its events cost to compute; a service that serves more people gives the changes on.</summary>
    public const int StreamsMax = 32;

    private readonly SemaphoreSlim _free = new(StreamsMax);

    /// <summary>Takes a place until it is disposed of; null where all are taken.</summary>
    public IDisposable? Enter() => _free.Wait(TimeSpan.Zero) ? new Place(_free) : null;

    public void Dispose() => _free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        private SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }
}
