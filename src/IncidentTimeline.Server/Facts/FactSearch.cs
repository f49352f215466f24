using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Sources;
using Npgsql;
using NpgsqlTypes;

namespace IncidentTimeline.Server.Facts;

/// <summary>The search over facts: a projection, one row per fact as first coded.</summary>
public sealed class FactSearch(NpgsqlDataSource database) : IRebuildableProjection
{
    /// <summary>Facts in one page.</summary>
    public const int PageMax = 500;

    /// <summary>Batches under way when the table is filled anew: enough that two cores, one decoding and one writing, always have one.</summary>
    private const int BatchesAtOnceMax = 3;

    private static readonly string InsertFactsSql = Sql.Read("Facts.insert_facts.sql");
    private static readonly string FindBySourceSql = Sql.Read("Facts.find_by_source.sql");
    private static readonly string FindFactsSql = Sql.Read("Facts.find_facts.sql");

    public string Name => "fact-search";

    public IReadOnlyList<ProjectionTable> Tables { get; } = [new("fact_search")];

    public Task ApplyAsync(IReadOnlyList<RecordedEvent> batch, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        InsertAsync(Rows(batch), connection, cancellationToken);

    // No COPY: the words are cut up by the database, which it does for a COPY only on the way through another table. Rows stand for themselves, so
    // one batch may be decoded while another is written.
    public Task FillAsync(IAsyncEnumerable<IReadOnlyList<RecordedEvent>> batches, NpgsqlDataSource tables, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        batches,
        new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnceMax, CancellationToken = cancellationToken },
        async (batch, ending) =>
        {
            await using var connection = await tables.OpenConnectionAsync(ending);
            await InsertAsync(Rows(batch), connection, ending);
        });

    private static async Task InsertAsync(IReadOnlyList<object> columns, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (columns.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(InsertFactsSql, connection);
        foreach (var column in columns)
        {
            command.Parameters.Add(new() { Value = column });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // What cannot be read stops the projection: a fact that was passed over would never be found again. No columns where there is no fact.
    private static IReadOnlyList<object> Rows(IReadOnlyList<RecordedEvent> batch)
    {
        var facts = batch.Select(recorded => (Recorded: recorded, EventCodec.Decode(recorded).Fact)).Where(row => row.Fact is not null).Select(row => (row.Recorded, row.Fact!)).ToList(); // Filtered just now.
        return facts.Count == 0 ? [] : [.. Columns(facts)];
    }

    /// <summary>The rows of these facts, column by column, as insert_facts.sql takes them.</summary>
    internal static IEnumerable<object> Columns(IReadOnlyList<(RecordedEvent Recorded, Fact Fact)> facts) =>
    [
        facts.Select(row => row.Recorded.Position.Value).ToArray(),
        facts.Select(row => row.Fact.FactId.Id).ToArray(),
        facts.Select(row => row.Fact.Claim.GetType().Name).ToArray(),
        facts.Select(row => EventCodec.SubjectOf(row.Recorded.StreamId).Subject).ToArray(),
        facts.Select(row => row.Fact.Attribution.Publisher.Value).ToArray(),
        facts.Select(row => row.Fact.Attribution.Voice().Key).ToArray(),
        facts.Select(row => string.Join(' ', SourcesOf(row.Fact))).ToArray(),
        facts.Select(row => string.Join(' ', RegionsOf(row.Fact))).ToArray(),
        facts.Select(row => WordsOf(row.Fact)).ToArray(),
    ];

    /// <summary>The ids of the facts that match, in log order, with their positions.</summary>
    public async Task<IReadOnlyList<(Position Position, FactId Fact)>> FindAsync(FactFilter filter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindFactsSql);
        command.Parameters.Add(new() { Value = filter.After.Value });
        command.Parameters.Add(new() { Value = filter.Limit });
        foreach (var text in (string?[])[filter.Source, filter.Voice, filter.Type, filter.Region, filter.Incident, filter.Text])
        {
            command.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(Position Position, FactId Fact)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((new Position(reader.GetInt64(0)), new FactId(reader.GetGuid(1))));
        }

        return found;
    }

    /// <summary>The positions of all facts that name a source, as first coded.</summary>
    public async Task<IReadOnlyCollection<long>> FindAllAsync(SourceId source, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindBySourceSql);
        command.Parameters.Add(new() { Value = source.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetInt64(0));
        }

        return found;
    }

    private static IEnumerable<string> SourcesOf(Fact fact) =>
        (fact.Attribution.Speakers ?? []).Select(speaker => speaker.Source?.Value).Prepend(fact.Attribution.Publisher.Value).OfType<string>().Distinct();

    private static IEnumerable<string> RegionsOf(Fact fact) =>
        fact.Places.SelectMany(place => Regions.Ancestry(place.StandsUnder())).Select(code => code.Value).Distinct();

    private static string WordsOf(Fact fact) => string.Join(' ',
        (fact.Quotations ?? []).Select(quotation => quotation.Exact)
        .Concat((fact.Attribution.Speakers ?? []).Select(speaker => speaker.Label))
        .Concat(fact.Places.Select(place => $"{place.Name} {place.AsStated}"))
        .Append(fact.Claim.Tell()).Append(fact.StatusCue).Append(fact.Note));
}

/// <summary>What to find. Missing members do not narrow.</summary>
public sealed record FactFilter(Position After, int Limit, string? Source, string? Voice, string? Type, string? Region, string? Incident, string? Text);
