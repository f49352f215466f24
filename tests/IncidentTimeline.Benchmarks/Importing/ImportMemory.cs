using IncidentTimeline.Benchmarks.Measuring;

namespace IncidentTimeline.Benchmarks.Importing;

/// <summary>What the server and the importer hold while half a million facts go through both: a bounded amount, whatever the length of the file.</summary>
internal sealed class ImportMemory : IBenchmark
{
    private static readonly Row Server = new("memory-server", "MB", "peak memory of the server during an import of 500,000 facts", null, Target.ValueAtMost(400, "MB"));
    private static readonly Row ServerGrowth = new("memory-server-growth", "MB", "the server's memory in the last tenth of that import", "the same in the third tenth", Target.RatioAtMost(1.25));
    private static readonly Row Importer = new("memory-importer", "MB", "peak memory of the importer during that import", null, Target.ValueAtMost(400, "MB"));
    private static readonly Row ImporterGrowth = new("memory-importer-growth", "MB", "the importer's memory in the last tenth of that import", "the same in the third tenth", Target.RatioAtMost(1.25));

    public string Name => "memory";

    public IReadOnlyList<Row> Rows => [Server, ServerGrowth, Importer, ImporterGrowth];

    public Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<BenchmarkResult>>([.. Rows.Select(row => BenchmarkResult.NotMeasured(row, "not yet: there is no timeline import"))]);
}
