using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Benchmarks;

/// <summary>One log, empty at first, with the connections of those who measure on it. Dropped with this object.</summary>
internal sealed class BenchmarkDatabase : IAsyncDisposable
{
    /// <summary>As many callers as the targets speak of, and some for what goes on beside them.</summary>
    private const int ConnectionsMax = 80;

    private static readonly TimeSpan CatchUpInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>How long projections may take to reach the head of a large log.</summary>
    private static readonly TimeSpan CatchUpMax = TimeSpan.FromMinutes(30);

    private static readonly string CountBehindSql = BenchmarkSql.Read("count_behind.sql");

    private readonly BenchmarkServer _server;
    private readonly string _name;

    public BenchmarkDatabase(BenchmarkServer server, string name, string ownerConnectionString)
    {
        _server = server;
        _name = name;
        OwnerConnectionString = new NpgsqlConnectionStringBuilder(ownerConnectionString) { MaxPoolSize = ConnectionsMax }.ConnectionString;
        Owner = NpgsqlDataSource.Create(OwnerConnectionString);
        Service = NpgsqlDataSource.Create(LogConnection.ForService(OwnerConnectionString));
    }

    public string OwnerConnectionString { get; }

    public NpgsqlDataSource Owner { get; }

    /// <summary>With the rights of the service, as a serving process has them.</summary>
    public NpgsqlDataSource Service { get; }

    /// <summary>The log as a process of its own would have it.</summary>
    public EventStore OpenStore() => new(Service, new EventStoreOptions(), TimeProvider.System, null);

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Owner.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Waits until every projection of the log is at its head, so that the work of one round is not done in the next.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(CatchUpMax);
        while (true)
        {
            await using var command = Owner.CreateCommand(CountBehindSql);
            if (await command.ExecuteScalarAsync(patience.Token) is 0L)
            {
                return;
            }

            await Task.Delay(CatchUpInterval, TimeProvider.System, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Owner.DisposeAsync();
        await _server.DropDatabaseAsync(_name);
    }
}
