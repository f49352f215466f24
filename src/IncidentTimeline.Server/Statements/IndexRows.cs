using Npgsql;
using NpgsqlTypes;

namespace IncidentTimeline.Server.Statements;

/// <summary>The rows of "statements" that count now, as far as they were needed, and what a batch changes of them.</summary>
internal sealed class IndexRows
{
    /// <summary>Rows kept from batch to batch: at about 300 bytes each, what a process can spare.</summary>
    private const int RowsKeptMax = 250_000;

    private static readonly string ReadRowsSql = Sql.Read("Statements.read_rows.sql");
    private static readonly string ReadTracksSql = Sql.Read("Statements.read_tracks.sql");
    private static readonly string ChangeRowsSql = Sql.Read("Statements.change_rows.sql");

    private readonly Dictionary<(long Position, long Question), IndexRow> _open = [];
    private readonly Dictionary<(long Question, long Track), Track> _tracks = [];
    private readonly List<IndexRow> _new = [];
    private readonly HashSet<IndexRow> _stored = [];
    private Dictionary<long, List<IndexEntry>> _read = [];
    private NpgsqlConnection _connection = null!; // Begin is the first call.

    /// <summary>Begins a batch.</summary>
    /// <param name="connection">Of its transaction.</param>
    /// <param name="isContinued">Whether the database is as the last batch left it.</param>
    public void Begin(NpgsqlConnection connection, bool isContinued)
    {
        _connection = connection;
        _new.Clear();
        _stored.Clear();
        _read = [];
        if (!isContinued || _open.Count > RowsKeptMax)
        {
            _open.Clear();
            _tracks.Clear();
        }
    }

    /// <summary>Reads the rows of these facts.</summary>
    public async Task ReadAsync(IReadOnlyCollection<long> positions, CancellationToken cancellationToken)
    {
        foreach (var position in positions)
        {
            _read[position] = [];
        }

        await foreach (var row in ReadAsync(ReadRowsSql, [positions.ToArray()], cancellationToken))
        {
            _read[row.Entry.Position].Add(row.Entry);
            _open.TryAdd((row.Entry.Position, row.Entry.Question), row);
        }
    }

    /// <summary>The entries of a fact whose rows were read, as they were before this batch.</summary>
    public IReadOnlyList<IndexEntry> EntriesOf(long position) => _read[position];

    /// <summary>Makes the rows what the changes say, in order.</summary>
    public async Task ApplyAsync(IReadOnlyList<IndexChange> changes, CancellationToken cancellationToken)
    {
        await ReadTracksAsync(changes.SelectMany(change => change.Removed.Concat(change.Added)).Where(entry => entry.Track != 0).Select(entry => (entry.Question, entry.Track)).Distinct(), cancellationToken);
        foreach (var change in changes)
        {
            foreach (var entry in change.Removed)
            {
                _open.Remove((entry.Position, entry.Question), out var row);
                Note(TrackOf(entry)?.Remove(row!, change.Position)); // What counted was read or added.
                row!.Close(change.Position);
                Note(row);
            }

            foreach (var entry in change.Added)
            {
                var row = new IndexRow(entry, change.Position);
                _open[(entry.Position, entry.Question)] = row;
                _new.Add(row);
                Note(TrackOf(entry)?.Add(row));
            }
        }
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await ChangeAsync([.. _stored.Where(row => row.IsChanged)], cancellationToken);
        await using var import = await _connection.BeginBinaryImportAsync(
            "copy statements (position, known_from, known_to, reported, earliest, latest, next_known, next_reported, next_latest, question, track, value, region, is_plain, is_home, incident, aspect) from stdin (format binary)",
            cancellationToken);
        foreach (var row in _new.Where(row => row.KnownFrom < row.KnownTo))
        {
            var entry = row.Entry;
            await import.WriteRowAsync(
                cancellationToken, entry.Position, row.KnownFrom, row.KnownTo, entry.Reported, entry.Earliest, entry.Latest, row.Next?.Known, row.Next?.Reported, row.Next?.Latest,
                entry.Question, entry.Track, entry.Value, entry.Region, entry.IsPlain, entry.IsHome, entry.Incident, entry.Aspect);
            row.Stored();
        }

        await import.CompleteAsync(cancellationToken);
    }

    private Track? TrackOf(IndexEntry entry) => entry.Track == 0 ? null : _tracks[(entry.Question, entry.Track)];

    private void Note(IReadOnlyList<(IndexRow Row, IndexRow? Successor)>? changed)
    {
        foreach (var (row, successor) in changed ?? [])
        {
            Note(row);
            if (successor is not null)
            {
                _open[(successor.Entry.Position, successor.Entry.Question)] = successor;
                _new.Add(successor);
            }
        }
    }

    private void Note(IndexRow row)
    {
        if (row.IsStored)
        {
            _stored.Add(row);
        }
    }

    private async Task ReadTracksAsync(IEnumerable<(long Question, long Track)> keys, CancellationToken cancellationToken)
    {
        var missing = keys.Where(key => !_tracks.ContainsKey(key)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        missing.ForEach(key => _tracks[key] = new Track());
        await foreach (var row in ReadAsync(ReadTracksSql, [missing.ConvertAll(key => key.Question).ToArray(), missing.ConvertAll(key => key.Track).ToArray()], cancellationToken))
        {
            var key = (row.Entry.Position, row.Entry.Question);
            _open.TryAdd(key, row);
            _tracks[(row.Entry.Question, row.Entry.Track)].Load(_open[key]);
        }
    }

    private async IAsyncEnumerable<IndexRow> ReadAsync(string sql, object[] values, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var entry = new IndexEntry(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt32(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7),
                reader.GetBoolean(8), reader.GetBoolean(9), reader.GetString(10), reader.GetString(11));
            yield return IndexRow.Read(entry, reader.GetInt64(12), reader.IsDBNull(13) ? null : (reader.GetInt64(13), reader.GetInt64(14), reader.GetInt64(15)));
        }
    }

    private async Task ChangeAsync(List<IndexRow> changed, CancellationToken cancellationToken)
    {
        if (changed.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(ChangeRowsSql, _connection)
        {
            Parameters =
            {
                new() { Value = changed.ConvertAll(row => row.Entry.Position).ToArray() },
                new() { Value = changed.ConvertAll(row => row.Entry.Question).ToArray() },
                new() { Value = changed.ConvertAll(row => row.KnownFrom).ToArray() },
                new() { Value = changed.ConvertAll(row => row.KnownTo).ToArray() },
                new() { Value = changed.ConvertAll(row => row.Next?.Known).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new() { Value = changed.ConvertAll(row => row.Next?.Reported).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new() { Value = changed.ConvertAll(row => row.Next?.Latest).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        changed.ForEach(row => row.Stored());
    }
}
