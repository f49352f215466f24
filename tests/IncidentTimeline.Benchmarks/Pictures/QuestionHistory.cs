using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Benchmarks.Measuring;

namespace IncidentTimeline.Benchmarks.Pictures;

/// <summary>The reporting history of one question with a thousand steps: the analysts' second question. Measured as the picture is.</summary>
internal sealed class QuestionHistory : IBenchmark
{
    private static readonly Row Row = new(
        "history", "ms", "reporting history of a question with 1,000 steps, p99", "look-up of the same rows by primary key, p99", Target.P99AtMost(10));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var log = await run.LargeLogAsync(cancellationToken);
        var service = await log.ServiceAsync(run, cancellationToken);
        var positions = log.LongPositions.ToArray();
        var route = new Dictionary<string, string> { ["id"] = GeneratedReports.LongIncident.Value, ["aspect"] = GeneratedReports.LongAspect.Value };
        var reads = run.Size.Reads;

        var comparison = await Comparison.MeasureAsync(
            run.Size.Rounds,
            limit: async () => Sample.OfPercentile(99, await RowsByKey.ReadAsync(log.Database.Service, reads, _ => positions, cancellationToken)),
            product: async () =>
            {
                var (_, latencies) = await ParallelCallers.RunAsync(1, reads, (_, _) => service.Direct.GetAsync("ShowReportingHistory", route, ""));
                return Sample.OfPercentile(99, latencies);
            });
        return [comparison.ToResult(Row, reads) with { Note = $"{positions.Length} steps" }];
    }
}
