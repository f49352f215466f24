using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// Keeps one projection up to date. Each event takes effect exactly once, however often the process dies and however many
/// runners there are: a batch and the checkpoint behind it are one transaction.
/// </summary>
/// <param name="dataSource">Where the projection writes: the log's own schema, or one whose search path reaches the log.</param>
/// <param name="store">The log to follow.</param>
/// <param name="projection">What to keep.</param>
/// <param name="time">For pauses.</param>
/// <param name="loggers">Null: silent.</param>
public sealed partial class Projector(
    NpgsqlDataSource dataSource, EventStore store, IProjection projection, TimeProvider time, ILoggerFactory? loggers)
{
    /// <summary>First and longest pause while the database is away.</summary>
    private static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(5);

    private const long PositionUnknown = -1;

    /// <summary>How often a wait asks the database when this projector is not the one that runs.</summary>
    private static readonly TimeSpan ElsewherePollInterval = TimeSpan.FromMilliseconds(100);

    private static readonly string EnsureCheckpointSql = EmbeddedSql.Read("Projecting.ensure_checkpoint.sql");
    private static readonly string ReadCheckpointSql = EmbeddedSql.Read("Projecting.read_checkpoint.sql");
    private static readonly string MoveOverEventsSql = EmbeddedSql.Read("Projecting.move_over_events.sql");
    private static readonly string WatchCheckpointSql = EmbeddedSql.Read("Projecting.watch_checkpoint.sql");

    private readonly ILogger _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<Projector>();
    private readonly Pulse _changed = new();
    private long _position = PositionUnknown;
    private volatile ProjectorStatus _status;
    private volatile Exception? _error;

    public string Name => projection.Name;

    public ProjectorStatus Status => _status;

    /// <summary>What stopped it; null unless <see cref="Status"/> is <see cref="ProjectorStatus.Stopped"/>.</summary>
    public Exception? Error => _error;

    /// <summary>How far it got here; null before it first ran. Asks no database.</summary>
    public LogPosition? Position => Volatile.Read(ref _position) is var position and not PositionUnknown ? new LogPosition(position) : null;

    /// <summary>How far it is behind the log; null while that is not known. Asks no database.</summary>
    public LogLag? Lag => Position is { } position ? store.LagAt(position) : null;

    /// <summary>
    /// Follows the log until cancelled. Waits out outages of the database; stops for good, with an error in the operator's log, when
    /// the projection fails. It never skips. Returns in both cases.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        store.Projections[Name] = this;
        Become(ProjectorStatus.Running, null);
        var backoff = new Backoff(RetryDelayMin, RetryDelayMax, time);
        try
        {
            while (true)
            {
                await RunUntilTroubleAsync(backoff, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Become(ProjectorStatus.Idle, null);
        }
        catch (LogRewoundException e)
        {
            // It has been logged, and is no failure of the projection.
            Become(ProjectorStatus.Stopped, e);
        }
        catch (Exception e)
        {
            // The projection is someone else's code and may throw anything; all of it must end in the alarm.
            LogStopped(e, Name, Position ?? LogPosition.Start);
            Become(ProjectorStatus.Stopped, e);
        }
    }

    /// <summary>How far the projection got, as the database has it.</summary>
    public async Task<LogPosition> CheckpointAsync(CancellationToken cancellationToken)
    {
        var command = dataSource.CreateCommand(ReadCheckpointSql);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = Name });
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long position
                ? new LogPosition(position)
                : LogPosition.Start;
        }
    }

    /// <summary>Waits until the projection has applied the event at a position, so that a writer sees their own write.</summary>
    /// <returns>False if it had not within <paramref name="timeoutMax"/>, or has stopped before it.</returns>
    public async Task<bool> WaitForAsync(LogPosition atLeast, TimeSpan timeoutMax, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var changed = _changed.Next;
            if (await PositionAsync(cancellationToken).ConfigureAwait(false) >= atLeast)
            {
                return true;
            }

            var left = timeoutMax - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || Status == ProjectorStatus.Stopped)
            {
                return false;
            }

            var slice = Status == ProjectorStatus.Running || left < ElsewherePollInterval ? left : ElsewherePollInterval;
            await changed.WaitAsync(slice, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task RunUntilTroubleAsync(Backoff backoff, CancellationToken cancellationToken)
    {
        try
        {
            await WatchWhileReplicaAsync(backoff, cancellationToken).ConfigureAwait(false);
            await ApplyFromCheckpointAsync(backoff, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e.IsOutage())
        {
            if (!backoff.IsInTrouble)
            {
                LogWaiting(Name, e.Message);
            }
            else if (backoff.IsAlarming())
            {
                // A statement that times out looks like an outage; one that always does is not going to pass.
                LogStuck(Name, Volatile.Read(ref _position), e.Message);
            }

            await backoff.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A standby gets the projection with the log, from the runner on its primary. Returns once the database takes writes: then this is a runner like others.</summary>
    private async Task WatchWhileReplicaAsync(Backoff backoff, CancellationToken cancellationToken)
    {
        while (await ReadReplicatedAsync(cancellationToken).ConfigureAwait(false) is { } checkpoint)
        {
            if (Position is not { } position || position < checkpoint)
            {
                Reached(checkpoint);
            }

            if (backoff.Recovered())
            {
                LogRecovered(Name, checkpoint);
            }

            await Task.Delay(ElsewherePollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How far the projection got, on a standby; null on a database that takes writes.</summary>
    private async Task<LogPosition?> ReadReplicatedAsync(CancellationToken cancellationToken)
    {
        var command = dataSource.CreateCommand(WatchCheckpointSql);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = Name });
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long position ? new LogPosition(position) : null;
        }
    }

    /// <summary>Returns when another runner was faster, or the log does not hold what was read from it: then the checkpoint must be read again.</summary>
    private async Task ApplyFromCheckpointAsync(Backoff backoff, CancellationToken cancellationToken)
    {
        var checkpoint = await EnsureCheckpointAsync(cancellationToken).ConfigureAwait(false);
        Reached(checkpoint);
        await foreach (var batch in store.FollowBatchesAsync(checkpoint, cancellationToken).ConfigureAwait(false))
        {
            if (!await TryApplyAsync(checkpoint, batch, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            checkpoint = batch[^1].Position;
            Reached(checkpoint);
            if (backoff.Recovered())
            {
                LogRecovered(Name, checkpoint);
            }
        }
    }

    /// <summary>As <see cref="CheckpointAsync"/>; one that never ran has a row then.</summary>
    internal async Task<LogPosition> EnsureCheckpointAsync(CancellationToken cancellationToken)
    {
        var command = dataSource.CreateCommand(EnsureCheckpointSql);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = Name });
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return await CheckpointAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryApplyAsync(LogPosition checkpoint, IReadOnlyList<RecordedEvent> batch, CancellationToken cancellationToken)
    {
        using var activity = EventLogTelemetry.Activities.StartActivity(
            "apply batch", ActivityKind.Internal, parentContext: default,
            tags: [new("timeline.projection", Name), new("timeline.projection.position", batch[^1].Position.Value), new("timeline.projection.events", batch.Count)]);
        var started = store.Meter.Now;
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // First, for its row lock: of two runners one waits here and then finds nothing left to do.
                if (!await TryMoveCheckpointAsync(connection, checkpoint, batch[^1], cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }

                await projection.ApplyAsync(batch, connection, transaction, cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                store.Meter.Applied(Name, started);
                return true;
            }
        }
    }

    private async Task<bool> TryMoveCheckpointAsync(
        NpgsqlConnection connection, LogPosition from, RecordedEvent to, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(MoveOverEventsSql, connection)
        {
            Parameters =
            {
                new() { Value = Name }, new() { Value = from.Value }, new() { Value = to.Position.Value }, new() { Value = to.EventId }, new() { Value = to.RecordedAt },
            },
        };
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
        }
    }

    /// <summary>What is known here while running, else what the database says: another process may be the runner.</summary>
    private async Task<LogPosition> PositionAsync(CancellationToken cancellationToken) =>
        Status == ProjectorStatus.Running
            ? Position ?? LogPosition.Start
            : await CheckpointAsync(cancellationToken).ConfigureAwait(false);

    private void Reached(LogPosition position)
    {
        Volatile.Write(ref _position, position.Value);
        _changed.Beat();
    }

    private void Become(ProjectorStatus status, Exception? error)
    {
        _error = error;
        _status = status;
        _changed.Beat();
    }

    [LoggerMessage(EventId = 400, Level = LogLevel.Error, Message = "Projection {Projection} stopped after position {Position}: it failed on what follows. Nothing was skipped; mend it and start it again")]
    private partial void LogStopped(Exception failure, string projection, LogPosition position);

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "Projection {Projection} waits for the database: {Reason}")]
    private partial void LogWaiting(string projection, string reason);

    [LoggerMessage(EventId = 403, Level = LogLevel.Error, Message = "Projection {Projection} has not moved from position {Position} for a minute and keeps trying; look at the database, and at what this projection asks of it: {Reason}")]
    private partial void LogStuck(string projection, long position, string reason);

    [LoggerMessage(EventId = 402, Level = LogLevel.Information, Message = "Projection {Projection} works again, at position {Position}")]
    private partial void LogRecovered(string projection, LogPosition position);
}
