using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Events;

namespace IncidentTimeline.Server.Subscriptions;

/// <summary>Events that a worker was given.</summary>
/// <param name="Lease">To be named when they are acknowledged.</param>
/// <param name="Until">From then on another worker may be given them.</param>
/// <param name="Events">In log order, each with which attempt it is.</param>
internal sealed record Batch(Guid Lease, DateTimeOffset Until, IReadOnlyList<(int Attempt, FeedEvent Event)> Events);

/// <summary>Gives workers the events whose turn it is, and reads on in the log where there are none.</summary>
internal sealed class EventDelivery(SubscriptionStore store, EventFeed feed, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Events taken into the window at once.</summary>
    private const int FillMax = 500;

    /// <summary>Events gone through before it is put down how far that got, where none passes.</summary>
    private const int ScanMax = 10_000;

    /// <summary>How often a waiting worker looks for what no event of the log announces: a lease that ran out, another worker's acknowledgement, a reset.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long the log is read for a worker that does not wait.</summary>
    private static readonly TimeSpan ReadMax = TimeSpan.FromSeconds(5);

    /// <summary>The next events for a worker.</summary>
    /// <returns>Null where none came within the time, or the subscription is paused or gone.</returns>
    public async Task<Batch?> NextAsync(string name, int countMax, int leaseSeconds, TimeSpan wait, string? worker, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var lease = Guid.CreateVersion7();
            if (await store.LeaseAsync(name, lease, countMax, leaseSeconds, worker, cancellationToken) is not var (subscription, leased, room))
            {
                return null;
            }

            if (leased.Count > 0)
            {
                return new Batch(lease, leased[0].Until, await ReadAsync(leased, cancellationToken));
            }

            // What passed may all wait behind something parked, so that also ends.
            var mayReadOn = !subscription.IsPaused && room > 0 && await ReadOnAsync(subscription, Math.Min(room, FillMax), started, wait, cancellationToken);
            var left = (mayReadOn && wait < ReadMax ? ReadMax : wait) - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || lifetime.ApplicationStopping.IsCancellationRequested || !feed.IsFollowing)
            {
                return null;
            }

            if (subscription.IsPaused || room <= 0)
            {
                using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
                await Task.Delay(Shorter(LookInterval, left), time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Events as a subscription takes them in: null for those that its filter leaves out, or that it has not come to.</summary>
    public async Task<IReadOnlyList<PassedEvent?>> FindAsync(Subscription subscription, IReadOnlyList<long> positions, CancellationToken cancellationToken)
    {
        var filter = FilterOf(subscription);
        var states = await store.StatesAsync(subscription.Id, positions, cancellationToken); // What passed by an earlier filter is there still.
        var found = new List<PassedEvent?>();
        foreach (var position in positions)
        {
            found.Add(position > 0 && position <= subscription.ReadTo && await feed.ReadOneAsync(position, cancellationToken) is { } one && (states.ContainsKey(position) || filter.Matches(one.Reach)) ? Passed(one) : null);
        }

        return found;
    }

    private async Task<IReadOnlyList<(int, FeedEvent)>> ReadAsync(IReadOnlyList<LeasedEvent> leased, CancellationToken cancellationToken)
    {
        var events = new List<(int, FeedEvent)>();
        foreach (var one in leased)
        {
            // In memory there may be an event of a history that is no more, until this process notices a failover.
            events.Add((one.Attempt, await feed.ReadOneAsync(one.Position, cancellationToken) is { } read && read.Id == one.Id
                ? read
                : throw AnotherLog(one.Position)));
        }

        return events;
    }

    /// <summary>Reads on in the log until something passes, and takes it in. Waits for what is recorded, but looks in between.</summary>
    /// <returns>Whether something passed, or there is more to be read.</returns>
    private async Task<bool> ReadOnAsync(Subscription subscription, int countMax, long started, TimeSpan wait, CancellationToken cancellationToken)
    {
        var looked = time.GetTimestamp();
        var (passed, last) = await ScanAsync(subscription, null, countMax, cancellationToken);
        while (passed.Count == 0 && ReadTo(subscription, last) - subscription.ReadTo < ScanMax)
        {
            var left = Shorter(LookInterval - time.GetElapsedTime(looked), wait - time.GetElapsedTime(started));
            if (left <= TimeSpan.Zero || !await HasMoreAsync(ReadTo(subscription, last), left, cancellationToken))
            {
                break;
            }

            (passed, last) = await ScanAsync(subscription, last, countMax, cancellationToken);
        }

        if (last is not null && !await store.TryFillAsync(subscription, last, passed, cancellationToken))
        {
            throw AnotherLog(last.Position);
        }

        return passed.Count > 0 || (ReadTo(subscription, last) < feed.Head && time.GetElapsedTime(started) < ReadMax);
    }

    /// <param name="subscription">As it was when nothing was left to be leased.</param>
    /// <param name="after">The last event that was read since; null at first.</param>
    /// <param name="countMax">Events to take in at once.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What passed, and the last event that was read, which is <paramref name="after"/> where none was.</returns>
    private async Task<(List<PassedEvent> Passed, FeedEvent? Last)> ScanAsync(Subscription subscription, FeedEvent? after, int countMax, CancellationToken cancellationToken)
    {
        var filter = FilterOf(subscription);
        var (passed, last) = (new List<PassedEvent>(), after);
        while (ReadTo(subscription, last) - subscription.ReadTo < ScanMax)
        {
            var events = await feed.ReadAsync(ReadTo(subscription, last), cancellationToken);
            if (events.IsEmpty)
            {
                break;
            }

            foreach (var one in events.Span)
            {
                last = one;
                if (filter.Matches(one.Reach))
                {
                    passed.Add(Passed(one));
                    if (passed.Count == countMax)
                    {
                        return (passed, last);
                    }
                }
            }
        }

        return (passed, last);
    }

    private async Task<bool> HasMoreAsync(long readTo, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        ending.CancelAfter(longest);
        try
        {
            return await feed.NextAsync(readTo, ending.Token) is not null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static long ReadTo(Subscription subscription, FeedEvent? last) => last?.Position ?? subscription.ReadTo;

    private static LogRewoundException AnotherLog(long position) => new($"The log holds another event at position {position} than was read from it.");

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // What a document or a source is about bears on no incident; it keeps the order of its stream.
    private static PassedEvent Passed(FeedEvent one) =>
        new(one.Position, one.Json.Length, one.Reach.Incidents.Count > 0 ? one.Reach.Incidents : [one.StreamId]);

    private static EventFilter FilterOf(Subscription subscription) =>
        subscription.Filter.Read(out var wrong) ?? throw new InvalidOperationException($"The filter of a subscription cannot be read any more: {wrong.Member}: {wrong.Reason}");
}
