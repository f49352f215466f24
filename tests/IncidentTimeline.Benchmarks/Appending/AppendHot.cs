using IncidentTimeline.Benchmarks.Measuring;

namespace IncidentTimeline.Benchmarks.Appending;

/// <summary>64 callers on one stream at any version: everybody reports the same incident. Nobody may be refused, or the run fails.</summary>
internal sealed class AppendHot : IBenchmark
{
    private static readonly Row Row = new(
        "append-hot", "events/s", "appends of one event by 64 callers to one stream, none refused", "the same INSERT on 64 connections", Target.RatioAtLeast(2));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken) =>
        [await ManyCallers.MeasureAsync(Row, run, (_, _) => "incident-hot", cancellationToken)];
}
