using IncidentTimeline.Benchmarks.Measuring;

namespace IncidentTimeline.Tests.Benchmarks;

public class ComparisonTests
{
    private static readonly Row Row = new("row", "events/s", "what", "beside", Target.RatioAtLeast(2));

    [Fact]
    public async Task Limit_and_product_take_turns_and_who_is_first_changes()
    {
        var order = new List<string>();

        await Comparison.MeasureAsync(3, () => Note("limit"), () => Note("product"));

        // The first two are the round that nobody counts.
        order.ShouldBe(["limit", "product", "limit", "product", "product", "limit", "limit", "product"]);

        Task<Sample> Note(string side)
        {
            order.Add(side);
            return Task.FromResult(new Sample(1, []));
        }
    }

    [Fact]
    public void The_ratio_is_the_median_of_the_rounds_and_not_that_of_the_medians()
    {
        var result = new Comparison([Round(1, 4), Round(10, 20), Round(100, 100)]).ToResult(Row, rows: 5);

        (result.Limit, result.Value, result.Ratio).ShouldBe((10, 20, 2));
        (result.Met, result.Rounds, result.Rows, result.Target).ShouldBe((true, 3, 5, "ratio ≥ 2"));
    }

    [Fact]
    public void Percentiles_are_over_the_operations_of_all_rounds()
    {
        var result = new Comparison([Round(1, 1, 1, 2, 3), Round(1, 1, 4, 5, 6)]).ToResult(Row, rows: 3);

        (result.P50, result.P99).ShouldBe((3, 6));
    }

    [Fact]
    public void A_percentile_is_a_value_that_occurred() =>
        Statistics.Percentile([.. Enumerable.Range(1, 200).Select(number => (double)number)], 99).ShouldBe(198);

    [Fact]
    public void The_median_of_an_even_number_lies_between_the_middle_two() => Statistics.Median([4, 1, 3, 2]).ShouldBe(2.5);

    private static (Sample Limit, Sample Product) Round(double limit, double product, params double[] latencies) => (new Sample(limit, []), new Sample(product, latencies));
}
