using Npgsql;

namespace IncidentTimeline.Tests.EventLog;

/// <summary>Holds the head lock, so that a test decides what waits behind it. Released by disposal.</summary>
internal sealed class HeldHead : IAsyncDisposable
{
    private readonly NpgsqlDataSource _owner;
    private readonly NpgsqlConnection _connection;

    private HeldHead(NpgsqlDataSource owner, NpgsqlConnection connection)
    {
        _owner = owner;
        _connection = connection;
    }

    public static async Task<HeldHead> TakeAsync(NpgsqlDataSource owner)
    {
        var connection = await owner.OpenConnectionAsync();
        await connection.BeginTransactionAsync();
        await using var take = new NpgsqlCommand("select from log_head for update", connection);
        await take.ExecuteNonQueryAsync();
        return new HeldHead(owner, connection);
    }

    /// <summary>Waits until some backend waits for the head.</summary>
    /// <returns>Its process id.</returns>
    public async Task<int> WaiterAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            await using var look = _owner.CreateCommand(
                "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' limit 1");
            if (await look.ExecuteScalarAsync(patience.Token) is int pid)
            {
                return pid;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Waits until so many backends wait for the head.</summary>
    public async Task WaitersAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            await using var look = _owner.CreateCommand("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
            if (await look.ExecuteScalarAsync(patience.Token) is long waiting && waiting >= count)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
