using IncidentTimeline.Client;
using Npgsql;
using NpgsqlTypes;

namespace IncidentTimeline.Samples.PowerCuts;

/// <summary>The consumer's own tables, written in whichever transaction the connection is in.</summary>
internal sealed class PowerCutTable(NpgsqlConnection connection)
{
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql("create_tables.sql"), connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The regions of which something is kept.</summary>
    public async Task<IReadOnlyList<string>> RegionsAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql("read_regions.sql"), connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var regions = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            regions.Add(reader.GetString(0));
        }

        return regions;
    }

    /// <summary>Notes that an event was taken.</summary>
    public async Task KeepEventAsync(TimelineEvent recorded, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql("keep_event.sql"), connection)
        {
            Parameters = { new() { Value = recorded.Position }, new() { Value = recorded.Id }, new() { Value = recorded.Type }, new() { Value = recorded.Time } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What is said of a region now, in the place of what was said before.</summary>
    public async Task ReplaceAsync(string region, IReadOnlyList<PowerAnswer> answers, long position, CancellationToken cancellationToken)
    {
        await using var delete = new NpgsqlCommand(Sql("delete_region.sql"), connection) { Parameters = { new() { Value = region } } };
        await delete.ExecuteNonQueryAsync(cancellationToken);
        foreach (var answer in answers)
        {
            await using var insert = new NpgsqlCommand(Sql("insert_answer.sql"), connection)
            {
                Parameters =
                {
                    new() { Value = region },
                    new() { Value = answer.Incident },
                    new() { Value = answer.PlaceKey },
                    Text(answer.Place),
                    new() { Value = answer.Supply },
                    new() { Value = (object?)answer.Fact ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                    Text(answer.Told),
                    Text(answer.Voice),
                    new() { Value = position },
                },
            };
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static string Sql(string name)
    {
        using var stream = typeof(PowerCutTable).Assembly.GetManifestResourceStream(name)!; // The project file embeds each.
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
