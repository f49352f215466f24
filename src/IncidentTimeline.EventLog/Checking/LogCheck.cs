using System.Globalization;
using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// Checks a log as it was at one moment, beside a running service or without one: that what protects it is in force, that it has no
/// gap and one order, that what is derived from it agrees with it. Reads only. Goes on after a finding. Its memory does not grow
/// with the log: what has to be compared across the log is compared by the database, and events are read by pages.
/// </summary>
/// <param name="snapshot">The moment.</param>
/// <param name="migrations">As shipped, of every set in this schema.</param>
/// <param name="findings">Takes what is found.</param>
public sealed class LogCheck(LogSnapshot snapshot, IReadOnlyList<Migration> migrations, FindingLog findings)
{
    /// <summary>Events read at a time: at most a few MiB unless they are unusually large.</summary>
    private const int PageEventsMax = 500;

    /// <summary>The position of the last event; 0 until <see cref="RunAsync"/> has counted.</summary>
    public LogPosition Last { get; private set; }

    /// <summary>How many events lie in the table.</summary>
    public long Events { get; private set; }

    /// <summary>Checks everything but the events' own content, for which <see cref="ReadAsync"/> is next.</summary>
    /// <returns>False where there is no log of this program's shape, so that nothing more can be asked of it.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var exists = await snapshot.ReadAsync(EmbeddedSql.Read("Checking.find_log.sql"), [], row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false);
        if (!exists.Single())
        {
            findings.Add(LogFindings.NoLog, "the schema of the connection", "It lacks the tables of a log.");
            return false;
        }

        if (!await new SchemaCheck(snapshot, migrations, findings).RunAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await snapshot.ExecuteAsync(EmbeddedSql.Read("Checking.prefer_tables.sql"), cancellationToken).ConfigureAwait(false);
        await CheckHeadAsync(cancellationToken).ConfigureAwait(false);
        await CheckPositionsAsync(cancellationToken).ConfigureAwait(false);
        await CheckVersionsAsync(cancellationToken).ConfigureAwait(false);
        await CheckTimesAsync(cancellationToken).ConfigureAwait(false);
        await CheckEventIdsAsync(cancellationToken).ConfigureAwait(false);
        await CheckStreamsAsync(cancellationToken).ConfigureAwait(false);
        await CheckCheckpointsAsync(cancellationToken).ConfigureAwait(false);
        await CheckIndexesAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Every event, in log order, each held to the limits of an append; in pages, for whoever knows what the events mean.</summary>
    public async IAsyncEnumerable<IReadOnlyList<RecordedEvent>> ReadAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sql = EmbeddedSql.Read("Checking.read_page.sql");
        List<RecordedEvent> page;
        var after = 0L;
        do
        {
            page = await snapshot.ReadAsync(sql, [after, PageEventsMax], LogReader.ReadEvent, cancellationToken).ConfigureAwait(false);
            foreach (var recorded in page)
            {
                CheckLimits(recorded);
                after = recorded.Position.Value;
            }

            yield return page;
        }
        while (page.Count == PageEventsMax);
    }

    private async Task CheckHeadAsync(CancellationToken cancellationToken)
    {
        var rows = await snapshot.ReadAsync(
            EmbeddedSql.Read("Checking.check_head.sql"),
            [],
            row => (Head: row.IsDBNull(0) ? (long?)null : row.GetInt64(0), Last: row.GetInt64(1), Events: row.GetInt64(2), IsTimeBehind: row.GetBoolean(3)),
            cancellationToken).ConfigureAwait(false);
        var (head, last, events, isTimeBehind) = rows.Single();
        Last = new LogPosition(Math.Max(0, last));
        Events = events;
        if (head is null)
        {
            findings.Add(LogFindings.HeadMissing, "table log_head", "It has no row.");
        }
        else if (head != last)
        {
            findings.Add(LogFindings.HeadDiffers, "table log_head", Text($"It says {head}; the last event is at position {last}."));
        }

        if (isTimeBehind)
        {
            findings.Add(LogFindings.HeadTimeBehind, "table log_head", "Its recorded_at is before that of the last event.");
        }
    }

    private Task CheckPositionsAsync(CancellationToken cancellationToken) => AddAllAsync(
        "Checking.check_positions.sql",
        row => (Position: row.GetInt64(0), Previous: row.GetInt64(1)),
        row => row.Position > row.Previous ? LogFindings.PositionGap : LogFindings.PositionTwice,
        row => row.Position > row.Previous ? Text($"position {row.Previous + 1}") : Text($"position {row.Position}"),
        row => row.Position > row.Previous ? Text($"The log goes from position {row.Previous} to {row.Position}.") : Text($"Position {row.Position} comes after {row.Previous}."),
        cancellationToken);

