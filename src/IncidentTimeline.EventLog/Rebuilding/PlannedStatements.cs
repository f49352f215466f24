using Npgsql;

namespace IncidentTimeline.EventLog;

/// <summary>
/// Statements about tables whose names are only known at run time. The database words them itself, from a query in a .sql file and with
/// its own quoting of names (<c>format</c>'s %I), and gets them back to run.
/// </summary>
internal static class PlannedStatements
{
    /// <param name="file">The query that words them.</param>
    /// <param name="parameters">Of that query.</param>
    /// <param name="wording">Its search path decides how PostgreSQL words what it words without a schema.</param>
    /// <param name="running">Runs them, one after the other.</param>
    /// <param name="cancellationToken">Heeded throughout.</param>
    public static async Task ExecuteAsync(string file, object[] parameters, NpgsqlConnection wording, NpgsqlConnection running, CancellationToken cancellationToken)
    {
        foreach (var statement in await ReadAsync(wording, file, parameters, cancellationToken).ConfigureAwait(false))
        {
            var command = new NpgsqlCommand(statement, running);
            await using (command.ConfigureAwait(false))
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public static async Task<List<string>> ReadAsync(NpgsqlConnection wording, string file, object[] parameters, CancellationToken cancellationToken)
    {
        var command = Command(wording, EmbeddedSql.Read(file), parameters);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var statements = new List<string>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    statements.Add(reader.GetString(0));
                }

                return statements;
            }
        }
    }

    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return command;
    }
}
