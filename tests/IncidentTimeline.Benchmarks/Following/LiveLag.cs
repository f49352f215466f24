using System.Diagnostics;
using System.Text;
using System.Text.Json;
using IncidentTimeline.Benchmarks.Http;
using IncidentTimeline.Benchmarks.Measuring;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace IncidentTimeline.Benchmarks.Following;

/// <summary>
/// While 500 events a second are recorded over HTTP: from the moment a writer has the receipt until a picture of the region that
/// contains it has arrived. Beside it, from NOTIFY to its arrival on another connection, which is the least a follower can do.
/// </summary>
internal sealed class LiveLag : IBenchmark
{
    private const int EventsPerSecond = 500;

    /// <summary>Writers; each keeps to a schedule of its own, whatever the others wait for.</summary>
    private const int Writers = 10;

    /// <summary>One receipt in so many is followed by a question: 50 a second.</summary>
    private const int EventsPerQuestion = 10;

    private static readonly Row Row = new(
        "live-lag", "ms", "from the receipt of a POST until a picture with it has arrived, at 500 events/s, p99", "NOTIFY round trip, p99", Target.P99AtMost(20));

    private static readonly string NotifySql = BenchmarkSql.Read("Following.notify.sql");
    private static readonly string ListenSql = BenchmarkSql.Read("Following.listen.sql");

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var served = await ServedReports.StartAsync(run, "lag", cancellationToken);
        var connections = await served.ConnectAsync(2 * Writers, cancellationToken);
        var perWriter = Math.Max(EventsPerQuestion, (int)(run.Size.LagDuration.TotalSeconds * EventsPerSecond / Writers));

        var comparison = await Comparison.MeasureAsync(
            run.Size.Rounds,
            limit: () => RoundTripsAsync(served.Database, perWriter, cancellationToken),
            product: LagsAsync);
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        return [comparison.ToResult(Row, Writers * perWriter)];

        async Task<Sample> LagsAsync()
        {
            var requests = served.Take(Writers * perWriter);
            var lags = new List<double>();
            var begun = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
            {
                for (var number = 0; number < perWriter; number++)
                {
                    await WaitUntilAsync(begun, ((number * Writers) + writer) / (double)EventsPerSecond, cancellationToken);
                    var (request, region) = requests[(writer * perWriter) + number];
                    var receipt = (await connections[writer].SendAsync(request, cancellationToken)).Require(StatusCodes.Status201Created);
                    var acknowledged = Stopwatch.GetTimestamp();
                    if (number % EventsPerQuestion == writer % EventsPerQuestion)
                    {
                        var position = PositionIn(receipt.Body.Span);
                        var question = LeanConnection.Request(served.Server.Address, $"/regions/{region}/picture?atLeast={position}", served.Server.Key, []);
                        var picture = (await connections[Writers + writer].SendAsync(question, cancellationToken)).Require(StatusCodes.Status200OK);
                        var lag = Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds;
                        RequireKnown(picture.Head.Span, position);
                        lock (lags)
                        {
                            lags.Add(lag);
                        }
                    }
                }
            }, cancellationToken)));
            return Sample.OfPercentile(99, lags);
        }
    }

    private static async Task<Sample> RoundTripsAsync(BenchmarkDatabase database, int count, CancellationToken cancellationToken)
    {
        await using var listening = await database.Owner.OpenConnectionAsync(cancellationToken);
        await using var notifying = await database.Owner.OpenConnectionAsync(cancellationToken);
        await using var listen = new NpgsqlCommand(ListenSql, listening);
        await listen.ExecuteNonQueryAsync(cancellationToken);
        await using var notify = new NpgsqlCommand(NotifySql, notifying);
        await notify.PrepareAsync(cancellationToken);

        var (_, latencies) = await ParallelCallers.RunAsync(1, count, async (_, _) =>
        {
            var arrived = listening.WaitAsync(cancellationToken);
            await notify.ExecuteNonQueryAsync(cancellationToken);
            await arrived;
        });
        return Sample.OfPercentile(99, latencies);
    }

    // Events come when they come: who is late with one does not put off the next.
    private static async Task WaitUntilAsync(long begun, double seconds, CancellationToken cancellationToken)
    {
        var left = TimeSpan.FromSeconds(seconds) - Stopwatch.GetElapsedTime(begun);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, TimeProvider.System, cancellationToken);
        }
    }

    private static long PositionIn(ReadOnlySpan<byte> receipt)
    {
        var reader = new Utf8JsonReader(receipt);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("position"u8))
            {
                reader.Read();
                return reader.GetInt64();
            }
        }

        throw new InvalidOperationException($"A receipt has a position, and this has none: {Encoding.UTF8.GetString(receipt)}");
    }

    private static void RequireKnown(ReadOnlySpan<byte> head, long position)
    {
        var header = "Timeline-Known-At: "u8;
        var known = head[(head.IndexOf(header) + header.Length)..];
        if (long.Parse(known[..known.IndexOf((byte)'\r')], System.Globalization.CultureInfo.InvariantCulture) < position)
        {
            throw new InvalidOperationException($"A picture asked for with atLeast={position} does not hold that position.");
        }
    }
}
