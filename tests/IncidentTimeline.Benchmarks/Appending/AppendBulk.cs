using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Benchmarks.Measuring;
using IncidentTimeline.EventLog;

namespace IncidentTimeline.Benchmarks.Appending;

/// <summary>A thousand events an append, one append after the other: what an import asks of the log.</summary>
internal sealed class AppendBulk : IBenchmark
{
    private const string Stream = "incident-bulk";

    private static readonly Row Row = new(
        "append-bulk", "events/s", "appends of 1,000 events by one caller", "one unnest INSERT of the same rows, 1,000 a commit", Target.RatioAtLeast(0.7));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var database = await run.Server.CreateDatabaseAsync("bulk", cancellationToken);
        await using var bare = await BareTable.CreateAsync(database, callers: 1, cancellationToken);
        await using var insert = await bare.PrepareManyAsync(cancellationToken);
        await using var store = database.OpenStore();
        var supply = new EventSupply(seed: 3);
        var appends = run.Size.BulkAppends;

        var comparison = await Comparison.MeasureAsync(
            run.Size.Rounds,
            limit: () => RateAsync(rows => bare.InsertManyAsync(insert, Stream, rows, cancellationToken)),
            product: () => RateAsync(async rows => (await store.AppendAsync(Stream, ExpectedVersion.Any, rows, cancellationToken)).Require()));
        return [comparison.ToResult(Row, appends * Limits.EventsPerAppendMax)];

        async Task<Sample> RateAsync(Func<NewEvent[], Task> append)
        {
            var batches = Enumerable.Range(0, appends).Select(_ => supply.Take(Limits.EventsPerAppendMax)).ToArray();
            var (duration, latencies) = await ParallelCallers.RunAsync(1, appends, (_, number) => append(batches[number]));
            return Sample.OfRate(appends * Limits.EventsPerAppendMax, duration, latencies);
        }
    }
}
