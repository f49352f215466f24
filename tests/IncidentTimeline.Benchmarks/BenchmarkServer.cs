using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IncidentTimeline.Benchmarks;

/// <summary>
/// The PostgreSQL that is measured: one of our own, as the server starts it, in a temporary directory; or the one whose owner's
/// connection string TIMELINE_BENCH_DB holds. Durable, or there is none.
/// </summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private const string Setting = "TIMELINE_BENCH_DB";

    private static readonly string ReadSettingsSql = BenchmarkSql.Read("read_settings.sql");

    private readonly string _connectionString;
    private readonly EmbeddedPostgres? _embedded;
    private readonly DirectoryInfo? _directory;
    private int _databases;

    private BenchmarkServer(string connectionString, EmbeddedPostgres? embedded, DirectoryInfo? directory)
    {
        _connectionString = connectionString;
        _embedded = embedded;
        _directory = directory;
    }

    /// <summary>What it keeps when the power fails.</summary>
    public Durability Durability { get; private set; } = null!; // Read before anybody gets it.

    /// <exception cref="NotDurableException">It does not wait for the disk.</exception>
    public static async Task<BenchmarkServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } connectionString
            ? new BenchmarkServer(connectionString, embedded: null, directory: null)
            : await StartEmbeddedAsync(cancellationToken);
        try
        {
            server.Durability = await server.ReadDurabilityAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A migrated and empty database of its own.</summary>
    public async Task<BenchmarkDatabase> CreateDatabaseAsync(string purpose, CancellationToken cancellationToken)
    {
        // Its own name on a server that others use, too.
        var name = $"timeline_bench_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}_{purpose}";
        await ExecuteAsync($"create database {name} template template0 encoding 'UTF8'", cancellationToken);
        var owner = LogConnection.ForOwner(new NpgsqlConnectionStringBuilder(_connectionString) { Database = name }.ConnectionString);
        await using var migrating = NpgsqlDataSource.Create(owner);
        await new Migrator(migrating, null).MigrateAsync(ServiceHost.Migrations, cancellationToken);
        return new BenchmarkDatabase(this, name, owner);
    }

    // Forced: a server process that is just ending may still be connected.
    public Task DropDatabaseAsync(string name) => ExecuteAsync($"drop database if exists {name} with (force)", CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }

        _directory?.Delete(recursive: true);
    }

    private static async Task<BenchmarkServer> StartEmbeddedAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("incident-timeline-bench-");
        // As root, PostgreSQL runs under another account, which has to pass through.
        File.SetUnixFileMode(directory.FullName, File.GetUnixFileMode(directory.FullName) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var options = new EmbeddedPostgresOptions { DataDirectory = directory.FullName, BinDirectory = Environment.GetEnvironmentVariable("PG_BIN") };
        var embedded = await EmbeddedPostgres.StartAsync(options, TimeProvider.System, NullLogger.Instance, cancellationToken);
        return new BenchmarkServer(embedded.ConnectionString, embedded, directory);
    }

    private async Task<Durability> ReadDurabilityAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var read = new NpgsqlCommand(ReadSettingsSql, connection);
        await using var row = await read.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new Durability(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)).Required();
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>What PostgreSQL says of itself, in its own words.</summary>
internal sealed record Durability(string Version, string Fsync, string SynchronousCommit, string FullPageWrites, string SharedBuffers)
{
    /// <summary>This, where an acknowledged commit survives a loss of power.</summary>
    public Durability Required()
    {
        Require("fsync", Fsync);
        Require("synchronous_commit", SynchronousCommit);
        Require("full_page_writes", FullPageWrites);
        return this;
    }

    private static void Require(string setting, string value)
    {
        if (value != "on")
        {
            throw new NotDurableException(setting, value);
        }
    }
}
