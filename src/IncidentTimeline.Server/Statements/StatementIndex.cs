using System.Diagnostics;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Sources;
using Npgsql;

namespace IncidentTimeline.Server.Statements;

/// <summary>
/// The projection "statements": for every fact the rows by which a picture of any K, P and T finds it (ADR 0010). An event changes the
/// rows of the facts whose place in the index it may change, from its position on; what the index says of an earlier K stays.
/// </summary>
/// <remarks>Applies one batch at a time. What it keeps between batches is thrown away when the next does not follow on the last.</remarks>
public sealed class StatementIndex(EventReader events) : IRebuildableProjection
{
    public const string ProjectionName = "statements";

    /// <summary>Events taken at once when the tables are filled anew: what is asked of the database once a batch then costs little an event.</summary>
    private const int FilledAtOnceMax = 10_000;

    /// <summary>Bytes of their JSON, should they be large ones.</summary>
    private const long BytesFilledAtOnceMax = 32 * 1024 * 1024;

    private static readonly string FindTableSql = Sql.Read("Statements.find_table.sql");
    private static readonly string CreateFillingIndexesSql = Sql.Read("Statements.create_filling_indexes.sql");
    private static readonly string DropFillingIndexesSql = Sql.Read("Statements.drop_filling_indexes.sql");

    private readonly IndexRows _rows = new();
    private (long Position, uint Table)? _through;

    public string Name => ProjectionName;

    public IReadOnlyList<ProjectionTable> Tables { get; } = [new("fact_clusters"), new("cluster_keys"), new("decision_keys"), new("statements"), new("event_reach")];

    // What an event changes depends on those before it, so they are taken in order, as when they are followed; only many more at a time. The tables
    // come without indexes, and some are looked up on the way.
    public async Task FillAsync(IAsyncEnumerable<IReadOnlyList<RecordedEvent>> batches, NpgsqlDataSource tables, CancellationToken cancellationToken)
    {
        await using var connection = await tables.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(CreateFillingIndexesSql, connection, cancellationToken);
        var waiting = new List<RecordedEvent>(FilledAtOnceMax);
        var bytes = 0L;
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            waiting.AddRange(batch);
            bytes += batch.Sum(one => (long)one.Data.Length);
            if (waiting.Count >= FilledAtOnceMax || bytes >= BytesFilledAtOnceMax)
            {
                await FillAsync(waiting, connection, cancellationToken);
                bytes = 0;
            }
        }

        if (waiting.Count > 0)
        {
            await FillAsync(waiting, connection, cancellationToken);
        }

