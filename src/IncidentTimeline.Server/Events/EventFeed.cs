using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Statements;
using Microsoft.Extensions.Caching.Memory;

namespace IncidentTimeline.Server.Events;

/// <summary>
/// The events ready to be sent, made once for all followers of the process. One reader keeps the recent ones in memory; what is older is
/// read by blocks that all who read the same history share. What it holds is bounded, however many follow and however slow they are.
/// </summary>
internal sealed partial class EventFeed(EventStore store, FeedReader reader, TimeProvider time, ILogger<EventFeed> logger) : BackgroundService
{
    /// <summary>Recent events kept: what a second of the fastest import brings.</summary>
    private const int RecentEventsMax = 8_192;

    /// <summary>Bytes of their JSON.</summary>
    private const long RecentBytesMax = 24 * 1024 * 1024;

    /// <summary>Events made ready at once: a page of the log.</summary>
    private const int BatchMax = 256;

    /// <summary>Events of one block of history.</summary>
    private const long BlockEvents = 512;

    /// <summary>Bytes of JSON in the blocks kept.</summary>
    private const long BlockBytesMax = 48 * 1024 * 1024;

    /// <summary>Blocks read at a time: the pool's connections are for the rest of the service, too.</summary>
    private const int BlockReadsMax = 2;

    /// <summary>How often those who wait are woken though nothing happened, to look whether something is due: one timer for all, where each would have its own for each event.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly MemoryCache _blocks = new(new MemoryCacheOptions { SizeLimit = BlockBytesMax });
    private readonly SemaphoreSlim _blockReads = new(BlockReadsMax);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RecentEvents? _recent;
    private volatile bool _isOver;

    /// <summary>Whether events come; where the statement index has stopped for good, none do.</summary>
    public bool IsFollowing => !_isOver && reader.IsFollowing;

    /// <summary>The position of the last event that can be sent.</summary>
    public long Head => _recent?.Head ?? 0;

