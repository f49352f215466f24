using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests;

/// <summary>
/// A database of its own for one test class (as IClassFixture), migrated and empty, dropped afterwards. It is made on the
/// server that TIMELINE_TEST_DB names, with that connection string's rights; without one the tests fail, they never skip.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private static readonly Lazy<Task> Template = new(CreateTemplateAsync);
    private static readonly string TemplateName = $"timeline_template_{Guid.NewGuid():n}";

    private readonly string _name = $"timeline_test_{Guid.NewGuid():n}";

    public string OwnerConnectionString { get; private set; } = "";

    public string ServiceConnectionString { get; private set; } = "";

    public NpgsqlDataSource Owner { get; private set; } = null!; // Set by InitializeAsync, before any test.

    public NpgsqlDataSource Service { get; private set; } = null!; // As above.

    public async Task InitializeAsync()
    {
        await Template.Value;
        await ExecuteOnServerAsync($"create database {_name} template {TemplateName}");
        OwnerConnectionString = LogConnection.ForOwner(On(_name));
        ServiceConnectionString = LogConnection.ForService(On(_name));
        Owner = NpgsqlDataSource.Create(OwnerConnectionString);
        Service = NpgsqlDataSource.Create(ServiceConnectionString);
    }

    public async Task DisposeAsync()
    {
        await Service.DisposeAsync();
        await Owner.DisposeAsync();
        await ExecuteOnServerAsync($"drop database {_name} with (force)");
    }

    private static async Task CreateTemplateAsync()
    {
        await ExecuteOnServerAsync($"create database {TemplateName} template template0 encoding 'UTF8'");
        await using var owner = NpgsqlDataSource.Create(LogConnection.ForOwner(On(TemplateName)));
        await new Migrator(owner, null).MigrateAsync(EventLogMigrations.All, CancellationToken.None);
    }

    private static async Task ExecuteOnServerAsync(string sql)
    {
        await using var server = NpgsqlDataSource.Create(On("postgres"));
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static string On(string database) =>
        new NpgsqlConnectionStringBuilder(
            Environment.GetEnvironmentVariable("TIMELINE_TEST_DB")
                ?? throw new InvalidOperationException("Set TIMELINE_TEST_DB to an owner's connection string."))
        { Database = database }.ConnectionString;
}
