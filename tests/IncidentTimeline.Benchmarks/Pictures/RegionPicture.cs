using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Benchmarks.Http;
using IncidentTimeline.Benchmarks.Measuring;
using IncidentTimeline.Places;
using Microsoft.AspNetCore.Http;

namespace IncidentTimeline.Benchmarks.Pictures;

/// <summary>
/// The picture of one region, of at most 200 questions, at a random position and event time: the analysts' first question. It may cost no more
/// in a large log than in a small one. Measured from the handler's call to the last byte of its JSON, without a socket; and once over HTTP.
/// </summary>
internal sealed class RegionPicture : IBenchmark
{
    /// <summary>As many rows as a picture has questions.</summary>
    private const int RowsPerPicture = 200;

    private const int Seed = 7;

    private static readonly Row Picture = new(
        "picture", "ms", "picture of a region with at most 200 questions at a random (K, T), p99", "look-up of as many rows by primary key, p99", Target.P99AtMost(5));
    private static readonly Row Growth = new(
        "picture-growth", "ms", "the same, p99", "the same in a log of 10,000 statements, p99", Target.RatioAtMost(1.5));
    private static readonly Row OverHttp = new(
        "picture-http", "ms", "the same over HTTP on one connection, p99", "the same without a socket, p99");

    public string Name => Picture.Name;

    public IReadOnlyList<Row> Rows => [Picture, Growth, OverHttp];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var large = await run.LargeLogAsync(cancellationToken);
        var small = await run.SmallLogAsync(cancellationToken);
        var largeService = await large.ServiceAsync(run, cancellationToken);
        var smallService = await small.ServiceAsync(run, cancellationToken);
        var random = new Random(Seed);
        var reads = run.Size.Reads;

        var picture = await Comparison.MeasureAsync(run.Size.Rounds, limit: RowsAsync, product: () => DirectAsync(large, largeService));
        var growth = await Comparison.MeasureAsync(run.Size.Rounds, limit: () => DirectAsync(small, smallService), product: () => DirectAsync(large, largeService));
        using var connection = await LeanConnection.OpenAsync(largeService.Address, cancellationToken);
        var key = await largeService.CreateKeyAsync(large.Database, cancellationToken);
        var overHttp = await Comparison.MeasureAsync(run.Size.Rounds, limit: () => DirectAsync(large, largeService), product: OverHttpAsync);
        var told = $"{large.Statements} statements, {large.Regions.Count} regions";
        return
        [
            picture.ToResult(Picture, reads) with { Note = told },
            growth.ToResult(Growth, reads) with { Note = $"{small.Statements} beside {told}" },
            overHttp.ToResult(OverHttp, reads),
        ];

        async Task<Sample> RowsAsync() => Sample.OfPercentile(99, await RowsByKey.ReadAsync(
            large.Database.Service, reads, _ => [.. large.PositionsOf(AnyRegion(large)).Take(RowsPerPicture)], cancellationToken));

        async Task<Sample> DirectAsync(LoadedLog log, ServiceInProcess service)
        {
            var questions = Enumerable.Range(0, reads).Select(_ => (Region: AnyRegion(log), Query: AnyCut(log))).ToArray();
            var (_, latencies) = await ParallelCallers.RunAsync(1, reads, (_, number) => service.Direct.GetAsync(
                "ShowPicture", new Dictionary<string, string> { ["code"] = questions[number].Region.Value }, questions[number].Query));
            return Sample.OfPercentile(99, latencies);
        }

        async Task<Sample> OverHttpAsync()
        {
            var requests = Enumerable.Range(0, reads).Select(_ => LeanConnection.Request(largeService.Address, $"/regions/{AnyRegion(large)}/picture{AnyCut(large)}", key, [])).ToArray();
            var (_, latencies) = await ParallelCallers.RunAsync(1, reads, async (_, number) =>
                (await connection.SendAsync(requests[number], cancellationToken)).Require(StatusCodes.Status200OK));
            return Sample.OfPercentile(99, latencies);
        }

        RegionCode AnyRegion(LoadedLog log) => log.Regions[random.Next(log.Regions.Count)];

        // In the second half of the log, where the regions have filled; each event time as likely as any other.
        string AnyCut(LoadedLog log)
        {
            var known = random.NextInt64(log.Head / 2, log.Head + 1);
            var at = GeneratedReports.Begin + (GeneratedReports.Span * random.NextDouble());
            return $"?knownAt={known}&eventTime={at:yyyy-MM-dd'T'HH:mm:ss}Z";
        }
    }
}
