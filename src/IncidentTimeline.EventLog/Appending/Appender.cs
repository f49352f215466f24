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
    private readonly NpgsqlDataSource _dataSource;
    private readonly EventStoreOptions _options;
    private readonly ILogger _logger;
    private readonly Channel<PendingAppend> _waiting;
    private readonly Task _loop;
    private long _bytesWaiting;
    private AppendConnection? _connection;
    private bool _isInTrouble;

    public Appender(NpgsqlDataSource dataSource, EventStoreOptions options, ILogger logger)
    {
        _dataSource = dataSource;
        _options = options;
        _logger = logger;
        _waiting = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.AppendsWaitingMax) { SingleReader = true });
        _loop = RunAsync();
    }

    /// <summary>Accepts an append, or answers at once that there is no room. From then on it will be written, whatever becomes of the caller.</summary>
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

    /// <summary>Writes what was accepted, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var group = new AppendGroup(_options.GroupEventsMax, _options.GroupBytesMax);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Gather(group);
            await WriteAsync(group.Appends).ConfigureAwait(false);
            group.Clear();
        }

        await CloseAsync().ConfigureAwait(false);
    }

    private void Gather(AppendGroup group)
    {
        // Peeked first: one that does not fit stays at the front of the channel for the next group.
        while (_waiting.Reader.TryPeek(out var next) && group.TryAdd(next))
        {
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
            await CloseAsync().ConfigureAwait(false);
            Failed(failure, appends.Count);
            foreach (var append in appends)
            {
                append.Fail(failure);
            }
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
        _connection = await AppendConnection.OpenAsync(_dataSource, CancellationToken.None).ConfigureAwait(false);
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
        if (!_isInTrouble)
        {
            LogFailing(failure, appends);
        }

        _isInTrouble = true;
    }

    private void Recovered()
    {
        if (_isInTrouble)
        {
            LogRecovered();
        }

        _isInTrouble = false;
    }

    [LoggerMessage(EventId = 200, Level = LogLevel.Warning, Message = "The appender lost its connection and took a new one: {Reason}")]
    private partial void LogReconnecting(string reason);

    [LoggerMessage(EventId = 201, Level = LogLevel.Error, Message = "Appending failed, first for {Appends} appends, whose callers were told; look at the database")]
    private partial void LogFailing(Exception failure, int appends);

    [LoggerMessage(EventId = 202, Level = LogLevel.Warning, Message = "Appending works again")]
    private partial void LogRecovered();
}
