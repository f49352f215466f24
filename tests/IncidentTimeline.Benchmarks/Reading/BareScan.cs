using Npgsql;

namespace IncidentTimeline.Benchmarks.Reading;

/// <summary>The limit of reading the log: its bytes, received and not looked at.</summary>
internal static class BareScan
{
    private static readonly string SelectSql = BenchmarkSql.Read("Reading.select_log.sql");

    /// <summary>How many events there were.</summary>
    public static async Task<long> RunAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var count = 0L;
        await using var select = database.CreateCommand(SelectSql);
        await using var rows = await select.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            rows.GetFieldValue<byte[]>(6);
            rows.GetFieldValue<byte[]>(7);
            count++;
        }

        return count;
    }
}
