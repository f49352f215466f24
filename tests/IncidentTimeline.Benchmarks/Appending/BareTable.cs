using IncidentTimeline.EventLog;
using Npgsql;
using NpgsqlTypes;

namespace IncidentTimeline.Benchmarks.Appending;

/// <summary>
/// The limit of appending: a table with the columns, checks and indexes of the log's, and nothing to decide. Who inserts gives the
/// positions and versions himself, so that no row waits for another.
/// </summary>
internal sealed class BareTable : IAsyncDisposable
{
    private static readonly string CreateSql = BenchmarkSql.Read("Appending.create_bare_events.sql");
    private static readonly string InsertOneSql = BenchmarkSql.Read("Appending.insert_event.sql");
    private static readonly string InsertManySql = BenchmarkSql.Read("Appending.insert_events.sql");

    private readonly List<(NpgsqlConnection Connection, NpgsqlCommand Insert)> _connections = [];
    private long _position;
    private long _version;

    private BareTable()
    {
    }

    /// <summary>Makes the table, with a connection of its own and a prepared INSERT of one row for each caller.</summary>
    public static async Task<BareTable> CreateAsync(BenchmarkDatabase database, int callers, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync(CreateSql, cancellationToken);
        var table = new BareTable();
        for (var caller = 0; caller < callers; caller++)
        {
            var connection = await database.Owner.OpenConnectionAsync(cancellationToken);
            var insert = new NpgsqlCommand(InsertOneSql, connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<long>(), new NpgsqlParameter<long>(), new NpgsqlParameter<Guid>(), new NpgsqlParameter<int>(),
                    new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text }, new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text },
                    new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = NpgsqlDbType.Json }, new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = NpgsqlDbType.Json },
                },
            };
            await insert.PrepareAsync(cancellationToken);
            table._connections.Add((connection, insert));
        }

        return table;
    }

    /// <summary>Inserts one row and commits.</summary>
    public async Task InsertAsync(int caller, string stream, NewEvent row, CancellationToken cancellationToken)
    {
        var insert = _connections[caller].Insert;
        Set(insert, 0, Interlocked.Increment(ref _position));
        Set(insert, 1, Interlocked.Increment(ref _version));
        Set(insert, 2, row.EventId);
        Set(insert, 3, row.SchemaVersion);
        Set(insert, 4, stream);
        Set(insert, 5, row.Type);
        Set(insert, 6, row.Data);
        Set(insert, 7, row.Metadata);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A command that inserts many rows in one statement and commits; the caller disposes it.</summary>
    public async Task<NpgsqlCommand> PrepareManyAsync(CancellationToken cancellationToken)
    {
        var insert = new NpgsqlCommand(InsertManySql, _connections[0].Connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long[]>(), new NpgsqlParameter<long[]>(), new NpgsqlParameter<Guid[]>(), new NpgsqlParameter<int[]>(),
                new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }, new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new NpgsqlParameter<ReadOnlyMemory<byte>[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json }, new NpgsqlParameter<ReadOnlyMemory<byte>[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json },
            },
        };
        await insert.PrepareAsync(cancellationToken);
        return insert;
    }

    public async Task InsertManyAsync(NpgsqlCommand insert, string stream, NewEvent[] rows, CancellationToken cancellationToken)
    {
        Set(insert, 0, Array.ConvertAll(rows, _ => ++_position));
        Set(insert, 1, Array.ConvertAll(rows, _ => ++_version));
        Set(insert, 2, Array.ConvertAll(rows, row => row.EventId));
        Set(insert, 3, Array.ConvertAll(rows, row => row.SchemaVersion));
        Set(insert, 4, Array.ConvertAll(rows, _ => stream));
        Set(insert, 5, Array.ConvertAll(rows, row => row.Type));
        Set(insert, 6, Array.ConvertAll(rows, row => row.Data));
        Set(insert, 7, Array.ConvertAll(rows, row => row.Metadata));
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (connection, insert) in _connections)
        {
            await insert.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    private static void Set<T>(NpgsqlCommand command, int index, T value) => ((NpgsqlParameter<T>)command.Parameters[index]).TypedValue = value;
}