    private Task CheckVersionsAsync(CancellationToken cancellationToken) => AddAllAsync(
        "Checking.check_versions.sql",
        row => (Position: row.GetInt64(0), Stream: row.GetString(1), Version: row.GetInt64(2), Previous: row.GetInt64(3)),
        row => row.Version > row.Previous ? LogFindings.VersionGap : LogFindings.VersionBackwards,
        row => Text($"stream {row.Stream}, position {row.Position}"),
        row => Text($"The stream goes from version {row.Previous} to {row.Version}."),
        cancellationToken);

    private Task CheckTimesAsync(CancellationToken cancellationToken) => AddAllAsync(
        "Checking.check_times.sql",
        row => (Position: row.GetInt64(0), RecordedAt: row.GetFieldValue<DateTimeOffset>(1), Previous: row.GetFieldValue<DateTimeOffset>(2)),
        _ => LogFindings.RecordedAtBackwards,
        row => Text($"position {row.Position}"),
        row => Text($"It was recorded at {row.RecordedAt:O}, the event before it at {row.Previous:O}."),
        cancellationToken);

    private Task CheckEventIdsAsync(CancellationToken cancellationToken) => AddAllAsync(
        "Checking.check_event_ids.sql",
        row => (Id: row.GetGuid(0), First: row.GetInt64(1), Last: row.GetInt64(2)),
        _ => LogFindings.EventIdDoubled,
        row => Text($"position {row.First}"),
        row => Text($"The event id {row.Id} stands at position {row.First} and again at {row.Last}."),
        cancellationToken);

    private Task CheckStreamsAsync(CancellationToken cancellationToken) => AddAllAsync(
        "Checking.check_streams.sql",
        row => (Stream: row.GetString(0), Version: row.GetInt64(1), Last: row.GetInt64(2)),
        _ => LogFindings.StreamVersionDiffers,
        row => $"stream {row.Stream}",
        row => Text($"The table streams says {row.Version}; its events end at version {row.Last}."),
        cancellationToken);

    private async Task CheckCheckpointsAsync(CancellationToken cancellationToken)
    {
        var rows = await snapshot.ReadAsync(
            EmbeddedSql.Read("Checking.check_checkpoints.sql"), [Last.Value], row => (Projection: row.GetString(0), Position: row.GetInt64(1)), cancellationToken).ConfigureAwait(false);
        foreach (var (projection, position) in rows)
        {
            findings.Add(LogFindings.CheckpointBeyondHead, $"projection {projection}", Text($"It says {position}; the last event is at position {Last}."));
        }
    }

    /// <summary>
    /// Counts by every index what the table holds. The amcheck extension would look deeper, but it takes a superuser to install, and is
    /// not everywhere; a log whose rows an index misses is what must not pass.
    /// </summary>
    private async Task CheckIndexesAsync(CancellationToken cancellationToken)
    {
        var tables = await snapshot.ReadAsync(
            EmbeddedSql.Read("Checking.count_rows.sql"), [], row => new Dictionary<string, long> { ["events"] = row.GetInt64(0), ["streams"] = row.GetInt64(1) }, cancellationToken).ConfigureAwait(false);
        await snapshot.ExecuteAsync(EmbeddedSql.Read("Checking.prefer_indexes.sql"), cancellationToken).ConfigureAwait(false);
        var indexes = await snapshot.ReadAsync(
            EmbeddedSql.Read("Checking.count_by_index.sql"), [], row => (Table: row.GetString(0), Index: row.GetString(1), Rows: row.GetInt64(2)), cancellationToken).ConfigureAwait(false);
        foreach (var (table, index, rows) in indexes.Where(index => index.Rows != tables.Single()[index.Table]))
        {
            findings.Add(LogFindings.IndexDiffers, $"index {index}", Text($"It leads to {rows} rows; the table {table} holds {tables.Single()[table]}."));
        }
    }

    private void CheckLimits(RecordedEvent recorded)
    {
        var asNew = new NewEvent(recorded.EventId, recorded.Type, recorded.SchemaVersion, recorded.Data, recorded.Metadata);
        if (AppendCheck.Refusal(recorded.StreamId, [asNew]) is { } refusal)
        {
            findings.Add(LogFindings.PayloadInvalid, Text($"position {recorded.Position}"), $"{refusal.Code}: {refusal.Detail}");
        }
    }

    // The statement ends each row with how many there are in all, and gives no more than can be told.
    private async Task AddAllAsync<T>(
        string file, Func<NpgsqlDataReader, T> read, Func<T, FindingKind> kind, Func<T, string> where, Func<T, string> what, CancellationToken cancellationToken)
    {
        var rows = await snapshot.ReadAsync(
            EmbeddedSql.Read(file), [FindingLog.ToldPerCodeMax], row => (Row: read(row), Total: row.GetInt64(row.FieldCount - 1)), cancellationToken).ConfigureAwait(false);
        foreach (var (row, _) in rows)
        {
            findings.Add(kind(row), where(row), what(row));
        }

        if (rows is [.., var last])
        {
            findings.AddUntold(kind(last.Row), last.Total - rows.Count);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
