using System.Runtime.CompilerServices;
using IncidentTimeline.Changes;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Events;

namespace IncidentTimeline.Server.Changes;

/// <summary>What a follower of changes is told: a change, or how far the log has been gone through.</summary>
/// <param name="Position">The change's, or the one reached: nothing at or before it is still to come.</param>
/// <param name="Change">The change; missing where only a position is told.</param>
/// <param name="Epoch">Where only a position is told: the epoch of the log in which it was reached.</param>
internal sealed record ChangeNotice(Position Position, PictureChange? Change, Guid? Epoch = null);

/// <summary>Walks the log from a position on and tells the changes of its events.</summary>
internal sealed class ChangeFeed(EventStore store, SurroundingsReader surroundings, EventFeed events, TimeProvider time)
{
    /// <summary>Whether there is anything to walk with: the changes come from the statement index.</summary>
    public bool IsFollowing => surroundings.IsFollowing;

    /// <summary>Events without a change to tell, after which the position is told: so much a follower may have to go through again.</summary>
    private const int EventsUntoldMax = 1_000;

    /// <summary>How long a position that is reached may stay untold where nothing else happens.</summary>
    private static readonly TimeSpan UntoldMax = TimeSpan.FromSeconds(1);

    /// <summary>How often something is sent where nothing happens: more often than any proxy on the way gives up, which is after half a minute or a minute.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>The changes after a position, up to and including another; then that position. An epoch other than the given one is told before what was recorded in it.</summary>
    public async IAsyncEnumerable<ChangeNotice> ReadAsync(LogPosition after, LogPosition upTo, Guid? epoch, ChangeFilter filter, EventFilter causes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var told = after.Value;
        await foreach (var recorded in store.ReadLogAsync(after, upTo, cancellationToken))
        {
            if (await EpochOfAsync(recorded, cancellationToken) is var other && other != epoch)
            {
                yield return Before(recorded, epoch = other);
            }

            if (await ChangesOfAsync(recorded, told, epoch, filter, causes, cancellationToken) is not { } notices)
            {
                yield break;
            }

            foreach (var notice in notices)
            {
                told = recorded.Position.Value;
                yield return notice;
            }
        }

        yield return new ChangeNotice(new Position(upTo.Value), null, epoch);
    }

    /// <summary>The changes after a position, and then each as it comes, with heartbeats in between. Ends by cancellation, or where the statement index has stopped.</summary>
    public async IAsyncEnumerable<ChangeNotice> FollowAsync(LogPosition after, Guid? epoch, ChangeFilter filter, EventFilter causes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (told, reached) = (after.Value, after.Value);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = store.FollowAsync(after, ending.Token).GetAsyncEnumerator(ending.Token);
        var next = following.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (!await IsThereAsync(next, reached > told ? UntoldMax : Heartbeat, cancellationToken))
                {
                    told = reached;
                    yield return new ChangeNotice(new Position(reached), null, epoch);
                    continue;
                }

                await next;
                if (await EpochOfAsync(following.Current, cancellationToken) is var other && other != epoch)
                {
                    yield return Before(following.Current, epoch = other);
                }

                reached = following.Current.Position.Value;
                if (await ChangesOfAsync(following.Current, told, epoch, filter, causes, cancellationToken) is not { } notices)
                {
                    yield break;
                }

                foreach (var notice in notices)
                {
                    told = reached;
                    yield return notice;
                }

                next = following.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An enumerator is not disposed of while it looks for the next event.
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await following.DisposeAsync();
        }
    }

    private static ChangeNotice Before(RecordedEvent recorded, Guid? epoch) => new(new Position(recorded.Position.Value - 1), null, epoch);

    private async Task<Guid?> EpochOfAsync(RecordedEvent recorded, CancellationToken cancellationToken) =>
        (await store.HistoryUpToAsync(recorded, cancellationToken)).Of(recorded.Position)?.Id;

    private async Task<IReadOnlyList<ChangeNotice>?> ChangesOfAsync(
        RecordedEvent recorded, long told, Guid? epoch, ChangeFilter filter, EventFilter causes, CancellationToken cancellationToken)
    {
        var reached = new Position(recorded.Position.Value);
        if (await PassesAsync(recorded, causes, cancellationToken) is not { } passes)
        {
            return null;
        }

        var around = passes ? await surroundings.ReadAsync(recorded, filter, cancellationToken) : null;
        if (around is null && !IsFollowing)
        {
            return null;
        }

        var changes = around is null ? [] : PictureChanges.Of(around, filter);
        return changes.Count == 0 && reached.Value - told >= EventsUntoldMax
            ? [new ChangeNotice(reached, null, epoch)]
            : [.. changes.Select(change => new ChangeNotice(reached, change))];
    }

    /// <summary>Whether an event bears on what is asked for, as a follower of events would be told of it; null where that will not be known any more.</summary>
    private async Task<bool?> PassesAsync(RecordedEvent recorded, EventFilter causes, CancellationToken cancellationToken)
    {
        if (causes == EventFilter.Everything)
        {
            return true;
        }

        while (!await events.WaitForAsync(recorded.Position.Value, cancellationToken))
        {
            if (!events.IsFollowing)
            {
                return null;
            }
        }

        return await events.ReadOneAsync(recorded.Position.Value, cancellationToken) is not { } one || causes.Matches(one.Reach);
    }

    private async Task<bool> IsThereAsync(Task next, TimeSpan patience, CancellationToken cancellationToken)
    {
        await next.WaitAsync(patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return next.IsCompleted;
    }
}
