namespace IncidentTimeline.Benchmarks.Measuring;

/// <summary>What one side measured in one round.</summary>
/// <param name="Value">In the row's unit.</param>
/// <param name="Latencies">Of its single operations, in milliseconds; empty where none were timed.</param>
internal sealed record Sample(double Value, IReadOnlyList<double> Latencies)
{
    public static Sample OfRate(long operations, TimeSpan duration, IReadOnlyList<double> latencies) => new(operations / duration.TotalSeconds, latencies);

    public static Sample OfRate(long operations, TimeSpan duration) => OfRate(operations, duration, []);

    /// <summary>Its value is the percentile of its latencies.</summary>
    public static Sample OfPercentile(double percent, IReadOnlyList<double> latencies) => new(Statistics.Percentile(latencies, percent), latencies);
}
