using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Benchmarks.Http;
using IncidentTimeline.Benchmarks.Measuring;

namespace IncidentTimeline.Benchmarks.Importing;

/// <summary>The whole history of air-raid alerts by the command, from its start to its end: mapping, sending, deciding, recording, and a verdict for every line.</summary>
internal sealed class ImportHistory : IBenchmark
{
    private static readonly Row Row = new(
        "import", "events/s", "import of the air-raid history by the command, from its start to its end", "COPY of the resulting event rows into the same indexed table", Target.RatioAtLeast(0.3));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        using var feed = AlertFeed.History(run.Size.ImportLines);
        await using var donor = await run.Server.CreateDatabaseAsync("import", cancellationToken);
        var (events, _) = await ImportAsync(donor, feed, cancellationToken);
        using var rows = await CopiedTables.TakeAsync(donor.Owner, ["events"], cancellationToken);

        var comparison = await Comparison.MeasureAsync(
            run.Size.Rounds,
            limit: async () => Sample.OfRate(events, await rows.CopyAsync(cancellationToken)),
            product: async () =>
            {
                await using var database = await run.Server.CreateDatabaseAsync("import", cancellationToken);
                var (recorded, duration) = await ImportAsync(database, feed, cancellationToken);
                return Sample.OfRate(recorded, duration);
            });
        return [comparison.ToResult(Row, events) with { Note = feed.About }];
    }

    // Into an empty log, by a server of its own.
    private static async Task<(long Events, TimeSpan Duration)> ImportAsync(BenchmarkDatabase database, AlertFeed feed, CancellationToken cancellationToken)
    {
        await using var server = await ServerProcess.StartAsync(database, cancellationToken);
        var duration = await ImporterProcess.RunAsync(server, feed, _ => Task.CompletedTask, cancellationToken);
        await using var store = database.OpenStore();
        return ((await store.HeadAsync(cancellationToken)).Value, duration);
    }
}
