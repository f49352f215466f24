using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// Group commit: gathers the appends that wait while the previous group commits, and writes them together. One loop, one
/// connection; a lone append goes out at once. There is no timer: a group is as large as the last commit was slow.
/// </summary>
internal sealed partial class Appender : IAsyncDisposable
{
    private static readonly TimeSpan TroubleShownFor = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _dataSource;
    private readonly EventStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<PendingAppend> _waiting;
    private readonly Task _loop;
    private long _bytesWaiting;
    private AppendConnection? _connection;
    private volatile Trouble? _trouble;
    private volatile bool _isEnding;

    public Appender(NpgsqlDataSource dataSource, EventStoreOptions options, TimeProvider time, ILogger logger)
    {
        _dataSource = dataSource;
        _options = options;
        _time = time;
        _logger = logger;
        _waiting = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.AppendsWaitingMax) { SingleReader = true });
        _loop = RunAsync();
    }

    /// <summary>
    /// Why the last group could not be written; null once one was, and half a minute after the last failure: then nobody knows, and
    /// a caller who waits for it to be null would wait for ever, as only an append finds out.
    /// </summary>
    public Exception? Error => _trouble is { } trouble && _time.GetElapsedTime(trouble.LastFailedAt) < TroubleShownFor ? trouble.Failure : null;

    /// <summary>Accepts an append, or answers at once that there is no room. From then on it will be written, whatever becomes of the caller, unless its turn does not come in time.</summary>
    public Task<AppendResult> AppendAsync(PendingAppend append)
    {
        if (Interlocked.Add(ref _bytesWaiting, append.Bytes) > _options.BytesWaitingMax + append.Bytes || !_waiting.Writer.TryWrite(append))
        {
            Interlocked.Add(ref _bytesWaiting, -append.Bytes);
            ObjectDisposedException.ThrowIf(_loop.IsCompleted, this);
            return Task.FromResult<AppendResult>(new AppendResult.Busy());
        }

        return append.Verdict;
    }

    /// <summary>Writes what was accepted, then ends; at the first failure it ends without the rest, so that an absent database cannot hold up a stop.</summary>
    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var group = new AppendGroup(_options.GroupEventsMax, _options.GroupBytesMax);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                Gather(group);
                if (group.Appends.Count > 0)
                {
                    await WriteAsync(group.Appends).ConfigureAwait(false);
                    group.Clear();
                }

                if (_isEnding && _trouble is not null)
                {
                    break;
                }
            }

            await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            // Nothing is left here but after a bug in this loop, or an end without the database: then, too, nobody may wait for ever.
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out var abandoned))
            {
                abandoned.Fail(new ObjectDisposedException(nameof(EventStore)));
            }
        }
    }

    private void Gather(AppendGroup group)
    {
        // Peeked first: one that does not fit stays at the front of the channel for the next group.
        while (_waiting.Reader.TryPeek(out var next))
        {
            if (_time.GetElapsedTime(next.AcceptedAt) > _options.WaitingMax)
            {
                next.Answer(new AppendResult.Busy());
            }
            else if (!group.TryAdd(next))
            {
                return;
            }

            _waiting.Reader.TryRead(out _);
            Interlocked.Add(ref _bytesWaiting, -next.Bytes);
        }
    }

    /// <summary>
    /// Writes the appends and answers each. Whatever goes wrong is handed to the callers concerned and never ends the loop:
    /// that is why this is the one place of the log that catches every exception.
    /// </summary>
    private async Task WriteAsync(IReadOnlyList<PendingAppend> appends)
    {
        try
        {
            var verdicts = await WriteOrRetryOnceAsync(appends).ConfigureAwait(false);
            for (var i = 0; i < verdicts.Length; i++)
            {
                appends[i].Answer(verdicts[i]);
            }

            Recovered();
        }
        catch (PostgresException refusal) when (appends.Count > 1 && IsOwedToOneAppend(refusal))
        {
            // Nothing was recorded. Which append it was the error does not say; one by one, only that one fails.
            await CloseAsync().ConfigureAwait(false);
            foreach (var append in appends)
            {
                await WriteAsync([append]).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            foreach (var append in appends)
            {
                append.Fail(failure);
            }

            Failed(failure, appends.Count);
            await CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A connection that sat idle may have died unnoticed; event ids make it safe to say the same again on a new one.</summary>
    private async Task<AppendResult[]> WriteOrRetryOnceAsync(IReadOnlyList<PendingAppend> appends)
    {
        if (_connection is { IsOpen: true } kept)
        {
            try
            {
                return await kept.WriteAsync(appends, CancellationToken.None).ConfigureAwait(false);
            }
            catch (NpgsqlException e) when (e.IsOutage() && !kept.IsOpen)
            {
                LogReconnecting(e.Message);
            }
        }

        await CloseAsync().ConfigureAwait(false);
        _connection = await AppendConnection.OpenAsync(_dataSource, _options.WriteTimeout, CancellationToken.None).ConfigureAwait(false);
        return await _connection.WriteAsync(appends, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Bad data or a broken constraint: the append checks should have caught it, and did not.</summary>
    private static bool IsOwedToOneAppend(PostgresException refusal) =>
        refusal.SqlState.StartsWith("22", StringComparison.Ordinal)
        || refusal.SqlState.StartsWith("23", StringComparison.Ordinal)
        || refusal.SqlState.StartsWith("54", StringComparison.Ordinal);

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Failed(Exception failure, int appends)
    {
        if (_trouble is null)
        {
            LogFailing(failure, appends);
        }

        _trouble = new Trouble(failure, _time.GetTimestamp());
    }

    private void Recovered()
    {
        if (_trouble is not null)
        {
            LogRecovered();
        }

        _trouble = null;
    }

    private sealed record Trouble(Exception Failure, long LastFailedAt);

    [LoggerMessage(EventId = 200, Level = LogLevel.Warning, Message = "The appender lost its connection and took a new one: {Reason}")]
    private partial void LogReconnecting(string reason);

    [LoggerMessage(EventId = 201, Level = LogLevel.Error, Message = "Appending failed, first for {Appends} appends, whose callers were told; look at the database")]
    private partial void LogFailing(Exception failure, int appends);

    [LoggerMessage(EventId = 202, Level = LogLevel.Warning, Message = "Appending works again")]
    private partial void LogRecovered();
}
