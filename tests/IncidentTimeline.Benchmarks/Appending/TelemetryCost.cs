using System.Diagnostics;
using System.Diagnostics.Metrics;
using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Benchmarks.Measuring;
using IncidentTimeline.EventLog;

namespace IncidentTimeline.Benchmarks.Appending;

/// <summary>What metrics and spans cost an append: with somebody who listens to all of both, beside nobody.</summary>
internal sealed class TelemetryCost : IBenchmark
{
    private static readonly Row One = new("telemetry-one", "ms", "append of one event by one caller, all metrics and spans listened to, median", "the same, nobody listening");
    private static readonly Row Many = new("telemetry-many", "events/s", "appends by 64 callers, all metrics and spans listened to", "the same, nobody listening");

    public string Name => "telemetry";

    public IReadOnlyList<Row> Rows => [One, Many];

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var database = await run.Server.CreateDatabaseAsync("telemetry", cancellationToken);
        await using var store = database.OpenStore();
        var supply = new EventSupply(seed: 4);
        var one = await Comparison.MeasureAsync(run.Size.Rounds, limit: OneCallerAsync, product: () => ListenedToAsync(OneCallerAsync));
        var many = await Comparison.MeasureAsync(run.Size.Rounds, limit: ManyCallersAsync, product: () => ListenedToAsync(ManyCallersAsync));
        return [one.ToResult(One, run.Size.AppendsOneByOne), many.ToResult(Many, ManyCallers.Count * run.Size.AppendsPerCaller)];

        async Task<Sample> OneCallerAsync()
        {
            var events = supply.Take(run.Size.AppendsOneByOne);
            var (_, latencies) = await ParallelCallers.RunAsync(1, events.Length, (_, number) => AppendAsync("incident-one", events[number]));
            return Sample.OfPercentile(50, latencies);
        }

        Task<Sample> ManyCallersAsync() =>
            ManyCallers.RateAsync(supply, run.Size.AppendsPerCaller, (caller, _, added) => AppendAsync($"incident-{caller}", added));

        async Task AppendAsync(string stream, NewEvent added) =>
            (await store.AppendAsync(stream, ExpectedVersion.Any, [added], cancellationToken)).Require();
    }

    private static async Task<Sample> ListenedToAsync(Func<Task<Sample>> measure)
    {
        using var spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EventLogTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(spans);
        using var metrics = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == EventLogTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        metrics.SetMeasurementEventCallback<double>((_, _, _, _) => { });
        metrics.SetMeasurementEventCallback<long>((_, _, _, _) => { });
        metrics.SetMeasurementEventCallback<int>((_, _, _, _) => { });
        metrics.Start();
        return await measure();
    }
}
