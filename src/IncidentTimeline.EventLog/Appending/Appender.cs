using System.Diagnostics;
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
    private readonly TimeProvider _time;
    private readonly KnownHistory _history;
    private readonly SeenHead _seen;
    private readonly LogMeter _meter;
    private readonly ILogger _logger;
    private readonly Channel<PendingAppend> _waiting;
    private readonly Task _loop;
    private long _bytesWaiting;
    private AppendConnection? _connection;
    private volatile Trouble? _trouble;
    private volatile bool _isEnding;

    public Appender(NpgsqlDataSource dataSource, EventStoreOptions options, TimeProvider time, KnownHistory history, SeenHead seen, LogMeter meter, ILogger logger)
    {
        _dataSource = dataSource;
        _options = options;
        _time = time;
        _history = history;
        _seen = seen;
        _meter = meter;
        _logger = logger;
        _waiting = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.AppendsWaitingMax) { SingleReader = true });
        _loop = RunAsync();
    }

    /// <summary>Accepted, not written yet.</summary>
    public int AppendsWaiting => _waiting.Reader.Count;

    /// <summary>Of those.</summary>
    public long BytesWaiting => Interlocked.Read(ref _bytesWaiting);

    /// <summary>Why appending fails; null while it works.</summary>
    public AppendFailure? Failure => _trouble is { } trouble ? new AppendFailure(trouble.SqlState, _time.GetElapsedTime(trouble.Since)) : null;

    /// <summary>Accepts an append, or answers at once that there is no room. From then on it will be written, whatever becomes of the caller, unless its turn does not come in time.</summary>
    public Task<AppendResult> AppendAsync(PendingAppend append)
    {
        if (Interlocked.Add(ref _bytesWaiting, append.Bytes) > _options.BytesWaitingMax + append.Bytes || !_waiting.Writer.TryWrite(append))
        {
            Interlocked.Add(ref _bytesWaiting, -append.Bytes);
            ObjectDisposedException.ThrowIf(_loop.IsCompleted, this);
            _meter.Refused("busy");
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
        // Whatever was traced when the store was made has nothing to do with what is written later.
        Activity.Current = null;
        var group = new AppendGroup(_options.GroupEventsMax, _options.GroupBytesMax);
        try
        {
            while (await WaitForAppendsAsync().ConfigureAwait(false))
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

    /// <summary>
    /// False when no more will come. While appending fails, an append is rehearsed now and then: else nobody would know that it
    /// works again before somebody had dared to try.
    /// </summary>
    private async Task<bool> WaitForAppendsAsync()
    {
        if (_trouble is null)
        {
            return await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false);
        }

        var waiting = _waiting.Reader.WaitToReadAsync().AsTask();
        while (_trouble is not null && !waiting.IsCompleted)
        {
            await ((Task)waiting).WaitAsync(_options.RehearsalInterval, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!waiting.IsCompleted)
            {
                await RehearseAsync().ConfigureAwait(false);
            }
        }

        return await waiting.ConfigureAwait(false);
    }

    private async Task RehearseAsync()
    {
        try
        {
            await CloseAsync().ConfigureAwait(false);
            _connection = await AppendConnection.OpenAsync(_dataSource, _history, _options.WriteTimeout, CancellationToken.None).ConfigureAwait(false);
            await _connection.RehearseAsync(CancellationToken.None).ConfigureAwait(false);
            Recovered();
        }
        catch (Exception failure)
        {
            // Whatever it is, as in writing: it must not end the loop.
            Failed(failure, 0);
            await CloseAsync().ConfigureAwait(false);
        }
    }

    private void Gather(AppendGroup group)
    {
        // Peeked first: one that does not fit stays at the front of the channel for the next group.
        while (_waiting.Reader.TryPeek(out var next))
        {
            if (_time.GetElapsedTime(next.AcceptedAt) > _options.WaitingMax)
            {
                _meter.Refused("busy");
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
        using var activity = StartActivity(appends);
        var started = _meter.Now;
        try
        {
            var verdicts = await WriteOrRetryOnceAsync(appends).ConfigureAwait(false);
            _meter.Wrote(appends, started, isCommitted: true);
            Recovered();
            for (var i = 0; i < verdicts.Length; i++)
            {
                See(appends[i], verdicts[i]);
                appends[i].Answer(verdicts[i]);
            }
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
            _meter.Wrote(appends, started, isCommitted: false);
            activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            // Before the answers: who has one finds the same in what is said of the whole.
            if (failure is PostgresException refusal && IsOwedToOneAppend(refusal))
            {
                // It says nothing of the next append.
                LogFailing(failure, appends.Count);
            }
            else
            {
                Failed(failure, appends.Count);
            }

            foreach (var append in appends)
            {
                _meter.Failed(append);
                append.Fail(failure);
            }

            await CloseAsync().ConfigureAwait(false);
        }
    }

    // A group belongs to no one of its callers: a span of its own, linked to theirs.
    private static Activity? StartActivity(IReadOnlyList<PendingAppend> appends)
    {
        if (!EventLogTelemetry.Activities.HasListeners())
        {
            return null;
        }

        var links = appends.Select(append => append.Origin).OfType<ActivityContext>().Select(origin => new ActivityLink(origin));
        return EventLogTelemetry.Activities.StartActivity(
            "commit group", ActivityKind.Internal, parentContext: default, links: links,
            tags: [new("timeline.group.appends", appends.Count), new("timeline.group.events", appends.Sum(append => append.Events.Count))]);
    }

    // Before the answer: who has it finds it in the head and in the numbers.
    private void See(PendingAppend append, AppendResult verdict)
    {
        if (verdict is AppendResult.Appended appended)
        {
            _seen.Saw(appended.Last);
        }

        _meter.Answered(append, verdict);
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
        _connection = await AppendConnection.OpenAsync(_dataSource, _history, _options.WriteTimeout, CancellationToken.None).ConfigureAwait(false);
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
        var sqlState = (failure as PostgresException)?.SqlState;
        if (_trouble is null)
        {
            LogFailing(failure, appends);
        }

        _trouble = new Trouble(sqlState, _trouble?.Since ?? _time.GetTimestamp());
    }

    private void Recovered()
    {
        if (_trouble is not null)
        {
            LogRecovered();
        }

        _trouble = null;
    }

    private sealed record Trouble(string? SqlState, long Since);

    [LoggerMessage(EventId = 200, Level = LogLevel.Warning, Message = "The appender lost its connection and took a new one: {Reason}")]
    private partial void LogReconnecting(string reason);

    [LoggerMessage(EventId = 201, Level = LogLevel.Error, Message = "Appending failed, first for {Appends} appends, whose callers were told; look at the database")]
    private partial void LogFailing(Exception failure, int appends);

    [LoggerMessage(EventId = 202, Level = LogLevel.Warning, Message = "Appending works again")]
    private partial void LogRecovered();
}
