using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests;

/// <summary>
/// A database of its own for one test class (as IClassFixture), migrated and empty, dropped afterwards.
/// Without a server to put it on, the tests fail: they never skip.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private readonly string _name = $"timeline_test_{Guid.NewGuid():n}";
    private NpgsqlDataSource? _owner;
    private NpgsqlDataSource? _service;

    /// <summary>Connects as the role that owns everything, as migrations do.</summary>
    public string OwnerConnectionString { get; private set; } = "";

    /// <summary>Connects with the rights of the service, as a serving process does.</summary>
    public string ServiceConnectionString { get; private set; } = "";

    public NpgsqlDataSource Owner => _owner ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public NpgsqlDataSource Service => _service ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public async Task InitializeAsync()
    {
        var server = await TestServer.GetAsync();
        await server.CreateDatabaseAsync(_name);
        var connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = _name }.ConnectionString;
        OwnerConnectionString = LogConnection.ForOwner(connectionString);
        ServiceConnectionString = LogConnection.ForService(connectionString);
        _owner = NpgsqlDataSource.Create(OwnerConnectionString);
        _service = NpgsqlDataSource.Create(ServiceConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        if (_owner is not null)
        {
            await _owner.DisposeAsync();
        }

        await (await TestServer.GetAsync()).DropDatabaseAsync(_name);
    }
}
