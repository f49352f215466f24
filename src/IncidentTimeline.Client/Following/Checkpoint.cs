using System.Data.Common;
using System.Globalization;

namespace IncidentTimeline.Client;

/// <summary>How far a follower got, kept beside it: where it goes on after its end, whatever that was.</summary>
public interface ICheckpoint
{
    /// <summary>The position that was reached; 0 where there is none yet.</summary>
    Task<long> ReadAsync(CancellationToken cancellationToken);

    /// <summary>All events up to this position were taken, or left out by the filter.</summary>
    Task MoveAsync(long position, CancellationToken cancellationToken);
}

/// <summary>A checkpoint in a file. After a crash the last events may come again: at least once.</summary>
/// <param name="path">Written whole or not at all. Its directory exists.</param>
public sealed class FileCheckpoint(string path) : ICheckpoint
{
    /// <exception cref="FormatException">The file holds something else.</exception>
    public async Task<long> ReadAsync(CancellationToken cancellationToken) =>
        File.Exists(path) ? long.Parse(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) : 0;

    public async Task MoveAsync(long position, CancellationToken cancellationToken)
    {
        var unfinished = path + ".unfinished";
        var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{position}\n")), cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }
}

/// <summary>
/// A checkpoint in the consumer's own PostgreSQL database, moved in the transaction that also writes what an event leads to: both take
/// effect together, once, or not at all. Works with any provider whose parameters go by <c>@name</c>, such as Npgsql.
/// </summary>
/// <param name="name">Names the consumer; its row in the table <c>timeline_checkpoints</c>.</param>
public sealed class TransactionCheckpoint(string name)
{
    /// <summary>Makes the table where there is none.</summary>
    /// <exception cref="DbException">The database does not let us.</exception>
    public static async Task CreateTableAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = "create table if not exists timeline_checkpoints (position bigint not null, consumer text primary key)";
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The position that was reached; 0 where there is none yet.</summary>
    public async Task<long> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = "select position from timeline_checkpoints where consumer = @consumer";
            Add(command, "consumer", name);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0;
        }
    }

    /// <summary>Moves the checkpoint, as a part of the transaction.</summary>
    /// <returns>False where it is there or further already: another process of this consumer took the event. Roll back then.</returns>
    public async Task<bool> MoveAsync(DbTransaction transaction, long position, CancellationToken cancellationToken)
    {
        var command = (transaction.Connection ?? throw new ArgumentException("The transaction is over.", nameof(transaction))).CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction;
            command.CommandText =
                "insert into timeline_checkpoints as known (position, consumer) values (@position, @consumer) " +
                "on conflict (consumer) do update set position = excluded.position where known.position < excluded.position";
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
