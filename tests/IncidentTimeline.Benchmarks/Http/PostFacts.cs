using IncidentTimeline.Benchmarks.Appending;
using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Benchmarks.Measuring;
using IncidentTimeline.EventLog;
using Microsoft.AspNetCore.Http;

namespace IncidentTimeline.Benchmarks.Http;

/// <summary>One fact a request on 64 connections: what reading, checking, deciding and answering leave of the log's own rate.</summary>
internal sealed class PostFacts : IBenchmark
{
    private static readonly Row Row = new(
        "http-post", "facts/s", "POST of one fact on 64 connections", "append of such events in process by 64 callers", Target.RatioAtLeast(0.5));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var served = await ServedReports.StartAsync(run, "http", cancellationToken);
        await using var bare = await run.Server.CreateDatabaseAsync("inprocess", cancellationToken);
        await using var store = bare.OpenStore();
        var supply = new EventSupply(seed: 6);
        var connections = await served.ConnectAsync(ManyCallers.Count, cancellationToken);
        var posts = run.Size.AppendsPerCaller;

        var comparison = await Comparison.MeasureAsync(
            run.Size.Rounds,
            limit: () => ManyCallers.RateAsync(supply, posts, async (caller, _, added) =>
                (await store.AppendAsync($"incident-{caller}", ExpectedVersion.Any, [added], cancellationToken)).Require()),
            product: PostAsync);
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        return [comparison.ToResult(Row, ManyCallers.Count * posts)];

        async Task<Sample> PostAsync()
        {
            var requests = served.Take(ManyCallers.Count * posts);
            var (duration, latencies) = await ParallelCallers.RunAsync(ManyCallers.Count, posts, async (caller, number) =>
                (await connections[caller].SendAsync(requests[(caller * posts) + number].Request, cancellationToken)).Require(StatusCodes.Status201Created));
            // The projections' work belongs to this round, and is not to be done in the next.
            await served.Database.CatchUpAsync(cancellationToken);
            return Sample.OfRate(requests.Length, duration, latencies);
        }
    }
}
