using Microsoft.Extensions.Logging;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// What this process knows of the history of its log, and whether the log still is the one that it read. Once it is another, it stays
/// so for this process: what it keeps in memory is of a history that is no more. Safe for concurrent use.
/// </summary>
internal sealed partial class KnownHistory(NpgsqlDataSource dataSource, SeenHead seen, ILogger logger)
{
    private static readonly string ReadHistorySql = EmbeddedSql.Read("Histories.read_history.sql");
    private static readonly string BeginEpochSql = EmbeddedSql.Read("Histories.begin_epoch.sql");

    private readonly ILogger _logger = logger;
    private readonly TaskCompletionSource<LogRewoundException> _rewound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private volatile RecordedEvent? _last;
    private LogHistory? _known;
    private long _heldUpTo;
    private int _isRewound;

    /// <summary>Completes when the log has turned out to be another.</summary>
    public Task<LogRewoundException> Rewound => _rewound.Task;

    /// <exception cref="LogRewoundException">The log has turned out to be another.</exception>
    public void ThrowIfRewound()
    {
        if (_rewound.Task.IsCompletedSuccessfully)
        {
            throw new LogRewoundException(_rewound.Task.Result.Message);
        }
    }

    /// <summary>The log is another than the one that was read.</summary>
    /// <returns>For the one who found out, to be thrown.</returns>
    public LogRewoundException Rewind(string reason)
    {
        if (Interlocked.Exchange(ref _isRewound, 1) == 0)
        {
            // Before anybody acts on it.
            LogRewound(reason);
            _rewound.SetResult(new LogRewoundException(reason));
        }

        return new LogRewoundException(reason);
    }

    /// <summary>The log ends where more was read from it: it is another, or a standby that was started again and has not come as far again.</summary>
    /// <returns>To be thrown: for a standby an outage, which passes.</returns>
    public Exception Missing(LogPosition end, bool isReplica) => isReplica
        ? new TimeoutException($"The standby has come to position {end} only, and was further before.")
        : Rewind($"The log now ends at position {end}, though more was read from it.");

    /// <summary>The last event that was read from the log: whoever connects anew holds the log against it.</summary>
    public void Read(RecordedEvent last) => _last = last;

    /// <summary>The history as the database has it now.</summary>
    public async Task<LogHistory> ReadAsync(CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await ReadAsync(connection, null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The history up to an event that was read: all epochs that began before it are in it, and it belongs to the same log. An epoch
    /// that is told too early would hide from a follower that it missed something, and one that is told too late never does.
    /// </summary>
    /// <exception cref="LogRewoundException">The log does not hold the event, or began anew below one that was held before.</exception>
    public async Task<LogHistory> UpToAsync(RecordedEvent recorded, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_known is { } known && recorded.Position.Value <= _heldUpTo)
            {
                return known;
            }
        }

        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await ReadAsync(connection, recorded, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A connection that broke may have ended in a failover or a restored backup: what was read last must still be there.</summary>
    /// <exception cref="LogRewoundException">It is not.</exception>
    public Task<LogHistory> RequireSameAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => ReadAsync(connection, _last, cancellationToken);

    /// <summary>Before the first append on a connection: begins an epoch where the database is another than before, and holds the log against what was read.</summary>
    /// <exception cref="LogRewoundException">It is not the log that was read: what would be appended was decided on another one.</exception>
    /// <param name="connection">With the rights of the service.</param>
    /// <param name="timeout">How long the head of the log is waited for.</param>
    /// <param name="cancellationToken">Heeded until it is sent.</param>
    public async Task BeginAsync(NpgsqlConnection connection, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await BeginAsync(connection, isAnother: false, timeout, cancellationToken).ConfigureAwait(false);
        await RequireSameAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="connection">With the rights of the service, or the owner's.</param>
    /// <param name="isAnother">Whether the caller knows that the log is another than before, though the database may not show it.</param>
    /// <param name="timeout">How long the head of the log is waited for.</param>
    /// <param name="cancellationToken">Heeded until it is sent.</param>
    public static async Task BeginAsync(NpgsqlConnection connection, bool isAnother, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var begin = new NpgsqlCommand(BeginEpochSql, connection) { CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds), Parameters = { new() { Value = isAnother } } };
        await using (begin.ConfigureAwait(false))
        {
            await begin.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<LogHistory> ReadAsync(NpgsqlConnection connection, RecordedEvent? recorded, CancellationToken cancellationToken)
    {
        ThrowIfRewound();
        var (history, isHeld) = await QueryAsync(connection, recorded, cancellationToken).ConfigureAwait(false);
        seen.Saw(history.Head);
        if (recorded is not null && !isHeld)
        {
            throw recorded.Position > history.Head
                ? Missing(history.Head, history.IsReplica)
                : Rewind($"The log now holds another event at position {recorded.Position} than was read from it.");
        }

        return Take(history, recorded?.Position.Value ?? 0);
    }

    /// <summary>Of two readings the one of the later moment has more epochs, and those of the other first. One that begins below what was held until then is a fork.</summary>
    private LogHistory Take(LogHistory history, long held)
    {
        lock (_lock)
        {
            var known = _known?.Epochs ?? [];
            var shared = Math.Min(known.Count, history.Epochs.Count);
            if (!known.Take(shared).SequenceEqual(history.Epochs.Take(shared)) || history.Epochs.Skip(known.Count).Any(epoch => epoch.After.Value < _heldUpTo))
            {
                throw Rewind($"The log began anew after position {history.Epochs[^1].After}, and was read up to position {_heldUpTo} before.");
            }

            if (_known is null || history.Epochs.Count >= known.Count)
            {
                _known = history;
            }

            _heldUpTo = Math.Max(_heldUpTo, held);
            return history;
        }
    }

    private static async Task<(LogHistory History, bool IsHeld)> QueryAsync(NpgsqlConnection connection, RecordedEvent? recorded, CancellationToken cancellationToken)
    {
        var read = new NpgsqlCommand(ReadHistorySql, connection)
        {
            Parameters =
            {
                new() { Value = recorded?.Position.Value ?? 0 },
                new() { Value = recorded?.EventId ?? Guid.Empty },
                new() { Value = recorded?.RecordedAt ?? DateTimeOffset.UnixEpoch },
            },
        };
        await using (read.ConfigureAwait(false))
        {
            var rows = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                var epochs = new List<LogEpoch>();
                var (head, isReplica, isHeld) = (LogPosition.Start, false, false);
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    (head, isReplica, isHeld) = (new LogPosition(rows.GetInt64(0)), rows.GetBoolean(1), rows.GetBoolean(2));
                    if (!await rows.IsDBNullAsync(3, cancellationToken).ConfigureAwait(false))
                    {
                        epochs.Add(new LogEpoch(rows.GetGuid(3), new LogPosition(rows.GetInt64(4)), rows.GetFieldValue<DateTimeOffset>(5)));
                    }
                }

                return (new LogHistory(head, isReplica, epochs), isHeld);
            }
        }
    }

    [LoggerMessage(EventId = 430, Level = LogLevel.Error, Message = "The log is another than the one that this process has read, and nothing more is recorded or shown by it: {Reason} Find out which log is the right one; see Failover and Restore in the runbook")]
    private partial void LogRewound(string reason);
}
