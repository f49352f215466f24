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
                create table timeline_checkpoints (position bigint not null, consumer text primary key);
            end if;
        exception when duplicate_table or duplicate_object or unique_violation then
            null;
        end $$
        """;

    private const string ReadSql = "select position from timeline_checkpoints where consumer = @consumer";

    // Never back: of two who take the same event, the second waits for the first here, and then finds that it lost.
    private const string MoveSql = """
        insert into timeline_checkpoints as known (position, consumer)
        values (@position, @consumer)
        on conflict (consumer) do update
        set position = excluded.position
        where known.position < excluded.position
        """;

    /// <summary>Makes the table where there is none.</summary>
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
    public async Task<long> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = ReadSql;
            Add(command, "consumer", name);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0;
        }
    }

    /// <summary>Moves the checkpoint, as a part of the transaction.</summary>
    /// <returns>False where it is there or further already: another process of this consumer took the event. Roll back then, read the checkpoint again, and follow from there.</returns>
    /// <exception cref="ArgumentException">The transaction is over.</exception>
    /// <exception cref="DbException">The database is away, or the table is not there.</exception>
    public async Task<bool> MoveAsync(DbTransaction transaction, long position, CancellationToken cancellationToken)
    {
        var command = (transaction.Connection ?? throw new ArgumentException("The transaction is over.", nameof(transaction))).CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction;
            command.CommandText = MoveSql;
            Add(command, "position", position);
            Add(command, "consumer", name);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
        }
    }

    private static void Add(DbCommand command, string parameter, object value)
    {
        var added = command.CreateParameter();
        (added.ParameterName, added.Value) = (parameter, value);
        command.Parameters.Add(added);
    }
}
