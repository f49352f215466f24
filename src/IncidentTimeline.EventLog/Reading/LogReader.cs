using System.Diagnostics;
using System.Runtime.CompilerServices;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// Reads by pages, each with a connection of its own, so that a slow consumer holds none. The statements are not prepared: a plan
/// kept from when the table was small would cost more than planning anew.
/// </summary>
internal sealed class LogReader(NpgsqlDataSource dataSource, EventStoreOptions options, SeenHead seen)
{
    private static readonly string ReadLogSql = EmbeddedSql.Read("Reading.read_log.sql");
    private static readonly string ReadStreamSql = EmbeddedSql.Read("Reading.read_stream.sql");
    private static readonly string FindEventSql = EmbeddedSql.Read("Reading.find_event.sql");
    private static readonly string ReadHeadSql = EmbeddedSql.Read("Reading.read_head.sql");
    private static readonly string FindPositionAtSql = EmbeddedSql.Read("Reading.find_position_at.sql");

    public async IAsyncEnumerable<RecordedEvent> ReadLogAsync(
        LogPosition after, LogPosition upTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The next page is read while the consumer takes this one: two pages at most are held.
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = ReadLogPageAsync(after, upTo, leaving.Token);
        try
        {
            while (true)
            {
                var page = await next.ConfigureAwait(false);
                after = RequireNoGap(after, page);
                var isLast = page.Count < options.PageEventsMax || after >= upTo;
                next = isLast ? Task.FromResult<IReadOnlyList<RecordedEvent>>([]) : ReadLogPageAsync(after, upTo, leaving.Token);
                foreach (var recorded in page)
                {
                    yield return recorded;
                }

                if (isLast)
                {
                    break;
                }
            }
        }
        finally
        {
            // Whoever leaves early leaves no read behind.
            await leaving.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async IAsyncEnumerable<RecordedEvent> ReadStreamAsync(
        string streamId, StreamVersion after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<RecordedEvent> page;
        do
        {
            page = await ReadPageAsync(ReadStreamSql, [streamId, after.Value, options.PageEventsMax], cancellationToken).ConfigureAwait(false);
            foreach (var recorded in page)
            {
                after = recorded.Version.Value == after.Value + 1
                    ? recorded.Version
                    : throw new UnreachableException($"Stream {streamId} goes from version {after} to {recorded.Version}.");
                yield return recorded;
            }
        }
        while (page.Count == options.PageEventsMax);
    }

    /// <summary>At most a page of the events after a position; fewer only where the log, or the range, ends.</summary>
    public Task<IReadOnlyList<RecordedEvent>> ReadLogPageAsync(LogPosition after, LogPosition upTo, CancellationToken cancellationToken) =>
        ReadPageAsync(ReadLogSql, [after.Value, upTo.Value, options.PageEventsMax], cancellationToken);

    /// <summary>The same on a connection that the caller keeps.</summary>
    public async Task<IReadOnlyList<RecordedEvent>> ReadLogPageAsync(
        NpgsqlConnection connection, LogPosition after, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(ReadLogSql, connection);
        await using (command.ConfigureAwait(false))
        {
            return await ReadEventsAsync(command, [after.Value, long.MaxValue, options.PageEventsMax], cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<RecordedEvent?> FindAsync(Guid eventId, CancellationToken cancellationToken) =>
        (await ReadPageAsync(FindEventSql, [eventId], cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public async Task<LogPosition> HeadAsync(CancellationToken cancellationToken)
    {
        var command = dataSource.CreateCommand(ReadHeadSql);
        await using (command.ConfigureAwait(false))
        {
            var head = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long position
                ? new LogPosition(position)
                : throw new UnreachableException("log_head has no row.");
            seen.Saw(head);
            return head;
        }
    }

    public async Task<LogPosition> PositionAtAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        var command = dataSource.CreateCommand(FindPositionAtSql);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = instant.ToUniversalTime() });
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long position
                ? new LogPosition(position)
                : LogPosition.Start;
        }
    }

    /// <summary>Positions are gapless and become visible in order. A gap means that an event was lost, and nobody may go on as if it were not.</summary>
    /// <returns>The position of the last.</returns>
    public static LogPosition RequireNoGap(LogPosition after, IReadOnlyList<RecordedEvent> events)
    {
        foreach (var recorded in events)
        {
            after = recorded.Position.Value == after.Value + 1
                ? recorded.Position
                : throw new UnreachableException($"The log goes from position {after} to {recorded.Position}.");
        }

        return after;
    }

    private async Task<IReadOnlyList<RecordedEvent>> ReadPageAsync(string sql, object[] parameters, CancellationToken cancellationToken)
    {
        var command = dataSource.CreateCommand(sql);
        await using (command.ConfigureAwait(false))
        {
            return await ReadEventsAsync(command, parameters, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyList<RecordedEvent>> ReadEventsAsync(
        NpgsqlCommand command, object[] parameters, CancellationToken cancellationToken)
    {
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        var events = new List<RecordedEvent>();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                events.Add(ReadEvent(reader));
            }
        }

        return events;
    }

    public static RecordedEvent ReadEvent(NpgsqlDataReader row) => new(
        new LogPosition(row.GetInt64(0)),
        row.GetString(1),
        new StreamVersion(row.GetInt64(2)),
        row.GetGuid(3),
        row.GetString(4),
        row.GetInt32(5),
        row.GetFieldValue<byte[]>(6),
        row.GetFieldValue<byte[]>(7),
        row.GetFieldValue<DateTimeOffset>(8));
}
