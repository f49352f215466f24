using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Benchmarks.Measuring;
using IncidentTimeline.EventLog;

namespace IncidentTimeline.Benchmarks.Appending;

/// <summary>64 callers who append one event at a time, as fast as they get their verdicts, beside as many who insert.</summary>
internal static class ManyCallers
{
    /// <summary>Callers, and connections of the limit.</summary>
    public const int Count = 64;

    /// <param name="row">The row that is filled.</param>
    /// <param name="run">The run.</param>
    /// <param name="streamOf">To which stream a caller's append with a number goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<BenchmarkResult> MeasureAsync(Row row, BenchmarkRun run, Func<int, int, string> streamOf, CancellationToken cancellationToken)
    {
        await using var database = await run.Server.CreateDatabaseAsync("many", cancellationToken);
        await using var bare = await BareTable.CreateAsync(database, Count, cancellationToken);
        await using var store = database.OpenStore();
        var supply = new EventSupply(seed: 2);

        var comparison = await Comparison.MeasureAsync(
            run.Size.Rounds,
            limit: () => RateAsync(supply, run.Size.AppendsPerCaller, (caller, number, added) => bare.InsertAsync(caller, streamOf(caller, number), added, cancellationToken)),
            product: () => RateAsync(supply, run.Size.AppendsPerCaller, async (caller, number, added) =>
                (await store.AppendAsync(streamOf(caller, number), ExpectedVersion.Any, [added], cancellationToken)).Require()));
        return comparison.ToResult(row, Count * run.Size.AppendsPerCaller);
    }

    /// <summary>Appends a second of all callers together.</summary>
    public static async Task<Sample> RateAsync(EventSupply supply, int appendsPerCaller, Func<int, int, NewEvent, Task> append)
    {
        var events = supply.Take(Count * appendsPerCaller);
        var (duration, latencies) = await ParallelCallers.RunAsync(Count, appendsPerCaller, (caller, number) => append(caller, number, events[(caller * appendsPerCaller) + number]));
        return Sample.OfRate(events.Length, duration, latencies);
    }
}
