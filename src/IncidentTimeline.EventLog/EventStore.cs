using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// One log: append, read, follow. One instance per process is meant, for it gathers concurrent appends into groups and shares
/// one reader among all followers; several instances or processes on one log are right, too. Safe for concurrent use.
/// </summary>
public sealed class EventStore : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly Appender _appender;
    private readonly LogReader _reader;
    private readonly Tail _tail;

    /// <param name="dataSource">With the service role's rights (<see cref="LogConnection.ForService"/>); its search path chooses the log. Stays the caller's to dispose.</param>
    /// <param name="options">Bounds; the defaults are good.</param>
    /// <param name="time">For pauses only; what is recorded is timed by the database.</param>
    /// <param name="loggers">Null: silent.</param>
    public EventStore(NpgsqlDataSource dataSource, EventStoreOptions options, TimeProvider time, ILoggerFactory? loggers)
    {
        loggers ??= NullLoggerFactory.Instance;
        _time = time;
        _appender = new Appender(dataSource, options, time, loggers.CreateLogger<EventStore>());
        _reader = new LogReader(dataSource, options);
        _tail = new Tail(dataSource, _reader, options, time, loggers.CreateLogger<EventStore>());
    }

    /// <summary>
    /// Records the events, all or none, at the end of the stream. Cancellation is heeded until the append is accepted; from then on
    /// it will be written, and the verdict is awaited. An exception means that the outcome is unknown: repeat the same call, with
    /// the same event ids, and the verdict tells.
    /// </summary>
    public Task<AppendResult> AppendAsync(
        string streamId, ExpectedVersion expected, IReadOnlyList<NewEvent> events, CancellationToken cancellationToken) =>
        AppendAsync(streamId, expected, null, events, cancellationToken);

    /// <summary>As above, and only if nothing was recorded that the condition rules out: else <see cref="AppendResult.Overtaken"/>. Such an append goes alone, not in a group.</summary>
    public Task<AppendResult> AppendAsync(
        string streamId, ExpectedVersion expected, AppendCondition? condition, IReadOnlyList<NewEvent> events, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return AppendCheck.Refusal(streamId, events) is { } refusal
            ? Task.FromResult<AppendResult>(refusal)
            : _appender.AppendAsync(new PendingAppend(streamId, expected, events, AppendCheck.Bytes(events)) { Condition = condition, AcceptedAt = _time.GetTimestamp() });
    }

    /// <summary>Why the last append of this process failed; null once one succeeded, or none was tried for half a minute.</summary>
    public Exception? AppendError => _appender.Error;

    /// <summary>The events of one stream after a version, in order, until the last there is. None for an unknown stream.</summary>
    public IAsyncEnumerable<RecordedEvent> ReadStreamAsync(string streamId, StreamVersion after, CancellationToken cancellationToken) =>
        _reader.ReadStreamAsync(streamId, after, cancellationToken);

    /// <summary>The events after a position, in order and without a gap, up to and including another, or until the last there is.</summary>
    public IAsyncEnumerable<RecordedEvent> ReadLogAsync(LogPosition after, LogPosition upTo, CancellationToken cancellationToken) =>
        _reader.ReadLogAsync(after, upTo, cancellationToken);

    /// <summary>The event with this id, or null.</summary>
    public Task<RecordedEvent?> FindAsync(Guid eventId, CancellationToken cancellationToken) =>
        _reader.FindAsync(eventId, cancellationToken);

    /// <summary>The position of the last event; <see cref="LogPosition.Start"/> for an empty log.</summary>
    public Task<LogPosition> HeadAsync(CancellationToken cancellationToken) => _reader.HeadAsync(cancellationToken);

    /// <summary>
    /// The log as it was at an instant: the highest position recorded at or before it, <see cref="LogPosition.Start"/> if none was.
    /// Final once the instant has passed by the database's clock and the appends then under way have committed.
    /// </summary>
    public Task<LogPosition> PositionAtAsync(DateTimeOffset instant, CancellationToken cancellationToken) =>
        _reader.PositionAtAsync(instant, cancellationToken);

    /// <summary>
    /// The events after a position, and then each new one as it is recorded: in order, without a gap, without an end. Waits out
    /// outages of the database. Costs no connection while it is up to date. Ends by cancellation only, as <see cref="OperationCanceledException"/>.
    /// </summary>
    public async IAsyncEnumerable<RecordedEvent> FollowAsync(LogPosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in FollowBatchesAsync(after, cancellationToken).ConfigureAwait(false))
        {
            foreach (var recorded in batch)
            {
                yield return recorded;
            }
        }
    }

    /// <summary>Writes what was accepted, then ends. Followers end with <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _appender.DisposeAsync().ConfigureAwait(false);
        await _tail.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>As <see cref="FollowAsync"/>, in whatever batches are at hand: at least one event, at most a page.</summary>
    internal async IAsyncEnumerable<IReadOnlyList<RecordedEvent>> FollowBatchesAsync(
        LogPosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var batch = await _tail.NextAsync(after, cancellationToken).ConfigureAwait(false);
            after = LogReader.RequireNoGap(after, batch);
            yield return batch;
        }
    }
}
