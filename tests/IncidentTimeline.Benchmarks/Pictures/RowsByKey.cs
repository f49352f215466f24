using IncidentTimeline.Benchmarks.Measuring;
using Npgsql;

namespace IncidentTimeline.Benchmarks.Pictures;

/// <summary>The limit of answering: rows of the log found by their primary key, on a kept connection with a prepared statement.</summary>
internal static class RowsByKey
{
    private static readonly string SelectSql = BenchmarkSql.Read("Pictures.select_rows.sql");

    /// <param name="database">Where the rows are.</param>
    /// <param name="reads">How often they are read.</param>
    /// <param name="positionsOf">The keys of a read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<double>> ReadAsync(NpgsqlDataSource database, int reads, Func<int, long[]> positionsOf, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var select = new NpgsqlCommand(SelectSql, connection) { Parameters = { new NpgsqlParameter<long[]>() } };
        await select.PrepareAsync(cancellationToken);
        var (_, latencies) = await ParallelCallers.RunAsync(1, reads, async (_, number) =>
        {
            ((NpgsqlParameter<long[]>)select.Parameters[0]).TypedValue = positionsOf(number);
            await using var rows = await select.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                rows.GetFieldValue<byte[]>(1);
            }
        });
        return latencies;
    }
}
