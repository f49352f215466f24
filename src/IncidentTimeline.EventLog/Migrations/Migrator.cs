using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// Brings a log's schema to the shape the program was built for: forward only, one transaction per migration, one migrator at a
/// time. Runs as the owner. Several sets of migrations share one schema; each is numbered for itself.
/// </summary>
/// <param name="owner">Its search path chooses the schema, which is created if it is missing.</param>
/// <param name="loggers">Null: silent.</param>
public sealed partial class Migrator(NpgsqlDataSource owner, ILoggerFactory? loggers)
{
    private readonly ILogger _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<Migrator>();

    /// <summary>The migrations that an assembly embeds under a folder, in order: files named <c>0001_some_words.sql</c>.</summary>
    public static IReadOnlyList<Migration> FromResources(Assembly assembly, string folder) => Migration.FromResources(assembly, folder);

    /// <summary>Applies what is missing, in the order given, and sees to it that this login may serve. Harmless when nothing is to be done, and when others do the same at the same time.</summary>
    /// <exception cref="PostgresException">Among others 42501: the login may not make the service role, or not join it.</exception>
    /// <exception cref="MigrationException">A shipped migration was edited, or the database is ahead of this program.</exception>
    public async Task MigrateAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        var connection = await owner.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            while (await ApplyNextAsync(connection, migrations, cancellationToken).ConfigureAwait(false))
            {
            }

