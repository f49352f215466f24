using System.Diagnostics;
using System.Text.Json;
using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Benchmarks.Measuring;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Following;

namespace IncidentTimeline.Benchmarks.Reading;

/// <summary>From the bytes of an event to its fact, on one core: what every reader of the log pays for each event, wherever the bytes come from.</summary>
internal sealed class DecodeFacts : IBenchmark
{
    /// <summary>Events that are told apart: more than the caches of a core hold, and all kinds of them.</summary>
    private const int EventsMax = 2_000;

    private static readonly Row Row = new(
        "decode", "µs/fact", "an event's bytes to its fact, on one core", "the tokens of the same JSON, read and dropped", Target.ValueAtMost(5, "µs/fact"));

    public string Name => Row.Name;

    public IReadOnlyList<Row> Rows => [Row];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var events = new EventSupply(seed: 8).Take(Math.Min(EventsMax, run.Size.Events))
            .Select((added, index) => new RecordedEvent(new LogPosition(index + 1), "incident-one", new StreamVersion(index + 1), added.EventId, added.Type, added.SchemaVersion, added.Data, added.Metadata, GeneratedReports.Begin))
            .ToArray();
        var times = Math.Max(1, run.Size.Events / 5 / events.Length);

        var comparison = await Comparison.MeasureAsync(
            run.Size.Rounds, limit: () => Each(recorded => Tokens(recorded.Data.Span)), product: () => Each(recorded => EventCodec.Decode(recorded)));
        return [comparison.ToResult(Row, times * events.Length)];

        Task<Sample> Each(Action<RecordedEvent> read)
        {
            var started = Stopwatch.GetTimestamp();
            for (var time = 0; time < times; time++)
            {
                foreach (var recorded in events)
                {
                    read(recorded);
                }
            }

            return Task.FromResult(new Sample(Stopwatch.GetElapsedTime(started).TotalMicroseconds / (times * events.Length), []));
        }
    }

    private static void Tokens(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
        }
    }
}
