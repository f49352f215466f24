using System.Data;
using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace IncidentTimeline.EventLog;

/// <summary>The appender's connection with its three statements prepared. Used by one group at a time; thrown away after any failure.</summary>
internal sealed class AppendConnection : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _appendOne;
    private readonly NpgsqlCommand _appendGroup;
    private readonly NpgsqlCommand _appendUnless;

    private AppendConnection(NpgsqlConnection connection, TimeSpan timeout)
    {
        _connection = connection;
        _appendOne = new NpgsqlCommand(EmbeddedSql.Read("Appending.append_one.sql"), connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint },
                new NpgsqlParameter<Guid> { NpgsqlDbType = NpgsqlDbType.Uuid },
                new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<int> { NpgsqlDbType = NpgsqlDbType.Integer },
                new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = NpgsqlDbType.Json },
                new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = NpgsqlDbType.Json },
            },
        };
        _appendGroup = new NpgsqlCommand(EmbeddedSql.Read("Appending.append_group.sql"), connection);
        AddGroupParameters(_appendGroup);
        _appendUnless = new NpgsqlCommand(EmbeddedSql.Read("Appending.append_unless.sql"), connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint },
                new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            },
        };
        AddGroupParameters(_appendUnless);
        _appendOne.CommandTimeout = _appendGroup.CommandTimeout = _appendUnless.CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds);
    }

    public static async Task<AppendConnection> OpenAsync(NpgsqlDataSource dataSource, KnownHistory history, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var opened = new AppendConnection(connection, timeout);
        try
        {
            await history.BeginAsync(connection, timeout, cancellationToken).ConfigureAwait(false);
            await opened._appendOne.PrepareAsync(cancellationToken).ConfigureAwait(false);
            await opened._appendGroup.PrepareAsync(cancellationToken).ConfigureAwait(false);
            await opened._appendUnless.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>False once the server or the network has closed it, as far as that is known without asking.</summary>
    public bool IsOpen => _connection.FullState == ConnectionState.Open;

    /// <summary>Writes the appends in one transaction. One verdict each, in their order.</summary>
    public Task<AppendResult[]> WriteAsync(IReadOnlyList<PendingAppend> appends, CancellationToken cancellationToken)
    {
        if (appends is [{ Condition: { } condition }])
        {
            Set(_appendUnless, 0, condition.ReadUpTo.Value);
            Set(_appendUnless, 1, condition.Types.ToArray());
            SetGroup(_appendUnless, 2, appends);
            return ReadVerdictsAsync(_appendUnless, 1, cancellationToken);
        }

        if (appends is [{ Events: [var only] } append])
        {
            SetOne(append, only);
            return ReadVerdictsAsync(_appendOne, 1, cancellationToken);
        }

        SetGroup(_appendGroup, 0, appends);
        return ReadVerdictsAsync(_appendGroup, appends.Count, cancellationToken);
    }

    /// <summary>Appends one event and takes it back: whether it succeeds is known then, and nothing was recorded.</summary>
    public async Task RehearseAsync(CancellationToken cancellationToken)
    {
        var rehearsal = new NewEvent(Guid.NewGuid(), "Rehearsal", 1, "{}"u8.ToArray(), "{}"u8.ToArray());
        var transaction = await _connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            SetOne(new PendingAppend("rehearsal", ExpectedVersion.Any, [rehearsal], 0), rehearsal);
            await ReadVerdictsAsync(_appendOne, 1, cancellationToken).ConfigureAwait(false);
            await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _appendOne.DisposeAsync().ConfigureAwait(false);
        await _appendGroup.DisposeAsync().ConfigureAwait(false);
        await _appendUnless.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private void SetOne(PendingAppend append, NewEvent only)
    {
        Set(_appendOne, 0, append.StreamId);
        Set(_appendOne, 1, append.Expected.ToSql());
        Set(_appendOne, 2, only.EventId);
        Set(_appendOne, 3, only.Type);
        Set(_appendOne, 4, only.SchemaVersion);
        Set(_appendOne, 5, only.Data);
        Set(_appendOne, 6, only.Metadata);
    }

    private static void AddGroupParameters(NpgsqlCommand command)
    {
        command.Parameters.Add(new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<int[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        command.Parameters.Add(new NpgsqlParameter<long[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter<int[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        command.Parameters.Add(new NpgsqlParameter<int[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        command.Parameters.Add(new NpgsqlParameter<int[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        command.Parameters.Add(new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<int[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json });
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json });
    }

    /// <summary>Sets the parameters of a group, from the index at which they begin in the command.</summary>
    private static void SetGroup(NpgsqlCommand command, int from, IReadOnlyList<PendingAppend> appends)
    {
        var streams = new Dictionary<string, int>(StringComparer.Ordinal);
        var appendStreams = new int[appends.Count];
        for (var i = 0; i < appends.Count; i++)
        {
            // PostgreSQL counts from 1.
            streams.TryAdd(appends[i].StreamId, streams.Count + 1);
            appendStreams[i] = streams[appends[i].StreamId];
        }

        var events = appends
            .SelectMany((append, i) => append.Events.Select((newEvent, n) => (Append: i + 1, Index: n, append.StreamId, Event: newEvent)))
            .ToArray();

        Set(command, from, streams.Keys.ToArray());
        Set(command, from + 1, appendStreams);
        Set(command, from + 2, Array.ConvertAll([.. appends], append => append.Expected.ToSql()));
        Set(command, from + 3, Array.ConvertAll([.. appends], append => append.Events.Count));
        Set(command, from + 4, Array.ConvertAll(events, row => row.Append));
        Set(command, from + 5, Array.ConvertAll(events, row => row.Index));
        Set(command, from + 6, Array.ConvertAll(events, row => row.StreamId));
        Set(command, from + 7, Array.ConvertAll(events, row => row.Event.EventId));
        Set(command, from + 8, Array.ConvertAll(events, row => row.Event.Type));
        Set(command, from + 9, Array.ConvertAll(events, row => row.Event.SchemaVersion));
        Set(command, from + 10, Array.ConvertAll(events, row => row.Event.Data));
        Set(command, from + 11, Array.ConvertAll(events, row => row.Event.Metadata));
    }

    private static void Set<T>(NpgsqlCommand command, int index, T value) =>
        ((NpgsqlParameter<T>)command.Parameters[index]).TypedValue = value;

    private static async Task<AppendResult[]> ReadVerdictsAsync(NpgsqlCommand command, int count, CancellationToken cancellationToken)
    {
        var verdicts = new AppendResult[count];
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            for (var i = 0; i < count; i++)
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw new UnreachableException($"{count} appends got {i} verdicts.");
                }

                verdicts[i] = ReadVerdict(reader);
            }

            // The commit comes after the rows: only the end of the result says that it succeeded.
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        return verdicts;
    }

    private static AppendResult ReadVerdict(NpgsqlDataReader row) => row.GetString(0) switch
    {
        "appended" => new AppendResult.Appended(new(row.GetInt64(1)), new(row.GetInt64(2)), new(row.GetInt64(3))),
        "already-appended" => new AppendResult.AlreadyAppended(new(row.GetInt64(1)), new(row.GetInt64(2)), new(row.GetInt64(3))),
        "overtaken" => new AppendResult.Overtaken(new(row.GetInt64(1))),
        "version-conflict" => new AppendResult.VersionConflict(new(row.GetInt64(3))),
        "event-id-conflict" => new AppendResult.EventIdConflict(row.GetGuid(4), new(row.GetInt64(1))),
        var verdict => throw new UnreachableException($"The append functions know no verdict {verdict}."),
    };
}
