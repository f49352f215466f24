using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Benchmarks.Measuring;
using IncidentTimeline.EventLog;

namespace IncidentTimeline.Benchmarks.Appending;

/// <summary>One caller, one event an append, one after the other: what a single report waits for.</summary>
internal sealed class AppendOne : IBenchmark
{
    private static readonly Row Row = new(
        "append-one", "ms", "append of one event by one caller, median", "prepared autocommit INSERT of the same row, one connection", Target.RatioAtMost(1.5));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var database = await run.Server.CreateDatabaseAsync("one", cancellationToken);
        await using var bare = await BareTable.CreateAsync(database, callers: 1, cancellationToken);
        await using var store = database.OpenStore();
        var supply = new EventSupply(seed: 1);
        var appends = run.Size.AppendsOneByOne;

        var comparison = await Comparison.MeasureAsync(
            run.Size.Rounds,
            limit: () => OneCallerAsync((number, row) => bare.InsertAsync(0, StreamOf(number), row, cancellationToken)),
            product: () => OneCallerAsync(async (number, row) => (await store.AppendAsync(StreamOf(number), ExpectedVersion.Any, [row], cancellationToken)).Require()));
        return [comparison.ToResult(Row, appends)];

        async Task<Sample> OneCallerAsync(Func<int, NewEvent, Task> append)
        {
            var events = supply.Take(appends);
            var (_, latencies) = await ParallelCallers.RunAsync(1, appends, (_, number) => append(number, events[number]));
            return Sample.OfPercentile(50, latencies);
        }
    }

    private static string StreamOf(int number) => $"incident-{number % 50}";
}
