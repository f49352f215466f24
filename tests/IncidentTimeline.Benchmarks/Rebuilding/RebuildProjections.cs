using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using IncidentTimeline.Benchmarks.Measuring;
using IncidentTimeline.Benchmarks.Reading;
using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Benchmarks.Rebuilding;

/// <summary>Every projection filled anew and switched, one after the other, as an operator asks for it.</summary>
internal sealed class RebuildProjections : IBenchmark
{
    private static readonly Row Row = new(
        "rebuild", "events/s", "all projections rebuilt, from the requests to the switches", "SELECT of the log, and COPY of the resulting rows into the same indexed tables", Target.RatioAtLeast(0.5));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var log = await run.LargeLogAsync(cancellationToken);
        var service = await log.ServiceAsync(run, cancellationToken);
        using var client = await service.ClientAsync(log.Database, cancellationToken);
        using var listing = await client.GetAsync("/projections", cancellationToken);
        if (listing.StatusCode == HttpStatusCode.NotFound)
        {
            return [BenchmarkResult.NotMeasured(Row, "not yet: the service has no /projections")];
        }

        var projections = JsonNode.Parse(await listing.Content.ReadAsStringAsync(cancellationToken))!.AsArray() // A list is no null.
            .Select(one => (Name: one!["name"]!.GetValue<string>(), Tables: one["tables"]!.AsArray().Select(table => table!.GetValue<string>()).ToArray())).ToList(); // As documented.
        using var rows = await CopiedTables.TakeAsync(log.Database.Owner, [.. projections.SelectMany(one => one.Tables)], cancellationToken);

        var comparison = await Comparison.MeasureAsync(run.Size.Rounds, limit: SelectAndCopyAsync, product: RebuildAsync);
        return [comparison.ToResult(Row, log.Head) with { Note = string.Join(", ", projections.Select(one => one.Name)) }];

        async Task<Sample> SelectAndCopyAsync()
        {
            var started = Stopwatch.GetTimestamp();
            await BareScan.RunAsync(log.Database.Service, cancellationToken);
            var selected = Stopwatch.GetElapsedTime(started);
            return Sample.OfRate(log.Head, selected + await rows.CopyAsync(cancellationToken));
        }

        async Task<Sample> RebuildAsync()
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var projection in projections)
            {
                await RebuildOneAsync(client, projection.Name, cancellationToken);
            }

            return Sample.OfRate(log.Head, Stopwatch.GetElapsedTime(started));
        }
    }

    private static async Task RebuildOneAsync(HttpClient client, string projection, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync($"/projections/{projection}/rebuild", null, cancellationToken);
        var said = await response.Content.ReadAsStringAsync(cancellationToken);
        var last = said.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        if (JsonNode.Parse(last)?["isSwitched"]?.GetValue<bool>() is not true)
        {
            throw new InvalidOperationException($"The rebuild of {projection} ended with: {last}");
        }
    }

    /// <summary>The rows of tables, kept in files as COPY writes them, to be copied into empty tables of the same shape.</summary>
    private sealed class CopiedTables : IDisposable
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
}