            // A right of the login, not of the schema: so it is looked at each time, and after a restore too.
            if (!await MayServeAsync(connection, cancellationToken).ConfigureAwait(false))
            {
                await JoinServiceRoleAsync(connection, cancellationToken).ConfigureAwait(false);
            }
        }

        // Pooled connections still hold plans and type information from before.
        owner.Clear();
    }

    /// <summary>Whether the database is a standby, which gets its migrations with everything else from its primary.</summary>
    public async Task<bool> IsReplicaAsync(CancellationToken cancellationToken)
    {
        var command = owner.CreateCommand(EmbeddedSql.Read("Following.is_replica.sql"));
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }
    }

    /// <summary>What <see cref="MigrateAsync"/> would apply, in order; null where there is no log yet. Changes nothing.</summary>
    /// <exception cref="MigrationException">As there.</exception>
    public async Task<IReadOnlyList<Migration>?> FindMissingAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        var connection = await owner.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var find = new NpgsqlCommand(EmbeddedSql.Read("Checking.find_log.sql"), connection);
            await using (find.ConfigureAwait(false))
            {
                if (await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is false)
                {
                    return null;
                }
            }

            var applied = await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false);
            return Next(migrations, applied) is null ? [] : [.. migrations.Where(migration => !applied.ContainsKey((migration.Set, migration.Number)))];
        }
    }

    /// <summary>One migration, in one transaction. Each takes the lock anew, so a long one does not keep the others' work in its transaction.</summary>
    private async Task<bool> ApplyNextAsync(NpgsqlConnection connection, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, EmbeddedSql.Read("Migrations.lock_migrations.sql"), cancellationToken).ConfigureAwait(false);
            await EnsureSchemaAsync(connection, cancellationToken).ConfigureAwait(false);
            var applied = await ReadAppliedAsync(connection, cancellationToken).ConfigureAwait(false);
            var next = Next(migrations, applied);
            if (next is not null)
            {
                await ExecuteAsync(connection, next.Sql, cancellationToken).ConfigureAwait(false);
                await RecordAsync(connection, next, cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            if (next is not null)
            {
                LogMigrated(next.Set, next.Name);
            }

            return next is not null;
        }
    }

    // Tried, not looked up: what membership is enough for differs between versions of PostgreSQL.
    private static async Task<bool> MayServeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            try
            {
                await ExecuteAsync(connection, EmbeddedSql.Read("Migrations.act_as_service.sql"), cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                return false;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidParameterValue)
            {
                return true; // There is no such role: nothing that was migrated makes it, so nothing needs it.
            }
        }
    }

    // Under the migrators' lock: two of them that grant the same at the same time would trip over each other.
    private static async Task JoinServiceRoleAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, EmbeddedSql.Read("Migrations.lock_migrations.sql"), cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, EmbeddedSql.Read("Migrations.join_service_role.sql"), cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EnsureSchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var schema = LogConnection.SchemaOf(owner.ConnectionString);
        var exists = new NpgsqlCommand(EmbeddedSql.Read("Migrations.schema_exists.sql"), connection) { Parameters = { new() { Value = schema } } };
        await using (exists.ConfigureAwait(false))
        {
            if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is false)
            {
                await ExecuteAsync(connection, $"create schema {LogConnection.QuoteIdentifier(schema)}", cancellationToken).ConfigureAwait(false);
            }
        }

        await ExecuteAsync(connection, EmbeddedSql.Read("Migrations.create_migrations.sql"), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Dictionary<(string Set, int Number), Applied>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<(string Set, int Number), Applied>();
        var command = new NpgsqlCommand(EmbeddedSql.Read("Migrations.read_migrations.sql"), connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    applied.Add((reader.GetString(0), reader.GetInt32(1)), new Applied(reader.GetString(2), reader.GetString(3)));
                }
            }
        }

        return applied;
    }

    /// <summary>The first that is missing, or null; refuses every contradiction between what is shipped and what was applied.</summary>
    private static Migration? Next(IReadOnlyList<Migration> migrations, Dictionary<(string Set, int Number), Applied> applied)
    {
        foreach (var migration in migrations)
        {
            if (applied.TryGetValue((migration.Set, migration.Number), out var before))
            {
                RefuseIfChanged(migration, before);
            }
        }

        RefuseIfAhead(migrations, applied);
        var next = migrations.FirstOrDefault(migration => !applied.ContainsKey((migration.Set, migration.Number)));
        if (next is not null)
        {
            RefuseIfBackwards(next, applied);
        }

        return next;
    }

    private static void RefuseIfAhead(IReadOnlyList<Migration> migrations, Dictionary<(string Set, int Number), Applied> applied)
    {
        var shipped = migrations.Select(migration => (migration.Set, migration.Number)).ToHashSet();
        var sets = migrations.Select(migration => migration.Set).ToHashSet();
        foreach (var ((set, number), before) in applied)
        {
            // Sets that were not given are other people's.
            if (sets.Contains(set) && !shipped.Contains((set, number)))
            {
                throw new MigrationException(
                    $"The database has migration {before.Name} of {set}, which this program does not know: the program is older than the database. Deploy the newer one.");
            }
        }
    }

    private static void RefuseIfBackwards(Migration next, Dictionary<(string Set, int Number), Applied> applied)
    {
        foreach (var ((set, number), before) in applied)
        {
            if (set == next.Set && number > next.Number)
            {
                throw new MigrationException(
                    $"Migration {next.Name} of {next.Set} is missing, but {before.Name} was applied already. Migrations go forward only: give it the next free number.");
            }
        }
    }

    private static void RefuseIfChanged(Migration migration, Applied before)
    {
        if (before.Checksum != migration.Checksum)
        {
            throw new MigrationException(
                $"Migration {migration.Name} of {migration.Set} was edited after it was applied as {before.Name} (SHA-256 {before.Checksum}, now {migration.Checksum}). Restore the file and write the change as a new migration.");
        }
    }

    private static async Task RecordAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(EmbeddedSql.Read("Migrations.record_migration.sql"), connection)
        {
            Parameters =
            {
                new() { Value = migration.Set },
                new() { Value = migration.Number },
                new() { Value = migration.Name },
                new() { Value = migration.Checksum },
            },
        };
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private readonly record struct Applied(string Name, string Checksum);

    [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "Applied migration {Migration} of {Set}")]
    private partial void LogMigrated(string set, string migration);
}
