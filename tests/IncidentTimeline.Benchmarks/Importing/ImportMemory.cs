using System.Diagnostics;
using IncidentTimeline.Benchmarks.Http;
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

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        using var feed = AlertFeed.OfFacts(run.Size.Events);
        await using var database = await run.Server.CreateDatabaseAsync("memory", cancellationToken);
        await using var server = await ServerProcess.StartAsync(database, cancellationToken);
        var ofServer = new MemoryUse(server.ProcessId);
        MemoryUse? ofImporter = null;
        await ImporterProcess.RunAsync(server, feed, process => WatchAsync(process, ofServer, ofImporter = new MemoryUse(process.Id), cancellationToken), cancellationToken);
        await using var store = database.OpenStore();
        var events = (await store.HeadAsync(cancellationToken)).Value;
        return
        [
            Peak(Server, ofServer, events), Growth(ServerGrowth, ofServer, events),
            Peak(Importer, ofImporter!, events), Growth(ImporterGrowth, ofImporter!, events), // The importer has run.
        ];
    }

    private static async Task WatchAsync(Process importer, MemoryUse ofServer, MemoryUse ofImporter, CancellationToken cancellationToken)
    {
        while (!importer.HasExited)
        {
            ofServer.Look();
            ofImporter.Look();
            await Task.Delay(MemoryUse.Interval, TimeProvider.System, cancellationToken);
        }
    }

    private static BenchmarkResult Peak(Row row, MemoryUse use, long events) =>
        new BenchmarkResult(row.Name, use.Peak, row.Unit, null, null, null, null, null, null, 1, events).Judged(row);

    private static BenchmarkResult Growth(Row row, MemoryUse use, long events)
    {
        var (early, late) = (use.InTenth(3), use.InTenth(10));
        return new BenchmarkResult(row.Name, late, row.Unit, early, late / early, null, null, null, null, 1, events).Judged(row);
    }
}
