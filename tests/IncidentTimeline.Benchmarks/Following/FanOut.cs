using System.Diagnostics;
using System.Text;
using System.Text.Json;
using IncidentTimeline.Benchmarks.Http;
using IncidentTimeline.Benchmarks.Measuring;
using Microsoft.AspNetCore.Http;

namespace IncidentTimeline.Benchmarks.Following;

/// <summary>
/// One event at a time to a thousand followers: from the receipt of the writer until the last of them has it. Beside it, the same bytes sent by an endpoint
/// that does nothing else.
/// </summary>
internal sealed class FanOut : IBenchmark
{
    /// <summary>Events of a round: a part of the questions that are asked in one.</summary>
    private const int ReadsPerEvent = 4;

    private static readonly Row Row = new(
        "fan-out", "ms", "from the receipt of a POST until the last of 1,000 SSE followers has the event, p99",
        "the same from a bare SSE endpoint of the same framework, p99", Target.RatioAtMost(2));

    private static readonly byte[] Word = "\"specversion\""u8.ToArray();
    private static readonly byte[] End = "\n\n"u8.ToArray();

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var served = await ServedReports.StartAsync(run, "fanout", cancellationToken);
        await using var bare = await BareEventsProcess.StartAsync(cancellationToken);
        var key = await Followers.KeyAsync(served.Server, run.Size.Followers, cancellationToken);
        var events = Math.Max(1, run.Size.Reads / ReadsPerEvent);
        var head = await HeadAsync(served.Server, key, cancellationToken);
        using var followers = await Followers.OpenAsync(run.Size.Followers, _ => LeanFollower.OpenAsync(served.Server.Address, $"/events?after={head}", key, isSse: true, cancellationToken));
        using var bareFollowers = await Followers.OpenAsync(run.Size.Followers, _ => LeanFollower.OpenAsync(bare.Address, "/events", null, isSse: true, cancellationToken));
        using var writer = await LeanConnection.OpenAsync(served.Server.Address, cancellationToken);
        using var bareWriter = await LeanConnection.OpenAsync(bare.Address, cancellationToken);

        var comparison = await Comparison.MeasureAsync(
            run.Size.Rounds,
            limit: () => TellAsync(bareFollowers, served.Take(events).Select(one => Bare(bare.Address, one.Request)), bareWriter, StatusCodes.Status202Accepted),
            product: () => TellAsync(followers, served.Take(events).Select(one => one.Request), writer, StatusCodes.Status201Created));
        return [comparison.ToResult(Row, (long)events * run.Size.Followers)];

        async Task<Sample> TellAsync(Followers all, IEnumerable<byte[]> requests, LeanConnection connection, int status)
        {
            var latencies = new List<double>();
            foreach (var request in requests.ToList())
            {
                var received = all.ReadUntilAsync(Word, End, cancellationToken);
                (await connection.SendAsync(request, cancellationToken)).Require(status);
                var acknowledged = Stopwatch.GetTimestamp();
                await received;
                latencies.Add(Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds);
            }

            return Sample.OfPercentile(99, latencies);
        }
    }

    /// <summary>As many bytes as the event will have around the same fact.</summary>
    private static byte[] Bare(Uri address, byte[] request)
    {
        var fact = request.AsSpan(request.AsSpan().IndexOf("\r\n\r\n"u8) + 4);
        var attributes = $$"""{"specversion":"1.0","attributes":"{{new string('a', 600)}}","data":""";
        return LeanConnection.Request(address, "/send", null, [.. Encoding.ASCII.GetBytes(attributes), .. fact, (byte)'}']);
    }

    internal static async Task<long> HeadAsync(ServerProcess server, string key, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var ready = JsonDocument.Parse(await http.GetStringAsync("/health/ready", cancellationToken));
        return ready.RootElement.GetProperty("head").GetInt64();
    }
}
