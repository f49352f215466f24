using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// The one reader that all followers of a process share: it listens, reads what is new, and keeps the recent events in memory.
/// A follower that is further behind reads the database itself, a few at a time. Starts with the first follower.
/// </summary>
internal sealed partial class Tail(
    NpgsqlDataSource dataSource, LogReader reader, KnownHistory known, SeenHead seen, EventStoreOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly string ReadChannelSql = EmbeddedSql.Read("Following.read_channel.sql");
    private static readonly string IsReplicaSql = EmbeddedSql.Read("Following.is_replica.sql");

    private readonly ILogger _logger = logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _catchUpReads = new(options.CatchUpReadsMax);
    private readonly Pulse _changed = new();
    private readonly Lock _starting = new();
    private Task? _loop;
    private volatile TailBuffer? _buffer;
    private volatile bool _isOver;
    private volatile bool _isReplica;
    private int _catchUpReadsWaiting;

    /// <summary>Followers that wait to read the database.</summary>
    public int CatchUpReadsWaiting => Volatile.Read(ref _catchUpReadsWaiting);

    /// <summary>Whether the database, as it was met last, is a standby.</summary>
    public bool IsReplica => _isReplica;

    /// <summary>The next events after a position, at least one, at most a page; waits until there is one.</summary>
    public async Task<IReadOnlyList<RecordedEvent>> NextAsync(LogPosition after, CancellationToken cancellationToken)
    {
        EnsureStarted();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var changed = _changed.Next;
            await ThrowIfOverAsync().ConfigureAwait(false);
            known.ThrowIfRewound();
            var recent = _buffer is { } buffer ? buffer.After(after, options.PageEventsMax) : [];
            if (recent is null)
            {
                return await CatchUpAsync(after, cancellationToken).ConfigureAwait(false);
            }

            if (recent.Count > 0)
            {
                return recent;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _isOver = true;
        _changed.Beat();
        if (_loop is { } loop)
        {
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // The semaphore and the source own no handles that matter; a follower may still be leaving them.
    }

    private void EnsureStarted()
    {
        lock (_starting)
        {
            _loop ??= RunAsync();
        }
    }

    /// <summary>A page from the database, waiting out outages.</summary>
    private async Task<IReadOnlyList<RecordedEvent>> CatchUpAsync(LogPosition after, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(options.RetryDelayMin, options.RetryDelayMax, time);
        await WaitForCatchUpReadAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                try
                {
                    var page = await reader.ReadLogPageAsync(after, LogPosition.End, cancellationToken).ConfigureAwait(false);
                    return page.Count > 0 ? page : throw known.Missing(after, _isReplica);
                }
                catch (Exception e) when (e.IsOutage())
                {
                    await backoff.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _catchUpReads.Release();
        }
    }

    private async Task WaitForCatchUpReadAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _catchUpReadsWaiting);
        try
        {
            await _catchUpReads.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _catchUpReadsWaiting);
        }
    }

    private async Task RunAsync()
    {
        // Off the first follower's thread, and out of the lock it holds.
        await Task.Yield();
        // What the first follower was traced for ends before this loop does.
        Activity.Current = null;
        // Who waits for more is woken to be told that none will come.
        _ = known.Rewound.ContinueWith(_ => _changed.Beat(), TaskScheduler.Default);
        var backoff = new Backoff(options.RetryDelayMin, options.RetryDelayMax, time);
        try
        {
            while (true)
            {
                try
                {
                    await ListenAsync(backoff, _stopping.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (e.IsOutage())
                {
                    await PauseAsync(backoff, e).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (LogRewoundException)
        {
            throw; // Followers get it; it has been logged.
        }
        catch (Exception e)
        {
            // Followers get it, too; but there may be none just now, and an operator must hear of it in any case.
            LogEnded(e, _buffer?.Head ?? LogPosition.Start);
            throw;
        }
        finally
        {
            _isOver = true;
            _changed.Beat();
        }
    }

    /// <summary>Listens and reads on one connection, until it breaks. A standby lets nobody listen: it is asked often instead, until it is one no more.</summary>
    private async Task ListenAsync(Backoff backoff, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var wasNotified = false;
            connection.Notification += (_, _) => wasNotified = true;
            var history = await known.RequireSameAsync(connection, cancellationToken).ConfigureAwait(false);
            _isReplica = history.IsReplica;
            if (!_isReplica)
            {
                await ListenOnAsync(connection, cancellationToken).ConfigureAwait(false);
            }

            var buffer = _buffer ??= await BeginBufferAsync(connection, history.Head, cancellationToken).ConfigureAwait(false);
            _changed.Beat();
            while (!_isReplica || await IsReplicaAsync(connection, cancellationToken).ConfigureAwait(false))
            {
                wasNotified = false;
                var isUpToDate = await ReadOnAsync(connection, buffer, cancellationToken).ConfigureAwait(false);
                if (backoff.Recovered())
                {
                    LogRecovered(buffer.Head);
                }

                // A notification may arrive with the answer of the read, after the read looked: then look again at once.
                // It may also be lost for good; the poll interval bounds the delay.
                if (isUpToDate && !wasNotified)
                {
                    await connection.WaitAsync(_isReplica ? options.ReplicaPollInterval : options.PollInterval, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>An empty buffer behind the head. The event there is what a later connection is held against.</summary>
    private async Task<TailBuffer> BeginBufferAsync(NpgsqlConnection connection, LogPosition head, CancellationToken cancellationToken)
    {
        if (head > LogPosition.Start && await reader.ReadLogPageAsync(connection, new LogPosition(head.Value - 1), cancellationToken).ConfigureAwait(false) is [var last, ..])
        {
            known.Read(last);
        }

        return new TailBuffer(head, options.TailEventsMax, options.TailBytesMax);
    }

    private async Task<bool> ReadOnAsync(NpgsqlConnection connection, TailBuffer buffer, CancellationToken cancellationToken)
    {
        var page = await reader.ReadLogPageAsync(connection, buffer.Head, cancellationToken).ConfigureAwait(false);
        if (page.Count > 0)
        {
            LogReader.RequireNoGap(buffer.Head, page);
            known.Read(page[^1]);
            buffer.Add(page);
            _changed.Beat();
        }

        seen.Read(buffer.Head);
        return page.Count < options.PageEventsMax;
    }

    private static async Task ListenOnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var read = new NpgsqlCommand(ReadChannelSql, connection);
        await using (read.ConfigureAwait(false))
        {
            var channel = await read.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string
                ?? throw new InvalidOperationException("The search path of the connection names no existing schema. Was the log migrated?");
            var listen = new NpgsqlCommand($"listen {LogConnection.QuoteIdentifier(channel)}", connection);
            await using (listen.ConfigureAwait(false))
            {
                await listen.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<bool> IsReplicaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var ask = new NpgsqlCommand(IsReplicaSql, connection);
        await using (ask.ConfigureAwait(false))
        {
            return await ask.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }
    }

    private async Task PauseAsync(Backoff backoff, Exception failure)
    {
        if (!backoff.IsInTrouble)
        {
            LogLost(failure.Message);
        }
        else if (backoff.IsAlarming())
        {
            LogLostForLong(failure.Message);
        }

        await backoff.WaitAsync(_stopping.Token).ConfigureAwait(false);
    }

    private async Task ThrowIfOverAsync()
    {
        if (_isOver)
        {
            // A tail that ended by a bug says so to every follower.
            await (_loop ?? Task.CompletedTask).ConfigureAwait(false);
            throw new ObjectDisposedException(nameof(EventStore));
        }
    }

    [LoggerMessage(EventId = 300, Level = LogLevel.Warning, Message = "Following lost its connection and keeps trying: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(EventId = 302, Level = LogLevel.Error, Message = "Following has had no connection for a minute; it keeps trying, and readers see nothing new. Look at the database: {Reason}")]
    private partial void LogLostForLong(string reason);

    [LoggerMessage(EventId = 303, Level = LogLevel.Error, Message = "Following ended for good at position {Position}; nothing recorded since is shown. Start the service again, and report this")]
    private partial void LogEnded(Exception failure, LogPosition position);

    [LoggerMessage(EventId = 301, Level = LogLevel.Information, Message = "Following works again, at position {Position}")]
    private partial void LogRecovered(LogPosition position);
}
