using System.Diagnostics;
using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Benchmarks.Data;

/// <summary>The rows of tables, kept in files as COPY writes them, to be copied into empty tables of the same shape.</summary>
internal sealed class CopiedTables : IDisposable
{
    private const int BufferBytes = 1024 * 1024;

    private readonly NpgsqlDataSource _database;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("incident-timeline-bench-rows-");
    private readonly IReadOnlyList<string> _tables;

    private CopiedTables(NpgsqlDataSource database, IReadOnlyList<string> tables)
    {
        _database = database;
        _tables = tables;
    }

    public static async Task<CopiedTables> TakeAsync(NpgsqlDataSource database, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        var taken = new CopiedTables(database, tables);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var table in tables)
        {
            await using var rows = await connection.BeginRawBinaryCopyAsync($"copy {LogConnection.QuoteIdentifier(table)} to stdout (format binary)", cancellationToken);
            await using var file = File.Create(taken.FileOf(table));
            await rows.CopyToAsync(file, BufferBytes, cancellationToken);
        }

        return taken;
    }

    /// <summary>How long it takes to copy all of them, each in a transaction of its own.</summary>
    public async Task<TimeSpan> CopyAsync(CancellationToken cancellationToken)
    {
        var duration = TimeSpan.Zero;
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        foreach (var table in _tables)
        {
            var copy = LogConnection.QuoteIdentifier($"bench_{table}");
            await ExecuteAsync($"create table {copy} (like {LogConnection.QuoteIdentifier(table)} including all)");
            var started = Stopwatch.GetTimestamp();
            await using (var rows = await connection.BeginRawBinaryCopyAsync($"copy {copy} from stdin (format binary)", cancellationToken))
            {
                await using var file = File.OpenRead(FileOf(table));
                await file.CopyToAsync(rows, BufferBytes, cancellationToken);
            }

            duration += Stopwatch.GetElapsedTime(started);
            await ExecuteAsync($"drop table {copy}");
        }

        return duration;

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string FileOf(string table) => Path.Combine(_directory.FullName, table);
}
