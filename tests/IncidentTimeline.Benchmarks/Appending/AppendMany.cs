using IncidentTimeline.Benchmarks.Measuring;

namespace IncidentTimeline.Benchmarks.Appending;

/// <summary>64 callers, each with streams of its own: what a desk at its busiest, or many services at once, get.</summary>
internal sealed class AppendMany : IBenchmark
{
    private static readonly Row Row = new(
        "append-many", "events/s", "appends of one event by 64 callers to many streams", "the same INSERT on 64 connections", Target.RatioAtLeast(2));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken) =>
        [await ManyCallers.MeasureAsync(Row, run, (caller, number) => $"incident-{caller}-{number % 50}", cancellationToken)];
}
