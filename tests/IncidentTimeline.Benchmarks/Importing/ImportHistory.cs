using IncidentTimeline.Benchmarks.Measuring;

namespace IncidentTimeline.Benchmarks.Importing;

/// <summary>The whole history of air-raid alerts by the command of the importer.</summary>
internal sealed class ImportHistory : IBenchmark
{
    private static readonly Row Row = new(
        "import", "events/s", "import of the air-raid history, first byte to last acknowledgement", "COPY of the resulting event rows into the same indexed table", Target.RatioAtLeast(0.3));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<BenchmarkResult>>([BenchmarkResult.NotMeasured(Row, "not yet: there is no timeline import")]);
}
