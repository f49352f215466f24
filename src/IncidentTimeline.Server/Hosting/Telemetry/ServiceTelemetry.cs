using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IncidentTimeline.Server.Hosting.Telemetry;

/// <summary>The service's own instruments and spans, beside those of the log. docs/reference/telemetry.md lists them.</summary>
internal sealed class ServiceTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "IncidentTimeline.Server";

    public static readonly ActivitySource Activities = new(Name);

    /// <summary>Seconds; a fold takes from microseconds to a good part of a second on a large log.</summary>
    private static readonly double[] FoldBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

    private readonly Meter _meter;
    private readonly TimeProvider _time;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _documents;
    private readonly Counter<long> _documentBytes;
    private readonly Histogram<double> _foldDuration;

    public ServiceTelemetry(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(Name);
        _refusals = _meter.CreateCounter<long>("timeline.http.refusals", "{refusal}", "Problem documents sent, by slug and status.");
        _documents = _meter.CreateCounter<long>("timeline.document.captures", "{document}", "Documents whose bytes were kept, those that were there already included.");
        _documentBytes = _meter.CreateCounter<long>("timeline.document.size", "By", "Bytes of those documents.");
        _foldDuration = _meter.CreateHistogram("timeline.fold.duration", "s", "One answer computed from what the index found.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = FoldBounds });
    }

    public void Refused(string problem, int status) =>
        _refusals.Add(1, new KeyValuePair<string, object?>("problem", problem), new KeyValuePair<string, object?>("status", status));

    public void Captured(long bytes)
    {
        _documents.Add(1);
        _documentBytes.Add(bytes);
    }

    /// <summary>Computes an answer under a span, and measures it.</summary>
    /// <param name="fold">Which, from a short list: a label.</param>
    /// <param name="compute">The answer.</param>
    public T Fold<T>(string fold, Func<T> compute)
    {
        using var activity = Activities.StartActivity($"fold {fold}");
        var started = _time.GetTimestamp();
        var answer = compute();
        _foldDuration.Record(_time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("fold", fold));
        return answer;
    }

    /// <summary>Begins to show what readiness knows.</summary>
    public void Observe(ReadinessCheck readiness)
    {
        _meter.CreateObservableGauge("timeline.ready", () => readiness.Look().Parts.Select(part => new Measurement<int>(part.IsReady ? 1 : 0, new KeyValuePair<string, object?>("part", part.Part))), null, "1 for each part that is ready, 0 for one that is not.");
    }
}
