using System.Globalization;

namespace IncidentTimeline.Benchmarks.Measuring;

/// <summary>What a row is held to.</summary>
internal sealed record Target
{
    private readonly string _of;
    private readonly bool _atMost;
    private readonly double _bound;

    private readonly string _unit;

    private Target(string of, bool atMost, double bound, string unit = "")
    {
        _unit = unit;
        _of = of;
        _atMost = atMost;
        _bound = bound;
    }

    public static Target RatioAtLeast(double bound) => new("ratio", atMost: false, bound);

    public static Target RatioAtMost(double bound) => new("ratio", atMost: true, bound);

    public static Target P99AtMost(double bound) => new("p99", atMost: true, bound, " ms");

    /// <param name="bound">In the row's unit.</param>
    /// <param name="unit">The row's.</param>
    public static Target ValueAtMost(double bound, string unit) => new("value", atMost: true, bound, $" {unit}");

    /// <summary>Such as <c>ratio ≥ 0.5</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_of} {(_atMost ? '≤' : '≥')} {_bound}{_unit}");

    /// <summary>Null where it was not measured.</summary>
    public bool? IsMet(BenchmarkResult result)
    {
        var measured = _of switch { "ratio" => result.Ratio, "p99" => result.P99, _ => result.Value };
        return measured is { } number ? (_atMost ? number <= _bound : number >= _bound) : null;
    }
}
