using System.Globalization;

namespace IncidentTimeline.Benchmarks.Measuring;

/// <summary>The results for people.</summary>
internal static class ResultTable
{
    public static string Of(IReadOnlyList<BenchmarkResult> results) => Aligned(
    [
        ["name", "value", "limit", "unit", "ratio", "p50 ms", "p99 ms", "target", "met", ""],
        .. results.Select(one => (string[])[
            one.Name, Number(one.Value), Number(one.Limit), one.Unit, Number(one.Ratio), Number(one.P50), Number(one.P99),
            one.Target ?? "", one.Met switch { true => "yes", false => "NO", null => "" }, one.Note ?? ""]),
    ]);

    /// <summary>What there is to measure.</summary>
    public static string Describe(IEnumerable<Row> rows) => Aligned(
        [.. rows.Select(row => (string[])[row.Name, row.What, row.Beside is null ? "" : $"beside {row.Beside}", row.Target?.ToString() ?? ""])]);

    private static string Aligned(IReadOnlyList<string[]> lines)
    {
        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        return string.Join('\n', lines.Select(line => string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }

    // Four digits are more than a busy machine tells.
    private static string Number(double? value) => value switch
    {
        null => "",
        { } number when Math.Abs(number) >= 100 => number.ToString("N0", CultureInfo.InvariantCulture),
        { } number => number.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
