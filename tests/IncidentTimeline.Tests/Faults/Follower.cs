using IncidentTimeline.Client;

namespace IncidentTimeline.Tests.Faults;

/// <summary>
/// A consumer that follows a server by the client, with a checkpoint in a file, and notes what it received. It can be ended at any moment and begun
/// again from its file, as a process that was killed; the server may come back at another address.
/// </summary>
internal sealed class Follower(Func<ServerProcess> server, EventFilter filter, string checkpoint) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<TimelineEvent> _received = [];
    private readonly Lock _lock = new();
    private CancellationTokenSource _ending = new();
    private Task _following = Task.CompletedTask;

    public string Checkpoint { get; } = checkpoint;

    /// <summary>Everything, in the order in which it came; what came again, again.</summary>
    public IReadOnlyList<TimelineEvent> Received
    {
        get
        {
            lock (_lock)
            {
                return [.. _received];
            }
        }
    }

    /// <summary>Begins, or goes on from its checkpoint.</summary>
    public Follower Begin()
    {
        _ending.Dispose();
        _ending = new CancellationTokenSource();
        _following = FollowAsync(_ending.Token);
        return this;
    }

    /// <summary>Ends without a word to anybody: what it was just given may be noted, and not in its checkpoint.</summary>
    public async Task EndAsync()
    {
        await _ending.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Waits until it has received an event at a position, or later.</summary>
    public async Task ReceivesAsync(long position)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!Received.Any(one => one.Position >= position))
        {
            if (_following.IsCompleted)
            {
                await _following;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>The refusal that ended it.</summary>
    public async Task<TimelineProblemException> RefusedAsync() => await Should.ThrowAsync<TimelineProblemException>(() => _following.WaitAsync(Patience));

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _ending.Dispose();
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var kept = new FileCheckpoint(Checkpoint);
        while (true)
        {
            // A client has one address; a server that was started again has another.
            var address = server().Address;
            using var client = TimelineClient.Create(address, server().Key);
            using var moved = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watching = WatchAsync(address, moved);
            try
            {
                await foreach (var one in client.FollowAsync(filter, kept, moved.Token))
                {
                    lock (_lock)
                    {
                        _received.Add(one);
                    }
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // It moved.
            }
            finally
            {
                await moved.CancelAsync();
                await watching;
            }
        }
    }

    private async Task WatchAsync(Uri address, CancellationTokenSource moved)
    {
        while (!moved.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, moved.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (server().Address != address)
            {
                await moved.CancelAsync();
            }
        }
    }
}
