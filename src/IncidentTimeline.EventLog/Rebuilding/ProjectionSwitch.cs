using System.Data;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>Brings a copy of a projection's tables to where the tables in use are, compares the two there, and puts it in their place.</summary>
/// <param name="schemas">Of the rebuild.</param>
/// <param name="copy">What is to be used.</param>
/// <param name="projection">Whose tables they are.</param>
/// <param name="time">For pauses.</param>
/// <param name="report">Called as it goes on.</param>
internal sealed class ProjectionSwitch(ProjectionSchemas schemas, ProjectionCopy copy, IRebuildableProjection projection, TimeProvider time, Action<RebuildProgress> report)
{
    /// <summary>Events that the copy may be behind for the last of them to be applied while others wait: a batch, some 20 ms.</summary>
    private const long EventsWhileOthersWaitMax = 1_000;

    /// <summary>Rounds of catching up before the log is taken to grow faster than it can be applied.</summary>
    private const int RoundsMax = 100;

    /// <summary>Attempts at the switch, one each <see cref="AttemptInterval"/>: about an hour, which is as long as a check or a backup may take.</summary>
    private const int AttemptsMax = 3_600;
    private static readonly TimeSpan AttemptInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long one attempt waits for each of its locks, and so may keep every reader waiting behind it.</summary>
    private static readonly TimeSpan LockWaitMax = TimeSpan.FromMilliseconds(200);

    private static readonly string ReadCheckpointSql = EmbeddedSql.Read("Projecting.read_checkpoint.sql");
    private static readonly string HoldCheckpointSql = EmbeddedSql.Read("Rebuilding.hold_checkpoint.sql");
    private static readonly string ExportMomentSql = EmbeddedSql.Read("Rebuilding.export_moment.sql");
    private static readonly string LimitWaitSql = EmbeddedSql.Read("Rebuilding.limit_wait.sql");

    private readonly string[] _tables = [.. projection.Tables.Select(table => table.Name)];

    /// <summary>Compares both as they were at one position, beside readers and writers.</summary>
    /// <returns>Null where the copy never came close to the tables in use.</returns>
    public async Task<(LogPosition Position, IReadOnlyList<TableDifference> Differences)?> CompareAsync(CancellationToken cancellationToken)
    {
        if (!await ComeCloseAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var comparing = await schemas.TablesInUse.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (comparing.ConfigureAwait(false))
        {
            var snapshot = await comparing.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using (snapshot.ConfigureAwait(false))
            {
                var here = await copy.PositionAsync(cancellationToken).ConfigureAwait(false) ?? LogPosition.Start;
                report(new RebuildProgress(RebuildStep.Comparing, here, here));
                var (position, moment) = await MeetAsync(comparing, cancellationToken).ConfigureAwait(false);
                report(new RebuildProgress(RebuildStep.Comparing, position, position));
                return (position, await CompareAsync(comparing, moment, cancellationToken).ConfigureAwait(false));
            }
        }
    }

    /// <summary>Puts the copy in the place of the tables in use, as soon as nobody reads them for a moment.</summary>
    /// <param name="plan">The query that words the moves, and its parameters for the position at which they are made.</param>
    /// <param name="cancellationToken">Heeded until the moves are committed.</param>
    /// <returns>Switched, OtherShape or InUse.</returns>
    public async Task<RebuildOutcome> SwitchAsync(Func<LogPosition, (string File, object[] Parameters)> plan, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (!await ComeCloseAsync(cancellationToken).ConfigureAwait(false))
            {
                return new RebuildOutcome.InUse();
            }

            var here = await copy.PositionAsync(cancellationToken).ConfigureAwait(false) ?? LogPosition.Start;
            report(new RebuildProgress(RebuildStep.Switching, here, here));
            try
            {
                if (await TrySwitchAsync(plan, cancellationToken).ConfigureAwait(false) is { } outcome)
                {
                    return outcome;
                }
            }
            catch (PostgresException inUse) when (inUse.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                // A check, a backup or a long query reads the tables. It is not to be disturbed, and nobody is to wait behind us.
                await Task.Delay(AttemptInterval, time, cancellationToken).ConfigureAwait(false);
            }
        }

        return new RebuildOutcome.InUse();
    }