        await ExecuteAsync(DropFillingIndexesSql, connection, cancellationToken);
    }

    public Task ApplyAsync(IReadOnlyList<RecordedEvent> batch, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        ApplyAsync(batch, connection, cancellationToken);

    // A rebuild puts another table in the place of the one whose rows are remembered.
    private static async Task<uint> FindTableAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(FindTableSql, connection);
        return (uint)(await command.ExecuteScalarAsync(cancellationToken))!; // An oid: the table is there.
    }

    private async Task FillAsync(List<RecordedEvent> waiting, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ApplyAsync(waiting, connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        waiting.Clear();
    }

    private static async Task ExecuteAsync(string sql, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task ApplyAsync(IReadOnlyList<RecordedEvent> batch, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var table = await FindTableAsync(connection, cancellationToken);
        _rows.Begin(connection, isContinued: _through == (batch[0].Position.Value - 1, table));
        _through = null; // Until this batch is through: after a failure nothing is believed that was kept.
        var recorded = batch.Select(one => (Event: one, Read: events.Keep(one))).ToList();
        var clusters = new Clusters(connection);
        var decisions = new DecisionIndex(connection, events, upTo: batch[0].Position.Value - 1);
        await clusters.PrepareAsync(recorded.Select(one => one.Read).OfType<RecordedFact>().Select(one => one.Fact).ToList(), cancellationToken);
        await decisions.PrepareAsync(recorded.ConvertAll(one => one.Read), cancellationToken);

        var reaches = new Reaches(connection, events, clusters, decisions);
        var indexer = new Indexer(connection, events, clusters, decisions, reaches, _rows);
        foreach (var (one, read) in recorded)
        {
            await (read switch
            {
                RecordedFact fact => indexer.TakeAsync(fact, cancellationToken),
                RecordedDecision decision => indexer.TakeAsync(decision, EventCodec.SubjectOf(one.StreamId).Kind, cancellationToken),
                _ => throw new UnreachableException("An event is a fact or a decision."),
            });
        }

        await _rows.ApplyAsync(indexer.Changes, cancellationToken);
        await clusters.WriteAsync(cancellationToken);
        await decisions.WriteAsync(cancellationToken);
        await _rows.WriteAsync(cancellationToken);
        await reaches.WriteAsync(cancellationToken);
        _through = (batch[^1].Position.Value, table);
    }
}

/// <summary>What an event changes about one fact: entries that count no longer, and others that count from there on.</summary>
internal sealed record IndexChange(long Position, IReadOnlyList<IndexEntry> Removed, IReadOnlyList<IndexEntry> Added);

/// <summary>Works out, event by event, what changes in the index. The rows themselves are changed when the batch is known.</summary>
internal sealed class Indexer(NpgsqlConnection connection, EventReader events, Clusters clusters, DecisionIndex decisions, Reaches reaches, IndexRows rows)
{
    private static readonly string FindFactsOfDocumentsSql = Sql.Read("Statements.find_facts_of_documents.sql");
    private static readonly string FindFactsOfIncidentsSql = Sql.Read("Statements.find_facts_of_incidents.sql");

    private readonly Dictionary<long, RecordedFact> _facts = [];
    private readonly Dictionary<long, IReadOnlyList<IndexEntry>> _entries = [];

    public List<IndexChange> Changes { get; } = [];

    public async Task TakeAsync(RecordedFact recorded, CancellationToken cancellationToken)
    {
        var position = recorded.Position.Value;
        _facts[position] = recorded;
        _entries[position] = [];
        var isChained = await clusters.AddAsync(recorded, cancellationToken);
        foreach (var other in RelatedTo(recorded.Fact.FactId, await decisions.OfAsync(IndexKey.Of(recorded.Fact.FactId), cancellationToken)))
        {
            await clusters.LinkAsync(other, position, cancellationToken);
        }

        // In a chain of revisions the incident of one is that of the next. Else only what was alone until now learns that it is no longer.
        await IndexAsync(isChained ? clusters.MembersOf(position) : [position, .. clusters.AloneBefore(position)], position, cancellationToken);
        await reaches.TakeAsync(recorded, isChained, cancellationToken);
        clusters.Settle();
    }

    public async Task TakeAsync(RecordedDecision recorded, DecisionSubject? subject, CancellationToken cancellationToken)
    {
        var before = await decisions.MergesFromAsync(recorded, cancellationToken);
        var effective = await decisions.AddAsync(recorded, subject, cancellationToken);
        var (incidents, touched) = (new HashSet<IncidentId>(), (IReadOnlyCollection<long>)[]);
        switch (effective.Decision)
        {
            case FactStruck or CodingCorrected or FactMoved or FactLinked or EventTimeResolved when await clusters.FindAsync(effective.Decision.Fact()!.Value, cancellationToken) is { } position: // They are about a fact.
                await IndexAsync(clusters.MembersOf(position), recorded.Position.Value, cancellationToken);
                break;
            case RelationAsserted { Relation: FactRelation.Repeats or FactRelation.SharedOrigin } relation:
                await LinkAsync(relation, recorded.Position.Value, cancellationToken);
                break;
            case DocumentPublicationTimeAsserted:
                touched = await FindAsync(FindFactsOfDocumentsSql, new[] { IndexKey.Of(new DocumentHash(effective.Subject)) }, IsOfDocument, cancellationToken);
                await IndexAllAsync(touched, recorded.Position.Value, cancellationToken);
                break;
            case IncidentsMerged:
                incidents.UnionWith(before.Union(await decisions.MergesFromAsync(recorded, cancellationToken)));
                touched = await FindAsync(incidents, cancellationToken);
                await IndexAllAsync(touched, recorded.Position.Value, cancellationToken);
                break;
            case IncidentRelated or IncidentClosed or IncidentReopened:
                incidents.Add(new IncidentId(effective.Subject));
                incidents.UnionWith(await decisions.MergedIntoAsync(new IncidentId(effective.Subject), cancellationToken));
                touched = await FindAsync(incidents, cancellationToken);
                break;
        }

        await reaches.TakeAsync(recorded, effective, incidents, touched, cancellationToken);
        clusters.Settle();

        bool IsOfDocument(long position) => _facts[position].Fact.Document is { } document && document.Value == effective.Subject;
    }

    /// <summary>How the index would have to change to say of these facts what is known of them. A cluster of which the log lacks a fact is passed over.</summary>
    public async Task<IReadOnlyList<IndexChange>> CompareAsync(IReadOnlyCollection<long> positions, long at, CancellationToken cancellationToken)
    {
        var members = positions.SelectMany(clusters.MembersOf).Distinct().ToList();
        if (members.Count > 0)
        {
            await ReadAsync(members, cancellationToken);
        }

        await IndexAllAsync(positions.Where(position => clusters.MembersOf(position).All(_facts.ContainsKey)), at, cancellationToken);
        return Changes;
    }

    private static IEnumerable<FactId> RelatedTo(FactId fact, IEnumerable<RecordedDecision> decisions) =>
        from recorded in decisions
        let relation = recorded.Decision as RelationAsserted
        where relation is { Relation: FactRelation.Repeats or FactRelation.SharedOrigin }
        select relation.Fact == fact ? relation.To : relation.Fact;

    private async Task LinkAsync(RelationAsserted relation, long at, CancellationToken cancellationToken)
    {
        if (await clusters.FindAsync(relation.Fact, cancellationToken) is { } fact)
        {
            await clusters.LinkAsync(relation.To, fact, cancellationToken);
            await IndexAsync(clusters.MembersOf(fact), at, cancellationToken);
        }
        else if (await clusters.FindAsync(relation.To, cancellationToken) is { } to)
        {
            await clusters.LinkAsync(relation.Fact, to, cancellationToken);
        }
    }

    private async Task IndexAllAsync(IEnumerable<long> positions, long at, CancellationToken cancellationToken)
    {
        var left = positions.ToHashSet();
        await clusters.ReadAsync(left, cancellationToken);
        while (left.Count > 0)
        {
            var members = clusters.MembersOf(left.First());
            left.ExceptWith(members);
            await IndexAsync(members, at, cancellationToken);
        }
    }

    /// <summary>Compares what the index says of these facts with what is known of them at a position.</summary>
    private async Task IndexAsync(IReadOnlyList<long> positions, long at, CancellationToken cancellationToken)
    {
        var knowledge = await KnowAsync(positions, at, cancellationToken);
        while (await MeetsOthersAsync(knowledge, positions[0], cancellationToken))
        {
            positions = clusters.MembersOf(positions[0]);
            knowledge = await KnowAsync(positions, at, cancellationToken);
        }

        var statements = knowledge.Statements.ToLookup(one => one.Fact);
        foreach (var fact in knowledge.Facts)
        {
            Change(at, fact.Recorded.Position.Value, [.. IndexEntry.Of(fact, statements[fact], clusters.IsAlone(fact.Recorded.Position.Value))]);
        }
    }

    /// <summary>Whether a revision or a recoding brings a fact into registers where others are.</summary>
    private async Task<bool> MeetsOthersAsync(Knowledge knowledge, long position, CancellationToken cancellationToken)
    {
        var before = clusters.MembersOf(position).Count;
        foreach (var fact in knowledge.Facts.Where(fact => fact.Root != fact || fact.IsRecoded))
        {
            var root = fact.Root.Recorded.Fact;
            foreach (var key in fact.Coding.Places.Select(place => IndexKey.OfRegister(root.Attribution.Voice(), place, root)).Distinct())
            {
                await clusters.LinkAsync(key, fact.Recorded.Position.Value, cancellationToken);
            }
        }

        return clusters.MembersOf(position).Count > before;
    }

    private void Change(long at, long position, List<IndexEntry> entries)
    {
        var known = _entries[position];
        var change = new IndexChange(at, [.. known.Except(entries)], [.. entries.Except(known)]);
        if (change.Removed.Count + change.Added.Count > 0)
        {
            Changes.Add(change);
            _entries[position] = entries;
        }
    }

    private async Task<Knowledge> KnowAsync(IReadOnlyList<long> positions, long at, CancellationToken cancellationToken)
    {
        var missing = positions.Where(position => !_facts.ContainsKey(position)).ToList();
        if (missing.Count > 0)
        {
            await ReadAsync(missing, cancellationToken);
        }

        var facts = positions.Select(position => _facts[position]).OrderBy(one => one.Position.Value).ToList();
        return Knowledge.At(facts, await decisions.OnAsync(facts, cancellationToken), new Position(at), null);
    }

    private async Task ReadAsync(List<long> positions, CancellationToken cancellationToken)
    {
        foreach (var fact in (await events.ReadAsync(positions, connection, cancellationToken)).Facts)
        {
            _facts[fact.Position.Value] = fact;
        }

        await rows.ReadAsync(positions, cancellationToken);
        foreach (var position in positions)
        {
            _entries[position] = rows.EntriesOf(position);
        }
    }

    private Task<IReadOnlyCollection<long>> FindAsync(HashSet<IncidentId> incidents, CancellationToken cancellationToken)
    {
        var names = incidents.Select(one => one.Value).ToArray();
        return FindAsync(FindFactsOfIncidentsSql, names, position => _entries[position].Any(one => names.Contains(one.Incident)), cancellationToken);
    }

    /// <summary>The facts that the database finds, and those that are not in it yet.</summary>
    private async Task<IReadOnlyCollection<long>> FindAsync(string sql, object value, Func<long, bool> isFound, CancellationToken cancellationToken)
    {
        var found = new HashSet<long>();
        await using (var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = value } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(reader.GetInt64(0));
            }
        }

        found.UnionWith(_facts.Keys.Where(isFound));
        return found;
    }
}
