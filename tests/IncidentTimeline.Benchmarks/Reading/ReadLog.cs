using System.Diagnostics;
using IncidentTimeline.Benchmarks.Measuring;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Following;
using Npgsql;

namespace IncidentTimeline.Benchmarks.Reading;

/// <summary>The whole log from the first event to the last, each decoded to its fact: what a new projection, a check or an export begins with.</summary>
internal sealed class ReadLog : IBenchmark
{
    private static readonly Row Row = new(
        "read-log", "events/s", "the whole log read and decoded to facts", "SELECT of the same bytes, not decoded", Target.RatioAtLeast(0.5));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var log = await run.LargeLogAsync(cancellationToken);
        await using var store = log.Database.OpenStore();
        var comparison = await Comparison.MeasureAsync(
            run.Size.Rounds,
            limit: () => SelectAsync(log.Database.Service, log.Head, cancellationToken),
            product: () => ReadAsync(store, log.Head, cancellationToken));
        return [comparison.ToResult(Row, log.Head)];
    }

    private static async Task<Sample> ReadAsync(EventStore store, long head, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0L;
        await foreach (var recorded in store.ReadLogAsync(LogPosition.Start, LogPosition.End, cancellationToken))
        {
            EventCodec.Decode(recorded);
            count++;
        }

        return OfAll(count, head, started);
    }

    private static async Task<Sample> SelectAsync(NpgsqlDataSource database, long head, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        return OfAll(await BareScan.RunAsync(database, cancellationToken), head, started);
    }

    private static Sample OfAll(long count, long head, long started)
    {
        var duration = Stopwatch.GetElapsedTime(started);
        return count == head ? Sample.OfRate(count, duration) : throw new InvalidOperationException($"{count} of {head} events were read.");
    }
}
