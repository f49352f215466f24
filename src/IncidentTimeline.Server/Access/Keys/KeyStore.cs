using System.Diagnostics;
using IncidentTimeline.Server.Access.Limits;
using Npgsql;
using NpgsqlTypes;

namespace IncidentTimeline.Server.Access.Keys;

/// <summary>The keys in the database, of which each process keeps a copy (<see cref="KeyRing"/>).</summary>
internal sealed class KeyStore(NpgsqlDataSource database)
{
    /// <summary>Keys that let somebody in at one time: they are read whole every few seconds and kept in memory.</summary>
    public const int LiveMax = 1_000;

    private static readonly string CreateKeySql = Sql.Read("Access.Keys.create_key.sql");
    private static readonly string LockKeysSql = Sql.Read("Access.Keys.lock_keys.sql");
    private static readonly string AnyKeySql = Sql.Read("Access.Keys.any_key.sql");
    private static readonly string ReadLiveKeysSql = Sql.Read("Access.Keys.read_live_keys.sql");
    private static readonly string ListKeysSql = Sql.Read("Access.Keys.list_keys.sql");
    private static readonly string RevokeKeySql = Sql.Read("Access.Keys.revoke_key.sql");
    private static readonly string TouchKeysSql = Sql.Read("Access.Keys.touch_keys.sql");

    /// <summary>Makes a key. Null where <see cref="LiveMax"/> live already.</summary>
    public async Task<(KeyText Text, ApiKey Key)?> CreateAsync(NewKey key, string by, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await CreateAsync(connection, key, by, cancellationToken);
    }

    /// <summary>Makes a key for <c>admin</c> in a log that never had one; null where it has.</summary>
    public async Task<KeyText?> CreateFirstAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var @lock = new NpgsqlCommand(LockKeysSql, connection);
        await @lock.ExecuteNonQueryAsync(cancellationToken);
        await using var any = new NpgsqlCommand(AnyKeySql, connection);
        if (await any.ExecuteScalarAsync(cancellationToken) is true)
        {
            return null;
        }

        var (text, _) = await CreateAsync(connection, new NewKey("admin", [Role.Admin]), NewKey.Operator, cancellationToken)
            ?? throw new UnreachableException("A log without a key has room for one.");
        await transaction.CommitAsync(cancellationToken);
        return text;
    }

    /// <summary>Whether the log ever had a key.</summary>
    public async Task<bool> HasAnyAsync(CancellationToken cancellationToken)
    {
        await using var any = database.CreateCommand(AnyKeySql);
        return await any.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>The keys that let somebody in now, with the hashes they are known by.</summary>
    public async Task<IReadOnlyList<(ApiKey Key, byte[] Sha256)>> ReadLiveAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ReadLiveKeysSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<(ApiKey, byte[])>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add((Read(reader), reader.GetFieldValue<byte[]>(reader.GetOrdinal("sha256"))));
        }

        return keys;
    }

    /// <summary>A page of keys in the order of their making.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(long after, int limit, bool withEnded, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ListKeysSql);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = withEnded });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<ApiKey>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(Read(reader));
        }

        return keys;
    }

    /// <summary>Ends a key for good. Null where there is none of that prefix; of an ended one, what was recorded first.</summary>
    public async Task<ApiKey?> RevokeAsync(string prefix, string by, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(RevokeKeySql);
        command.Parameters.Add(new() { Value = prefix });
        command.Parameters.Add(new() { Value = by });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>Writes down when keys were last used.</summary>
    public async Task TouchAsync(IReadOnlyCollection<KeyValuePair<string, DateTimeOffset>> uses, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(TouchKeysSql);
        command.Parameters.Add(new() { Value = uses.Select(use => use.Key).ToArray() });
        command.Parameters.Add(new() { Value = uses.Select(use => use.Value).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // That a new prefix is taken happens once in 2^39 / LiveMax times; the caller then meets a failure and asks again.
    private static async Task<(KeyText Text, ApiKey Key)?> CreateAsync(NpgsqlConnection connection, NewKey key, string by, CancellationToken cancellationToken)
    {
        var text = KeyText.New();
        await using var command = new NpgsqlCommand(CreateKeySql, connection);
        command.Parameters.Add(new() { Value = text.Prefix });
        command.Parameters.Add(new() { Value = text.Sha256() });
        command.Parameters.Add(new() { Value = key.Name });
        command.Parameters.Add(new() { Value = key.Roles.Select(role => role.Text()).ToArray() });
        command.Parameters.Add(new() { Value = by });
        command.Parameters.Add(new() { Value = (object?)key.ExpiresAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        foreach (var limit in (int?[])[key.Limits?.RequestsPerSecond, key.Limits?.Burst, key.Limits?.Concurrent, key.Limits?.BodyBytes])
        {
            command.Parameters.Add(new() { Value = (object?)limit ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        }

        command.Parameters.Add(new() { Value = (long)LiveMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (text, new ApiKey(reader.GetInt64(0), text.Prefix, key.Name, key.Roles, reader.GetFieldValue<DateTimeOffset>(1), by, key.ExpiresAt, null, null, null, key.Limits))
            : null;
    }

    // The columns as all three queries list them.
    private static ApiKey Read(NpgsqlDataReader row)
    {
        var limits = new CallerLimits(Optional<int>(row, 10), Optional<int>(row, 11), Optional<int>(row, 12), Optional<int>(row, 13));
        return new ApiKey(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            [.. row.GetFieldValue<string[]>(3).Select(text => RoleNames.TryParse(text, out var role) ? role : throw new UnreachableException($"The database checks roles, and has {text}."))],
            row.GetFieldValue<DateTimeOffset>(4),
            row.GetString(5),
            Optional<DateTimeOffset>(row, 6),
            Optional<DateTimeOffset>(row, 7),
            row.IsDBNull(8) ? null : row.GetString(8),
            Optional<DateTimeOffset>(row, 9),
            limits == CallerLimits.None ? null : limits);
    }

    private static T? Optional<T>(NpgsqlDataReader row, int column) where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
