using System.Data.Common;

namespace IncidentTimeline.Client;

/// <summary>
/// A checkpoint in the consumer's own PostgreSQL database, moved in the transaction that also writes what an event leads to: both take
/// effect together, once, or not at all. Works with any provider whose parameters go by <c>@name</c>, such as Npgsql.
/// </summary>
/// <param name="name">Names the consumer; its row in the table <c>timeline_checkpoints</c>. A consumer that changes its filter to one that lets more through begins anew, under another name.</param>
public sealed class TransactionCheckpoint(string name)
{
    // In one statement, so that it can stand in a transaction. Two who make it at once both succeed; whoever finds it there needs no right to make one.
    private const string CreateTableSql = """
        do $$
        begin
            if to_regclass('timeline_checkpoints') is null then
                create table timeline_checkpoints (position bigint not null, consumer text primary key, epoch text);
            elsif not exists (select from pg_attribute where attrelid = to_regclass('timeline_checkpoints') and attname = 'epoch') then
                alter table timeline_checkpoints add column if not exists epoch text;
            end if;
        exception when duplicate_table or duplicate_object or unique_violation then
            null;
        end $$
        """;

    private const string ReadSql = "select position from timeline_checkpoints where consumer = @consumer";
    private const string ReadEpochSql = "select epoch from timeline_checkpoints where consumer = @consumer";

    // Never back: of two who take the same event, the second waits for the first here, and then finds that it lost.
    private const string MoveSql = """
        insert into timeline_checkpoints as known (position, consumer, epoch)
        values (@position, @consumer, nullif(@epoch, ''))
        on conflict (consumer) do update
        set position = excluded.position, epoch = excluded.epoch
        where known.position < excluded.position
        """;

    /// <summary>Makes the table where there is none, and what it lacks where an older version made it.</summary>
    /// <exception cref="DbException">The database does not let us.</exception>
    public static async Task CreateTableAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = CreateTableSql;
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The position that was reached; 0 where there is none yet.</summary>
    /// <exception cref="DbException">The database is away, or the table is not there.</exception>
    public async Task<long> ReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await ReadAsync(connection, ReadSql, cancellationToken).ConfigureAwait(false) as long? ?? 0;

    /// <summary>The epoch of the log in which it was reached; null where none is kept.</summary>
    /// <exception cref="DbException">As above.</exception>
    public async Task<string?> ReadEpochAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await ReadAsync(connection, ReadEpochSql, cancellationToken).ConfigureAwait(false) as string;

    /// <summary>Moves the checkpoint, as a part of the transaction.</summary>
    /// <returns>False where it is there or further already: another process of this consumer took the event. Roll back then, read the checkpoint again, and follow from there.</returns>
    /// <exception cref="ArgumentException">The transaction is over.</exception>
    /// <exception cref="DbException">The database is away, or the table is not there.</exception>
    public Task<bool> MoveAsync(DbTransaction transaction, long position, CancellationToken cancellationToken) => MoveAsync(transaction, position, null, cancellationToken);

    /// <summary>As above, and keeps the epoch, by which a log is noticed that was restored, or failed over, without the last events that were taken.</summary>
    /// <returns>As above.</returns>
    public async Task<bool> MoveAsync(DbTransaction transaction, long position, string? epoch, CancellationToken cancellationToken)
    {
        var command = (transaction.Connection ?? throw new ArgumentException("The transaction is over.", nameof(transaction))).CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction;
            command.CommandText = MoveSql;
            Add(command, "position", position);
            Add(command, "consumer", name);
            Add(command, "epoch", epoch ?? "");
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
        }
    }

    private async Task<object?> ReadAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = sql;
            Add(command, "consumer", name);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Add(DbCommand command, string parameter, object value)
    {
        var added = command.CreateParameter();
        (added.ParameterName, added.Value) = (parameter, value);
        command.Parameters.Add(added);
    }
}