    /// <summary>The next events after a position, at least one; waits until there is one, and where the database is away.</summary>
    /// <returns>Null where no more will come: the statement index has stopped, or the service ends.</returns>
    public async Task<ReadOnlyMemory<FeedEvent>?> NextAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            try
            {
                if (await ReadAsync(after, cancellationToken) is { IsEmpty: false } events)
                {
                    return events;
                }

                if (!IsFollowing)
                {
                    return null;
                }

                await changed.WaitAsync(cancellationToken);
            }
            catch (Exception e) when (e.IsOutage())
            {
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    /// <summary>The next events after a position; none where none came within half a second, or the database is away. Costs little to wait for, for a thousand do.</summary>
    /// <returns>Null where no more will come.</returns>
    public async ValueTask<ReadOnlyMemory<FeedEvent>?> NextOrTickAsync(long after, CancellationToken cancellationToken)
    {
        var changed = Volatile.Read(ref _changed).Task;
        try
        {
            if (await ReadAsync(after, cancellationToken) is { IsEmpty: false } events)
            {
                return events;
            }

            if (!IsFollowing)
            {
                return null;
            }

            // Woken soon in any case, so that it need not watch for a cancellation.
            await changed;
            cancellationToken.ThrowIfCancellationRequested();
            return await ReadAsync(after, cancellationToken);
        }
        catch (Exception e) when (e.IsOutage())
        {
            await Task.Delay(RetryDelay, time, cancellationToken);
            return ReadOnlyMemory<FeedEvent>.Empty;
        }
    }

    /// <summary>Waits, at most <see cref="StatementIndexRunner.WaitMax"/>, until an event can be sent, so that a writer reads their own.</summary>
    /// <returns>Whether it can.</returns>
    public async Task<bool> WaitForAsync(long position, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            var left = StatementIndexRunner.WaitMax - time.GetElapsedTime(started);
            if (Head >= position || left <= TimeSpan.Zero || !IsFollowing)
            {
                return Head >= position;
            }

            await changed.WaitAsync(left, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Some of the events after a position; none at the head.</summary>
    public async Task<ReadOnlyMemory<FeedEvent>> ReadAsync(long after, CancellationToken cancellationToken) =>
        _recent is not { } recent ? default : recent.After(after, BatchMax) ?? await ReadBlockAsync(after, recent.Head, cancellationToken);

    /// <summary>One event that could be sent before, read by itself where it is not in memory; null beyond the end of the log.</summary>
    public async Task<FeedEvent?> ReadOneAsync(long position, CancellationToken cancellationToken)
    {
        var number = (position - 1) / BlockEvents;
        return _recent?.After(position - 1, 1) is [var recent] ? recent
            : _blocks.Get(number) is FeedEvent[] block ? block[position - 1 - (number * BlockEvents)]
            : await reader.ReadAsync(new LogPosition(position - 1), new LogPosition(position), cancellationToken) is [var read] ? read
            : null;
    }

    public override void Dispose()
    {
        _blocks.Dispose();
        _blockReads.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What is there now is history, which whoever wants it reads by blocks.
        _recent = new RecentEvents(reader.Ready.Value, RecentEventsMax, RecentBytesMax);
        Beat();
        await using var ticking = time.CreateTimer(_ => Beat(), null, Tick, Tick);
        try
        {
            while (await FollowAsync(stoppingToken))
            {
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception e) when (e is LogRewoundException or ObjectDisposedException)
        {
            // The log has said so.
        }
        catch (Exception e)
        {
            LogEnded(e, Head);
        }
        finally
        {
            _isOver = true;
            Beat();
        }
    }

    /// <summary>Takes each event as it is recorded, as many at once as are there.</summary>
    /// <returns>Whether to begin again: the database was away.</returns>
    private async Task<bool> FollowAsync(CancellationToken stoppingToken)
    {
        var waiting = new List<RecordedEvent>(BatchMax);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await using var events = store.FollowAsync(new LogPosition(Head), leaving.Token).GetAsyncEnumerator(leaving.Token);
        while (true)
        {
            var next = events.MoveNextAsync();
            if (waiting.Count > 0 && (!next.IsCompleted || waiting.Count == BatchMax))
            {
                var (taken, pending) = (waiting, next.AsTask());
                waiting = new List<RecordedEvent>(BatchMax);
                var isTaken = await TakeAsync(taken, stoppingToken);
                if (isTaken is not true)
                {
                    await leaving.CancelAsync();
                    await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return isTaken is null;
                }

                await pending;
            }
            else
            {
                await next;
            }

            waiting.Add(events.Current);
        }
    }

    /// <returns>Null to begin again; false where the statement index has stopped.</returns>
    private async Task<bool?> TakeAsync(List<RecordedEvent> taken, CancellationToken stoppingToken)
    {
        try
        {
            if (await reader.TakeAsync(taken, stoppingToken) is not { } prepared)
            {
                return false;
            }

            _recent!.Add(prepared); // There from the start on.
            Beat();
            return true;
        }
        catch (Exception e) when (e.IsOutage())
        {
            await Task.Delay(RetryDelay, time, stoppingToken);
            return null;
        }
    }

    private async Task<ReadOnlyMemory<FeedEvent>> ReadBlockAsync(long after, long head, CancellationToken cancellationToken)
    {
        var number = after / BlockEvents;
        var begin = number * BlockEvents;
        if (_blocks.Get(number) is FeedEvent[] kept)
        {
            return kept.AsMemory((int)(after - begin));
        }

        await _blockReads.WaitAsync(cancellationToken);
        try
        {
            if (_blocks.Get(number) is FeedEvent[] read)
            {
                return read.AsMemory((int)(after - begin));
            }

            // The last block is not whole yet; what it lacks is among the recent ones.
            var upTo = Math.Min(begin + BlockEvents, head);
            var block = (await reader.ReadAsync(new LogPosition(begin), new LogPosition(upTo), cancellationToken)).ToArray();
            if (block.Length != upTo - begin)
            {
                throw store.Missing(new LogPosition(begin + block.Length));
            }

            if (block.Length == BlockEvents)
            {
                _blocks.Set(number, block, new MemoryCacheEntryOptions { Size = block.Sum(one => (long)one.Json.Length) });
            }

            return block.AsMemory((int)(after - begin));
        }
        finally
        {
            _blockReads.Release();
        }
    }

    private void Beat() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    [LoggerMessage(EventId = 304, Level = LogLevel.Error, Message = "The feed of events ended at position {Position}: followers are told nothing more. Start the service again, and report this")]
    private partial void LogEnded(Exception failure, long position);
}
