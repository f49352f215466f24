using IncidentTimeline.Benchmarks.Measuring;

namespace IncidentTimeline.Benchmarks;

/// <summary>One thing that is measured; it fills one row of the results, or several that are measured together.</summary>
internal interface IBenchmark
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>The rows that it fills, in their order.</summary>
    IReadOnlyList<Row> Rows { get; }

    Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken);
}
