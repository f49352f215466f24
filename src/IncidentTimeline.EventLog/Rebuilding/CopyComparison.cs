using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// Compares two copies of a projection's tables, row by row whatever their order, in one snapshot. Readers and writers go on meanwhile, and
/// do not show in it.
/// </summary>
/// <param name="schemas">Of the rebuild.</param>
/// <param name="connection">Inside the transaction whose snapshot counts.</param>
/// <param name="beside">Inside another one with the same snapshot, so that both copies are read at a time.</param>
internal sealed class CopyComparison(ProjectionSchemas schemas, NpgsqlConnection connection, NpgsqlConnection beside)
{
    /// <summary>Rows that are shown of each side of a table: enough to see what differs, few enough to be read.</summary>
    private const int RowsShownMax = 10;

    /// <summary>Where the copies differ; none where they are equal.</summary>
    public async Task<IReadOnlyList<TableDifference>> FindAsync(IReadOnlyList<ProjectionTable> tables, CancellationToken cancellationToken)
    {
        var differences = new List<TableDifference>();
        foreach (var table in tables)
        {
            var counts = await Task.WhenAll(
                CountAsync(connection, schemas.InUse, table, cancellationToken), CountAsync(beside, schemas.Rebuilt, table, cancellationToken)).ConfigureAwait(false);
            if (counts[0] != counts[1])
            {
                differences.Add(new TableDifference(table.Name, counts[0].Rows, counts[1].Rows, await ShowAsync(table, cancellationToken).ConfigureAwait(false)));
            }
        }

        return differences;
    }

    private static async Task<(long Rows, string Sum)> CountAsync(NpgsqlConnection connection, string schema, ProjectionTable table, CancellationToken cancellationToken)
    {
        var statements = await PlannedStatements.ReadAsync(connection, "Rebuilding.plan_count.sql", [schema, table.Name, table.LeftOut.ToArray()], cancellationToken).ConfigureAwait(false);
        var counts = await ReadAsync(connection, statements.Single(), row => (row.GetInt64(0), row.GetString(1)), cancellationToken).ConfigureAwait(false);
        return counts.Single();
    }

    private async Task<IReadOnlyList<DifferingRow>> ShowAsync(ProjectionTable table, CancellationToken cancellationToken)
    {
        var statements = await PlannedStatements.ReadAsync(
            connection, "Rebuilding.plan_difference.sql", [schemas.InUse, schemas.Rebuilt, table.Name, table.LeftOut.ToArray(), RowsShownMax], cancellationToken).ConfigureAwait(false);
        return await ReadAsync(
            connection,
            statements.Single(),
            row => new DifferingRow(row.GetBoolean(0), row.GetString(1) is { Length: > DifferingRow.LengthMax } line ? line[..DifferingRow.LengthMax] + "…" : row.GetString(1)),
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }

                return rows;
            }
        }
    }
}
