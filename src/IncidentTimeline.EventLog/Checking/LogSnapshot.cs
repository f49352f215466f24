using System.Data;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// The log and what was built on it as they were at one moment: one read-only transaction, undisturbed by appends that go on. It keeps
/// dead rows of the whole database from being cleaned up, so it is closed soon. Not for concurrent use.
/// </summary>
public sealed class LogSnapshot : IAsyncDisposable
{
    /// <summary>Longest that one statement may take: an hour, for whole tables are read and sorted. A hung disk must still end.</summary>
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromHours(1);

    private readonly NpgsqlTransaction _transaction;

    private LogSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        Connection = connection;
        _transaction = transaction;
    }

    public NpgsqlConnection Connection { get; }

    /// <param name="dataSource">Its search path chooses the log; the service's rights are enough.</param>
    /// <param name="cancellationToken">Heeded throughout.</param>
    public static async Task<LogSnapshot> OpenAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var snapshot = await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
            if (!await snapshot.TryKeepTablesAsync(cancellationToken).ConfigureAwait(false))
            {
                await snapshot._transaction.DisposeAsync().ConfigureAwait(false);
                snapshot = await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
            }

            await snapshot.ExecuteAsync(EmbeddedSql.Read("Checking.read_only.sql"), cancellationToken).ConfigureAwait(false);
            return snapshot;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public NpgsqlCommand Command(string sql, params object[] parameters)
    {
        var command = new NpgsqlCommand(sql, Connection, _transaction) { CommandTimeout = (int)StatementTimeout.TotalSeconds };
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return command;
    }

    /// <summary>The rows of a query, which must be few.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, object[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var command = Command(sql, parameters);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }

                return rows;
            }
        }
    }

    /// <summary>How far a projection had got.</summary>
    public async Task<LogPosition> CheckpointAsync(string projection, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(EmbeddedSql.Read("Projecting.read_checkpoint.sql"), [projection], row => row.GetInt64(0), cancellationToken).ConfigureAwait(false);
        return rows is [var position] ? new LogPosition(position) : LogPosition.Start;
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync().ConfigureAwait(false);
        await Connection.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<LogSnapshot> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        new(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false));

    // A lock is no query, so the snapshot is taken after it: no rebuild can put tables in place that the snapshot is too old to see rows in.
    private async Task<bool> TryKeepTablesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(EmbeddedSql.Read("Checking.keep_tables.sql"), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException missing) when (missing.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InsufficientPrivilege)
        {
            // Where that table, or the right to it, is missing, there is nothing to switch, and a check to find it.
            return false;
        }
    }

    internal async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        var command = Command(sql);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
