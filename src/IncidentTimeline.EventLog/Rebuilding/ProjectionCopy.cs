using System.Diagnostics;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>A projection's tables in a schema beside those in use, with a checkpoint of their own.</summary>
/// <param name="schemas">Of the rebuild.</param>
/// <param name="schema">Where these tables are.</param>
/// <param name="tables">Its search path leads there first.</param>
/// <param name="projection">Whose tables they are.</param>
/// <param name="store">The log.</param>
/// <param name="time">For rates.</param>
internal sealed class ProjectionCopy(
    ProjectionSchemas schemas, string schema, NpgsqlDataSource tables, IRebuildableProjection projection, EventStore store, TimeProvider time)
{
    /// <summary>Events applied in one transaction when catching up.</summary>
    private const int BatchEventsMax = 1_000;

    /// <summary>Batches read and not taken yet: a few, so that a slow moment of one stage does not stop the other.</summary>
    private const int BatchesAheadMax = 4;

    /// <summary>Indexes built at a time: each keeps a core busy, and the service needs some.</summary>
    private const int IndexesAtOnceMax = 2;

    private static readonly string BuildGenerouslySql = EmbeddedSql.Read("Rebuilding.build_generously.sql");
    private static readonly string EnsureCheckpointSql = EmbeddedSql.Read("Projecting.ensure_checkpoint.sql");
    private static readonly string MoveCheckpointSql = EmbeddedSql.Read("Projecting.move_checkpoint.sql");

    private readonly string[] _names = [.. projection.Tables.Select(table => table.Name)];

    public string Schema => schema;

    public NpgsqlDataSource Tables => tables;

    /// <summary>Removes what is there, and makes empty tables without indexes.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await DropAsync(cancellationToken).ConfigureAwait(false);
        await PlanAsync("Rebuilding.plan_tables.sql", [_names, schema], cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(EnsureCheckpointSql, [projection.Name], cancellationToken).ConfigureAwait(false);
        await PlanAsync("Rebuilding.plan_mark.sql", [schema, projection.Name], cancellationToken).ConfigureAwait(false);
    }

    public Task DropAsync(CancellationToken cancellationToken) => PlanAsync("Rebuilding.plan_drop.sql", [_names, schema, projection.Name], cancellationToken);

    /// <summary>Fills the empty tables with the events up to a position.</summary>
    public async Task FillAsync(LogPosition upTo, Action<RebuildProgress> report, CancellationToken cancellationToken)
    {
        var scanned = new LogScan(tables).ReadAsync(upTo, cancellationToken).AheadAsync(BatchesAheadMax, cancellationToken);
        await projection.FillAsync(ReportedAsync(scanned, upTo, report), tables, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(MoveCheckpointSql, [projection.Name, LogPosition.Start.Value, upTo.Value], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Builds the indexes that the tables in use have, and takes statistics, without which the first readers would be led astray.</summary>
    public async Task IndexAsync(CancellationToken cancellationToken)
    {
        await BuildAsync(cancellationToken).ConfigureAwait(false);
        await PlanAsync("Rebuilding.plan_constraints.sql", [_names, schema], cancellationToken).ConfigureAwait(false);
        await PlanAsync("Rebuilding.plan_statistics.sql", [_names, schema], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How far this copy got; null where it is none of this log, or not there.</summary>
    public async Task<LogPosition?> PositionAsync(CancellationToken cancellationToken)
    {
        var connection = await tables.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var statements = await PlannedStatements.ReadAsync(connection, "Rebuilding.plan_copy_position.sql", [schema, projection.Name], cancellationToken).ConfigureAwait(false);
            var command = new NpgsqlCommand(statements.Single(), connection);
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long position ? new LogPosition(position) : null;
            }
        }
    }

    /// <summary>Applies what was recorded up to a position, a batch a transaction.</summary>
    public async Task CatchUpAsync(LogPosition upTo, Action<RebuildProgress> report, CancellationToken cancellationToken)
    {
        var from = await PositionAsync(cancellationToken).ConfigureAwait(false) ?? throw new UnreachableException("A copy that catches up has a checkpoint.");
        var pace = new Pace(RebuildStep.CatchingUp, from, upTo, time);
        while (from < upTo)
        {
            var connection = await tables.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var to = new LogPosition(Math.Min(upTo.Value, from.Value + BatchEventsMax));
                    await ApplyAsync(from, to, connection, transaction, cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    from = to;
                }
            }

            report(pace.At(from));
        }
    }

    /// <summary>Applies a stretch of the log, and moves this copy's checkpoint, in the caller's transaction. At most a batch.</summary>
    public async Task ApplyAsync(LogPosition from, LogPosition to, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (from == to)
        {
            return;
        }

        var move = PlannedStatements.Command(connection, MoveCheckpointSql, projection.Name, from.Value, to.Value);
        await using (move.ConfigureAwait(false))
        {
            if (await move.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) != 1)
            {
                throw new InvalidOperationException($"Somebody else moved the copy of {projection.Name} in {schema}. Rebuild again.");
            }
        }

        var batch = new List<RecordedEvent>();
        await foreach (var recorded in store.ReadLogAsync(from, to, cancellationToken).ConfigureAwait(false))
        {
            batch.Add(recorded);
        }

        await projection.ApplyAsync(batch, connection, transaction, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the tables in use have and these have not, and the reverse; none where they are of one shape.</summary>
    public async Task<IReadOnlyList<string>> OtherShapeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var inUse = await PlannedStatements.ReadAsync(connection, "Rebuilding.describe_tables.sql", [schemas.InUse, _names], cancellationToken).ConfigureAwait(false);
        var here = await PlannedStatements.ReadAsync(connection, "Rebuilding.describe_tables.sql", [schema, _names], cancellationToken).ConfigureAwait(false);
        return [.. inUse.Except(here).Select(line => $"in use: {line}"), .. here.Except(inUse).Select(line => $"the other: {line}")];
    }

    private async IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReportedAsync(
        IAsyncEnumerable<IReadOnlyList<RecordedEvent>> batches, LogPosition upTo, Action<RebuildProgress> report)
    {
        var pace = new Pace(RebuildStep.Filling, LogPosition.Start, upTo, time);
        await foreach (var batch in batches.ConfigureAwait(false))
        {
            yield return batch;
            report(pace.At(batch[^1].Position));
        }
    }

    private async Task BuildAsync(CancellationToken cancellationToken)
    {
        List<string> statements;
        var wording = await schemas.TablesInUse.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (wording.ConfigureAwait(false))
        {
            statements = await PlannedStatements.ReadAsync(wording, "Rebuilding.plan_indexes.sql", [_names, schema], cancellationToken).ConfigureAwait(false);
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = IndexesAtOnceMax, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(statements, options, async (statement, ending) =>
        {
            var connection = await tables.OpenConnectionAsync(ending).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                foreach (var sql in (string[])[BuildGenerouslySql, statement])
                {
                    var command = new NpgsqlCommand(sql, connection);
                    await using (command.ConfigureAwait(false))
                    {
                        await command.ExecuteNonQueryAsync(ending).ConfigureAwait(false);
                    }
                }
            }
        }).ConfigureAwait(false);
    }

    // Worded by a session that sees the tables in use, so that PostgreSQL leaves their schema out, and run by one that sees the copy.
    private async Task PlanAsync(string file, object[] parameters, CancellationToken cancellationToken)
    {
        var wording = await schemas.TablesInUse.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (wording.ConfigureAwait(false))
        {
            var running = await tables.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (running.ConfigureAwait(false))
            {
                await PlannedStatements.ExecuteAsync(file, parameters, wording, running, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ExecuteAsync(string sql, object[] parameters, CancellationToken cancellationToken)
    {
        var connection = await tables.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = PlannedStatements.Command(connection, sql, parameters);
            await using (command.ConfigureAwait(false))
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>How fast a step goes, and how long it will take.</summary>
    private sealed class Pace(RebuildStep step, LogPosition from, LogPosition upTo, TimeProvider time)
    {
        private readonly long _started = time.GetTimestamp();

        public RebuildProgress At(LogPosition position)
        {
            var seconds = time.GetElapsedTime(_started).TotalSeconds;
            var done = position.Value - from.Value;
            return seconds <= 0 || done <= 0
                ? new RebuildProgress(step, position, upTo)
                : new RebuildProgress(step, position, upTo, done / seconds, TimeSpan.FromSeconds((upTo.Value - position.Value) * seconds / done));
        }
    }
}
