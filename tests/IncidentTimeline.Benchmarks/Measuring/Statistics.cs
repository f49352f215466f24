namespace IncidentTimeline.Benchmarks.Measuring;

internal static class Statistics
{
    /// <summary>By nearest rank: a value that occurred, never one between two.</summary>
    public static double Percentile(IReadOnlyList<double> values, double percent)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * sorted.Length) - 1)];
    }

    /// <summary>Of an even number of values, the mean of the middle two.</summary>
    public static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
