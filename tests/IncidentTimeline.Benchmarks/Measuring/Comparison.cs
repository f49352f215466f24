namespace IncidentTimeline.Benchmarks.Measuring;

/// <summary>
/// The product beside its limit, in turns: limit then product in one round, the other way about in the next, so that a neighbour's
/// load, a checkpoint or a colder disk falls on both. What counts is the median of the rounds' ratios.
/// </summary>
internal sealed record Comparison(IReadOnlyList<(Sample Limit, Sample Product)> Rounds)
{
    /// <summary>Measures both, after one round that nobody counts: it compiles, plans and fills caches. A single round is for seeing that it runs, and has none before it.</summary>
    public static async Task<Comparison> MeasureAsync(int rounds, Func<Task<Sample>> limit, Func<Task<Sample>> product)
    {
        if (rounds > 1)
        {
            await limit();
            await product();
        }

        var measured = new List<(Sample, Sample)>(rounds);
        for (var round = 0; round < rounds; round++)
        {
            measured.Add(round % 2 == 0
                ? (await SettledAsync(limit), await SettledAsync(product))
                : Swap(await SettledAsync(product), await SettledAsync(limit)));
        }

        return new Comparison(measured);
    }

    /// <param name="row">The row that it fills.</param>
    /// <param name="rows">Events, calls or rows of one round.</param>
    public BenchmarkResult ToResult(Row row, long rows)
    {
        var latencies = Rounds.SelectMany(round => round.Product.Latencies).ToList();
        return new BenchmarkResult(
            row.Name,
            Statistics.Median([.. Rounds.Select(round => round.Product.Value)]),
            row.Unit,
            Statistics.Median([.. Rounds.Select(round => round.Limit.Value)]),
            Statistics.Median([.. Rounds.Select(round => round.Product.Value / round.Limit.Value)]),
            Target: null,
            Met: null,
            latencies.Count > 0 ? Statistics.Percentile(latencies, 50) : null,
            latencies.Count > 0 ? Statistics.Percentile(latencies, 99) : null,
            Rounds.Count,
            rows).Judged(row);
    }

    // What one side has left to collect is not collected in the time of the other.
    private static Task<Sample> SettledAsync(Func<Task<Sample>> measure)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return measure();
    }

    private static (Sample Limit, Sample Product) Swap(Sample product, Sample limit) => (limit, product);
}
