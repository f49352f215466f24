using System.Security.Cryptography;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Hosting;
using Npgsql;

namespace IncidentTimeline.Server.Backups;

/// <summary>
/// Brings a backup back into a database that holds no log: all of it or nothing. Then applies the migrations that are newer than the
/// backup, so that the check that follows judges what the next start would serve.
/// </summary>
internal sealed class Restore(ServerOptions options)
{
    private static readonly string FindSchemaSql = Sql.Read("Backups.find_schema.sql");
    private static readonly string CreateServiceRoleSql = Sql.Read("Backups.create_service_role.sql");
    private static readonly string AnalyzeSql = Sql.Read("Backups.analyze.sql");

    /// <summary>Restores, and hands what it restored to the check.</summary>
    /// <param name="path">The file.</param>
    /// <param name="check">Gets the owner's connection string of the restored database, while it is there.</param>
    /// <param name="cancellationToken">Leaves an empty database behind; once the events are there, a whole log, which the check has not seen.</param>
    /// <returns>What the check returned.</returns>
    public async Task<int> RunAsync(string path, Func<string, Task<int>> check, CancellationToken cancellationToken)
    {
        // PostgreSQL's programs run elsewhere.
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{path} is not there. Name the file that ops/backup wrote.");
        }

        await RequireSameBytesAsync(path, cancellationToken);
        if (options.ConnectionString is null && Hosting.Postgres.DataDirectory.RunningConnection(options.DataDirectory) is not null)
        {
            throw new InvalidDataException($"A service is running on {options.DataDirectory}. Restore beside it, into another --data directory, look at it there, and only then put one in the place of the other.");
        }

        await using var chosen = await ChosenDatabase.PrepareAsync(options, cancellationToken);
        await using var owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(LogConnection.ForOwner(chosen.ConnectionString)) { Pooling = false }.ConnectionString);
        var (wanted, isThere, holdsLog, major) = await DescribeAsync(owner, cancellationToken);
        if (holdsLog)
        {
            throw new InvalidDataException($"The schema {wanted} of the database holds a log, or a part of one, already. A backup is restored only where there is none: nothing recorded is ever overwritten. Choose another --data directory or database. If it is what an earlier restore left that was cut short, check it: clean means that all of it is there.");
        }

        var restore = await PostgresTool.FindRestoreAsync(major, options, cancellationToken);
        var contents = await restore.RunAsync(null, ["--list", path], cancellationToken);
        var schema = BackupFile.SchemaOf(contents);
        if (schema != wanted)
        {
            throw new InvalidDataException(schema is null
                ? $"{path} holds no log."
                : $"{path} holds the schema {schema}, and the connection's search path begins with {wanted}. Add \"Search Path={schema}\" to --connection.");
        }

        await ExecuteAsync(owner, CreateServiceRoleSql, cancellationToken);
        await RunRestoreAsync(restore, chosen.ConnectionString, path, isThere ? BackupFile.WithoutSchema(contents) : contents, cancellationToken);
        await new Migrator(owner, null).MigrateAsync(ServiceHost.Migrations, cancellationToken);

        // Followers may have been told what came after the backup. In the cluster that it came from nothing else shows it.
        await EventStore.BeginAnotherEpochAsync(owner, cancellationToken);
        await ExecuteAsync(owner, AnalyzeSql, cancellationToken);
        return await check(chosen.ConnectionString);
    }

    private static async Task RequireSameBytesAsync(string path, CancellationToken cancellationToken)
    {
        var note = path + Backup.ChecksumSuffix;
        if (!File.Exists(note))
        {
            throw new InvalidDataException($"{note} is not there, so nobody can say whether {path} is what was written. Put it back; or, where you trust the file, make it anew: sha256sum FILE > FILE{Backup.ChecksumSuffix}");
        }

        await using var file = File.OpenRead(path);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        if (!(await File.ReadAllTextAsync(note, cancellationToken)).StartsWith(sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"{path} is not what was written: its SHA-256 is {sha256}, and {note} says otherwise. Use another copy.");
        }
    }

    // A list of contents is the one way to tell pg_restore what to leave out.
    private static async Task RunRestoreAsync(PostgresTool restore, string connectionString, string path, string contents, CancellationToken cancellationToken)
    {
        var list = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(list, contents, cancellationToken);
            await restore.RunAsync(
                connectionString,
                ["--single-transaction", "--exit-on-error", "--no-owner", "--no-password", $"--use-list={list}", $"--dbname={DatabaseOf(connectionString)}", path],
                cancellationToken);
        }
        finally
        {
            File.Delete(list);
        }
    }

    private static async Task<(string Schema, bool IsThere, bool HoldsLog, int Major)> DescribeAsync(NpgsqlDataSource owner, CancellationToken cancellationToken)
    {
        await using var command = owner.CreateCommand(FindSchemaSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetString(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetInt32(3));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource owner, string sql, CancellationToken cancellationToken)
    {
        await using var command = owner.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string DatabaseOf(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) is var connection ? connection.Database ?? connection.Username ?? "" : "";
}
