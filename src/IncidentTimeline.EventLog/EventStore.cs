using System.Collections.Concurrent;
using System.Diagnostics;
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
    /// <summary>How long an operator or a start waits for the head of the log; an append waits as long as for its own writing.</summary>
    private static readonly TimeSpan EpochTimeout = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly Appender _appender;
    private readonly LogReader _reader;
    private readonly Tail _tail;
    private readonly SeenHead _seen;
    private readonly KnownHistory _history;
    private readonly NpgsqlDataSource _dataSource;

    /// <param name="dataSource">With the service role's rights (<see cref="LogConnection.ForService"/>); its search path chooses the log. Stays the caller's to dispose.</param>
    /// <param name="options">Bounds; the defaults are good.</param>
    /// <param name="time">For pauses and durations; what is recorded is timed by the database.</param>
    /// <param name="loggers">Null: silent.</param>
    public EventStore(NpgsqlDataSource dataSource, EventStoreOptions options, TimeProvider time, ILoggerFactory? loggers)
    {
        loggers ??= NullLoggerFactory.Instance;
        _time = time;
        _dataSource = dataSource;
        _seen = new SeenHead(time);
        _history = new KnownHistory(dataSource, _seen, loggers.CreateLogger<EventStore>());
        Meter = new LogMeter(options.Meters, time);
        _appender = new Appender(dataSource, options, time, _history, _seen, Meter, loggers.CreateLogger<EventStore>());
        _reader = new LogReader(dataSource, options, _seen);
        _tail = new Tail(dataSource, _reader, _history, _seen, options, time, loggers.CreateLogger<EventStore>());
        Meter.Observe(this);
    }

    /// <summary>What is known without asking the database.</summary>
    public EventStoreStatus Status => new(
        _seen.Head, _seen.ReadAge, _appender.AppendsWaiting, _appender.BytesWaiting, _appender.Failure, _tail.CatchUpReadsWaiting, _tail.IsReplica, _history.Rewound.IsCompleted);

    /// <summary>
    /// Completes when the log has turned out to be another than the one that was read. From then on appends and followers fail with
    /// <see cref="LogRewoundException"/>; who keeps anything else of that log in memory had better end, too, and begin anew.
    /// </summary>
    public Task<LogRewoundException> Rewound => _history.Rewound;

    internal KnownHistory History => _history;

    internal LogMeter Meter { get; }

    internal Followers Followers { get; } = new();

    /// <summary>The projectors that run, or ran, on this store; one each name.</summary>
    internal ConcurrentDictionary<string, Projector> Projections { get; } = new(StringComparer.Ordinal);

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
        _history.ThrowIfRewound();
        if (AppendCheck.Refusal(streamId, events) is { } refusal)
        {
            Meter.Refused(refusal.Code);
            return Task.FromResult<AppendResult>(refusal);
        }

        var append = new PendingAppend(streamId, expected, events, AppendCheck.Bytes(events))
        {
            Condition = condition,
            AcceptedAt = _time.GetTimestamp(),
            Origin = Activity.Current?.Context,
        };
        return _appender.AppendAsync(append);
    }

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

    /// <summary>The head of the log and its epochs, at one moment.</summary>
    public Task<LogHistory> HistoryAsync(CancellationToken cancellationToken) => _history.ReadAsync(cancellationToken);

    /// <summary>The epochs of the log up to an event that was read from it: <see cref="LogHistory.Of"/> says in which one that, and each before it, was recorded.</summary>
    /// <exception cref="LogRewoundException">The log is another than the one that it was read from.</exception>
    public Task<LogHistory> HistoryUpToAsync(RecordedEvent recorded, CancellationToken cancellationToken) => _history.UpToAsync(recorded, cancellationToken);

    /// <summary>For a reader that was given more than the log holds now: it is another, or a standby that has not come as far again.</summary>
    /// <param name="end">Where it ends now.</param>
    /// <returns>To be thrown: a <see cref="LogRewoundException"/>, or an outage.</returns>
    public Exception Missing(LogPosition end) => _history.Missing(end, _tail.IsReplica);

    /// <summary>Begins an epoch if the database is another than that of the last one. The first append does so by itself; a host that calls it at its start has one to tell before that.</summary>
    public async Task BeginEpochAsync(CancellationToken cancellationToken)
    {
        var connection = await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await _history.BeginAsync(connection, EpochTimeout, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Begins an epoch whatever the database is: behind a restore into the cluster that the backup came from, nothing else shows that the log is another.</summary>
    /// <param name="dataSource">With the rights of the service, or the owner's.</param>
    /// <param name="cancellationToken">Heeded until it is sent.</param>
    public static async Task BeginAnotherEpochAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await KnownHistory.BeginAsync(connection, isAnother: true, EpochTimeout, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The log as it was at an instant: the highest position recorded at or before it, <see cref="LogPosition.Start"/> if none was.
    /// Final once the instant has passed by the database's clock and the appends then under way have committed.
    /// </summary>
    public Task<LogPosition> PositionAtAsync(DateTimeOffset instant, CancellationToken cancellationToken) =>
        _reader.PositionAtAsync(instant, cancellationToken);

    /// <summary>How far one who is at a position is behind, as far as this process has seen the log; null before it saw anything. Asks no database.</summary>
    public LogLag? LagAt(LogPosition position) => _seen.LagAt(position);

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
        Meter.Dispose();
    }

    /// <summary>As <see cref="FollowAsync"/>, in whatever batches are at hand: at least one event, at most a page.</summary>
    internal async IAsyncEnumerable<IReadOnlyList<RecordedEvent>> FollowBatchesAsync(
        LogPosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var follower = Followers.Add(after);
        while (true)
        {
            follower.Took(after);
            var batch = await _tail.NextAsync(after, cancellationToken).ConfigureAwait(false);
            after = LogReader.RequireNoGap(after, batch);
            yield return batch;
        }
    }
}
