using System.Diagnostics;
using System.Globalization;
using System.Text;
using IncidentTimeline.Benchmarks.Http;
using IncidentTimeline.Benchmarks.Measuring;
using IncidentTimeline.Benchmarks.Reading;

namespace IncidentTimeline.Benchmarks.Following;

/// <summary>Ten followers that begin with the first event, as after a deployment, and read history until they have had their part of it.</summary>
internal sealed class ReadHistory : IBenchmark
{
    private const int Readers = 10;

    /// <summary>The part of the log that each of them reads: a round is to be over in half a minute.</summary>
    private const int PartOfLog = 5;

    private static readonly Row Row = new(
        "read-history", "events/s", "history read by 10 followers of GET /events from the first event on, together", "SELECT of the same bytes, not decoded, by one", Target.RatioAtLeast(0.5));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var log = await run.LargeLogAsync(cancellationToken);
        await using var server = await ServerProcess.StartAsync(log.Database, cancellationToken);
        var key = await Followers.KeyAsync(server, Readers, cancellationToken);
        var events = log.Head / PartOfLog;
        var last = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"position\":\"{events}\""));

        var comparison = await Comparison.MeasureAsync(run.Size.Rounds, limit: SelectAsync, product: FollowAsync);
        return [comparison.ToResult(Row, Readers * events)];

        async Task<Sample> SelectAsync()
        {
            var started = Stopwatch.GetTimestamp();
            var count = await BareScan.RunAsync(log.Database.Service, cancellationToken);
            return Sample.OfRate(count, Stopwatch.GetElapsedTime(started));
        }

        async Task<Sample> FollowAsync()
        {
            var started = Stopwatch.GetTimestamp();
            using var followers = await Followers.OpenAsync(Readers, _ => LeanFollower.OpenAsync(server.Address, "/events?after=0&follow=true", key, isSse: false, cancellationToken));
            await followers.ReadUntilAsync(last, "\n"u8.ToArray(), cancellationToken);
            return Sample.OfRate(Readers * events, Stopwatch.GetElapsedTime(started));
        }
    }
}