    /// <returns>False where the log grew faster than it could be applied, round after round.</returns>
    private async Task<bool> ComeCloseAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < RoundsMax; round++)
        {
            LogPosition inUse;
            var connection = await schemas.TablesInUse.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                inUse = await PositionAsync(connection, ReadCheckpointSql, cancellationToken).ConfigureAwait(false);
            }

            var here = await copy.PositionAsync(cancellationToken).ConfigureAwait(false) ?? LogPosition.Start;
            if (inUse.Value - here.Value <= EventsWhileOthersWaitMax)
            {
                return true;
            }

            await copy.CatchUpAsync(inUse, report, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    // The projector moves its row first of all, so it waits while we hold it; readers do not. That lasts until the copy is where the row is, and a
    // snapshot sees both there.
    private async Task<(LogPosition Position, string Moment)> MeetAsync(NpgsqlConnection comparing, CancellationToken cancellationToken)
    {
        var holding = await schemas.TablesInUse.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (holding.ConfigureAwait(false))
        {
            var hold = await holding.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (hold.ConfigureAwait(false))
            {
                var position = await PositionAsync(holding, HoldCheckpointSql, cancellationToken).ConfigureAwait(false);
                await copy.CatchUpAsync(position, report, cancellationToken).ConfigureAwait(false);
                var export = new NpgsqlCommand(ExportMomentSql, comparing);
                await using (export.ConfigureAwait(false))
                {
                    return await export.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is string moment
                        ? (position, moment)
                        : throw new UnreachableException("A snapshot has a name.");
                }
            }
        }
    }

    private async Task<IReadOnlyList<TableDifference>> CompareAsync(NpgsqlConnection comparing, string moment, CancellationToken cancellationToken)
    {
        var beside = await schemas.TablesInUse.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (beside.ConfigureAwait(false))
        {
            var transaction = await beside.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await PlannedStatements.ExecuteAsync("Rebuilding.plan_same_moment.sql", [moment], comparing, beside, cancellationToken).ConfigureAwait(false);
                return await new CopyComparison(schemas, comparing, beside).FindAsync(projection.Tables, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <returns>Null where the log grew meanwhile by more than others should wait for.</returns>
    private async Task<RebuildOutcome?> TrySwitchAsync(Func<LogPosition, (string File, object[] Parameters)> plan, CancellationToken cancellationToken)
    {
        var connection = await copy.Tables.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await LockAsync(connection, cancellationToken).ConfigureAwait(false);
                var from = await PositionAsync(connection, ReadCheckpointSql, cancellationToken).ConfigureAwait(false);
                var to = await InUsePositionAsync(connection, cancellationToken).ConfigureAwait(false);
                if (to.Value - from.Value > EventsWhileOthersWaitMax)
                {
                    return null;
                }

                // Asked here, for a migration may have come by.
                if (await copy.OtherShapeAsync(connection, cancellationToken).ConfigureAwait(false) is { Count: > 0 } shape)
                {
                    return new RebuildOutcome.OtherShape(shape);
                }

                await copy.ApplyAsync(from, to, connection, transaction, cancellationToken).ConfigureAwait(false);
                var (file, parameters) = plan(to);
                await PlannedStatements.ExecuteAsync(file, parameters, connection, connection, cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return new RebuildOutcome.Switched(to, []);
            }
        }
    }

    private async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var limit = PlannedStatements.Command(connection, LimitWaitSql, string.Create(CultureInfo.InvariantCulture, $"{LockWaitMax.TotalMilliseconds}ms"));
        await using (limit.ConfigureAwait(false))
        {
            await limit.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        await PlannedStatements.ExecuteAsync("Rebuilding.plan_locks.sql", [_tables, schemas.InUse], connection, connection, cancellationToken).ConfigureAwait(false);
    }

    // Of the tables in use, by a connection whose search path leads to the copy's checkpoint.
    private async Task<LogPosition> InUsePositionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var statements = await PlannedStatements.ReadAsync(connection, "Rebuilding.plan_position.sql", [schemas.InUse, projection.Name], cancellationToken).ConfigureAwait(false);
        var command = new NpgsqlCommand(statements.Single(), connection);
        await using (command.ConfigureAwait(false))
        {
            return Position(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task<LogPosition> PositionAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = PlannedStatements.Command(connection, sql, projection.Name);
        await using (command.ConfigureAwait(false))
        {
            return Position(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    private static LogPosition Position(object? scalar) => scalar is long position ? new LogPosition(position) : LogPosition.Start;
}
