using System.Text.Json.Serialization;

namespace IncidentTimeline.Benchmarks.Measuring;

/// <summary>A row of the results.</summary>
/// <param name="Name">The row's.</param>
/// <param name="Value">The product: the median of its rounds.</param>
/// <param name="Unit">Of value and limit; p50 and p99 are milliseconds.</param>
/// <param name="Limit">What is measured beside it: the median of its rounds.</param>
/// <param name="Ratio">Product to limit: the median of the rounds' ratios, which is not the ratio of the medians.</param>
/// <param name="Target">In words; null where none was set.</param>
/// <param name="Met">Null where nothing was measured, or nothing was set.</param>
/// <param name="P50">Median of the product's single operations in all rounds, in milliseconds; null where none was timed.</param>
/// <param name="P99">Their 99th percentile.</param>
/// <param name="Rounds">Rounds that were measured; 0 where the row was not.</param>
/// <param name="Rows">Events, calls or rows of one round.</param>
/// <param name="Note">Why it was not measured, or what else is to be known; left out where there is nothing.</param>
internal sealed record BenchmarkResult(
    string Name, double? Value, string Unit, double? Limit, double? Ratio, string? Target, bool? Met, double? P50, double? P99, int Rounds, long Rows,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null)
{
    /// <summary>A row that could not be measured, and why.</summary>
    public static BenchmarkResult NotMeasured(Row row, string why) =>
        new(row.Name, null, row.Unit, null, null, row.Target?.ToString(), null, null, null, 0, 0, why);

    /// <summary>This, held against the row's target.</summary>
    public BenchmarkResult Judged(Row row) => this with { Target = row.Target?.ToString(), Met = row.Target?.IsMet(this) };
}
