using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IncidentTimeline.Tests;

/// <summary>
/// The PostgreSQL server of this test run: an embedded one, started when first needed and stopped by <see cref="TestRun"/>,
/// or the one that TIMELINE_TEST_DB (an owner's connection string) names. Holds the migrated template.
/// </summary>
internal sealed class TestServer
{
    /// <summary>Sets the connection string of the owner on a server to use instead of an embedded one.</summary>
    private const string Setting = "TIMELINE_TEST_DB";

    private static readonly Lazy<Task<TestServer>> Started = new(StartAsync);

    private readonly EmbeddedPostgres? _embedded;
    private readonly TestDirectory? _directory;
    private readonly string _template = $"timeline_template_{Guid.NewGuid():n}";

    private TestServer(string connectionString, EmbeddedPostgres? embedded, TestDirectory? directory)
    {
        ConnectionString = connectionString;
        _embedded = embedded;
        _directory = directory;
    }

    /// <summary>Connects as the owner to the server's own database; never a test's.</summary>
    public string ConnectionString { get; }

    public static Task<TestServer> GetAsync() => Started.Value;

    /// <summary>Ends the server, or leaves the one that was named as it was found. Does nothing when no test needed one.</summary>
    public static async Task StopAsync()
    {
        if (!Started.IsValueCreated || !Started.Value.IsCompletedSuccessfully)
        {
            return;
        }

        var server = await Started.Value;
        if (server._embedded is null)
        {
            await server.DropTemplateAsync();
            return;
        }

        await server._embedded.DisposeAsync();
        server._directory?.Dispose();
    }

    public Task CreateDatabaseAsync(string name) => CreateDatabaseAsync(name, _template);

    /// <summary>A copy of another database, to which nobody may be connected.</summary>
    public Task CreateDatabaseAsync(string name, string template) => ExecuteAsync($"create database {name} template {template}");

    // Forced, as a test may have left a connection open, and that is no reason to fail it.
    public Task DropDatabaseAsync(string name) => ExecuteAsync($"drop database if exists {name} with (force)");

    // The one place that knows how a database becomes ready for use.
    private static async Task MigrateAsync(string ownerConnectionString)
    {
        await using var owner = NpgsqlDataSource.Create(LogConnection.ForOwner(ownerConnectionString));
        await new Migrator(owner, null).MigrateAsync([.. EventLogMigrations.All, .. ServiceHost.ServerMigrations], CancellationToken.None);
    }

    private static async Task<TestServer> StartAsync()
    {
        var server = Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } connectionString
            ? new TestServer(connectionString, embedded: null, directory: null)
            : await StartEmbeddedAsync();
        await server.CreateTemplateAsync();
        return server;
    }

    private static async Task<TestServer> StartEmbeddedAsync()
    {
        TestDirectory.RemoveAbandoned();
        var directory = TestDirectory.Create();
        var embedded = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = directory.Path, Durable = false, BinDirectory = Environment.GetEnvironmentVariable("PG_BIN") },
            TimeProvider.System,
            NullLogger.Instance,
            CancellationToken.None);
        return new TestServer(embedded.ConnectionString, embedded, directory);
    }

    private async Task CreateTemplateAsync()
    {
        await ExecuteAsync($"create database {_template} template template0 encoding 'UTF8'");
        await MigrateAsync(new NpgsqlConnectionStringBuilder(ConnectionString) { Database = _template, Pooling = false }.ConnectionString);
        // A template is copied only while nobody is connected to it: let nobody.
        await ExecuteAsync($"alter database {_template} with is_template true allow_connections false");
    }

    private async Task DropTemplateAsync()
    {
        await ExecuteAsync($"alter database {_template} with is_template false");
        await DropDatabaseAsync(_template);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
