using IncidentTimeline.Benchmarks.Appending;
using IncidentTimeline.Benchmarks.Http;
using IncidentTimeline.Benchmarks.Measuring;
using Microsoft.AspNetCore.Http;

namespace IncidentTimeline.Benchmarks.Following;

/// <summary>
/// What a thousand live followers cost those who record: facts posted while each of them follows a region, beside the same with nobody there. A follower of
/// everything would be sent each event; a thousand of those are more than any network carries at this rate, so each has its own part.
/// </summary>
internal sealed class AppendFollowed : IBenchmark
{
    private static readonly Row Row = new(
        "append-followed", "facts/s", "POST of one fact on 64 connections, while 1,000 followers each follow a region", "the same without followers", Target.RatioAtLeast(0.85));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var served = await ServedReports.StartAsync(run, "followed", cancellationToken);
        var key = await Followers.KeyAsync(served.Server, run.Size.Followers, cancellationToken);
        var connections = await served.ConnectAsync(ManyCallers.Count, cancellationToken);
        var posts = run.Size.AppendsPerCaller;

        var comparison = await Comparison.MeasureAsync(run.Size.Rounds, limit: PostAsync, product: PostFollowedAsync);
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
            await served.Database.CatchUpAsync(cancellationToken);
            return Sample.OfRate(requests.Length, duration, latencies);
        }

        async Task<Sample> PostFollowedAsync()
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var regions = served.Take(run.Size.Followers).Select(one => one.Region).ToList();
            var head = await FanOut.HeadAsync(served.Server, key, cancellationToken);
            using var followers = await Followers.OpenAsync(
                run.Size.Followers, number => LeanFollower.OpenAsync(served.Server.Address, $"/events?after={head}&region={regions[number]}", key, isSse: true, cancellationToken));
            var reading = followers.ReadUntilAsync("a word that does not come"u8.ToArray(), "\n"u8.ToArray(), leaving.Token);
            var sample = await PostAsync();
            await leaving.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return sample;
        }
    }
}
