using IncidentTimeline.Changes;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Documents;
using IncidentTimeline.Sources;
using Npgsql;

namespace IncidentTimeline.Server.Statements;

/// <summary>
/// Finds, for one question at one K, P and T, the facts and decisions that bear on the answer, and hands them to the folds of the
/// domain. It may find more than is needed: what is found comes with all that decides whether it stands (ADR 0010).
/// </summary>
internal sealed class StatementFinder(NpgsqlDataSource database, EventReader events)
{
    /// <summary>Seconds that the database may take for one search before its caller is told that it is away: many times what a large answer takes.</summary>
    private const int SearchTimeout = 10;

    private static readonly string FindInRegionsSql = Sql.Read("Statements.find_in_regions.sql");
    private static readonly string FindShownSql = Sql.Read("Statements.find_shown.sql");
    private static readonly string FindDisputedSql = Sql.Read("Statements.find_disputed.sql");
    private static readonly string FindRecordedBetweenSql = Sql.Read("Statements.find_recorded_between.sql");
    private static readonly string FindUndatedSql = Sql.Read("Statements.find_undated.sql");
    private static readonly string FindInIncidentsSql = Sql.Read("Statements.find_in_incidents.sql");
    private static readonly string FindShownInIncidentsSql = Sql.Read("Statements.find_shown_in_incidents.sql");
    private static readonly string FindHomesSql = Sql.Read("Statements.find_homes.sql");
    private static readonly string FindFactsOfDocumentsSql = Sql.Read("Statements.find_facts_of_documents.sql");
    private static readonly string FindCapturesSql = Sql.Read("Statements.find_captures.sql");
    private static readonly string CountFactsOfDocumentsSql = Sql.Read("Statements.count_facts_of_documents.sql");
    private static readonly string FindMembersSql = Sql.Read("Statements.find_members.sql");
    private static readonly string FindFactsSql = Sql.Read("Statements.find_facts.sql");
    private static readonly string FindDecisionsSql = Sql.Read("Statements.find_decisions.sql");
    private static readonly string FindQuestionsSql = Sql.Read("Statements.find_questions.sql");
    private static readonly string FindEventPositionsSql = Sql.Read("Statements.find_event_positions.sql");
    private static readonly string FindVersionSql = Sql.Read("Statements.find_version.sql");
    private static readonly string CountFactsSql = Sql.Read("Statements.count_facts.sql");

    /// <summary>What the picture of a region is made of, and what it needs from around.</summary>
    public async Task<(Knowledge Knowledge, Surroundings Surroundings)> OfRegionAsync(RegionCode region, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = new Found();
        await found.AddHitsAsync(FindInRegionsSql, [.. cut.On([region]), DBNull.Value], cut.Known.Value, connection, cancellationToken);
        if (cut.PublishedBy is not null)
        {
            await found.AddHitsAsync(FindUndatedSql, [IndexEntry.NumberOf(region), cut.Known.Value], cut.Known.Value, connection, cancellationToken);
        }

        var inside = Regions.DescendantsOf(region).Select(one => one.Code).ToList();
        var shown = inside.Count == 0 ? [] : await FindShownAsync(inside, cut, connection, cancellationToken);
        var knowledge = await KnowAsync(found, shown.Select(one => one.Incident), cut, connection, cancellationToken);

        // What happens here by what is shown here needs no other proof of it.
        var here = knowledge.Statements.Where(one => one.Fact.IsSeen && one.Place.StandsUnder() == region && one.IsHome()).Select(one => one.Incident).ToHashSet();
        var elsewhere = knowledge.Incidents.Values.Where(one => AsksUnanswered(one) && found.Incidents.Contains(one.Id) && !here.Contains(one.Id)).Select(one => one.Id.Value).ToArray();
        var homes = await FindHomesAsync(elsewhere, region, cut, connection, cancellationToken);
        return (knowledge, new Surroundings(shown.ToLookup(one => one.Region, one => one.Incident), homes.Concat(here.Select(one => (Incident: one, Region: region))).ToLookup(one => one.Incident, one => one.Region)));
    }

    /// <summary>
    /// What the pictures of a region at two cuts are made of: what either shows, and what was recorded of it in between. Both are told by the same facts:
    /// what only one of them shows is in the other either not there yet or past, by a state that is shown there.
    /// </summary>
    public async Task<(Knowledge Before, Knowledge After)> OfRegionBetweenAsync(RegionCode region, Cut before, Cut after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = new Found();
        foreach (var cut in new[] { before, after })
        {
            await found.AddHitsAsync(FindInRegionsSql, [.. cut.On([region]), DBNull.Value], cut.Known.Value, connection, cancellationToken);
        }

        await found.AddHitsAsync(FindRecordedBetweenSql, [IndexEntry.NumberOf(region), before.Known.Value, after.Known.Value], after.Known.Value, connection, cancellationToken);
        var (facts, decisions) = await SelectAsync(found, [], [], after, connection, cancellationToken);
        return (Knowledge.At(facts, decisions, before.Known, before.PublishedBy), Knowledge.At(facts, decisions, after.Known, after.PublishedBy));
    }

    /// <summary>The incidents that have something to show, region by region.</summary>
    public async Task<(Knowledge Knowledge, Surroundings Surroundings)> OfRegionsAsync(Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var shown = await FindShownAsync(Regions.All.Select(region => region.Code), cut, connection, cancellationToken);
        var knowledge = await KnowAsync(new Found(), shown.Select(one => one.Incident), cut, connection, cancellationToken);
        return (knowledge, Surroundings.None with { Shown = shown.ToLookup(one => one.Region, one => one.Incident) });
    }

    /// <summary>What one incident shows, with its parts.</summary>
    public async Task<Knowledge> OfIncidentAsync(IncidentId incident, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var incidents = await ComponentOfAsync(incident, cut, connection, cancellationToken);
        var found = new Found();
        await found.AddHitsAsync(FindShownInIncidentsSql, [incidents, cut.Known.Value, cut.PublishedByTicks, cut.EventTimeTicks], cut.Known.Value, connection, cancellationToken);
        return await KnowAsync(found, [incident], cut, connection, cancellationToken);
    }

    /// <summary>All that was ever said under an incident, on one question or on all, with what the desk decided there.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="aspect">The question; null for all.</param>
    /// <param name="cut">K and P; with all questions also T.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Knowledge> OfIncidentHistoryAsync(IncidentId incident, AspectKey? aspect, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var incidents = await ComponentOfAsync(incident, cut, connection, cancellationToken);
        var found = new Found();
        await found.AddHitsAsync(FindInIncidentsSql, [incidents, cut.Known.Value, aspect is null ? cut.EventTimeTicks : IndexEntry.Unknown, (object?)aspect?.Value ?? DBNull.Value], cut.Known.Value, connection, cancellationToken);
        return await KnowAsync(found, [incident], cut, connection, cancellationToken, aspect is null ? [.. incidents.Select(one => IndexKey.OfDesk(new IncidentId(one)))] : []);
    }

    /// <summary>The questions that are answered in more than one way, and the facts that persons related to each other.</summary>
    public async Task<(Knowledge Knowledge, Func<Statement, bool> IsDisputed)> OfConflictsAsync(Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = new Found();
        await found.AddHitsAsync(FindDisputedSql, [.. cut.On(Regions.All.Select(region => region.Code)), false], cut.Known.Value, connection, cancellationToken);
        var relations = await ReadDecisionsAsync([IndexKey.Relations], cut, connection, cancellationToken);
        var related = relations.Select(one => one.Decision).OfType<RelationAsserted>().SelectMany(one => new[] { one.Fact, one.To }).Distinct().ToList();
        found.Positions.UnionWith(await FindAsync(related, cut, connection, cancellationToken));
        var knowledge = await KnowAsync(found, [], cut, connection, cancellationToken, [IndexKey.Relations]);
        return (knowledge, statement => found.Questions.Contains(IndexKey.OfQuestion(statement.Incident, statement.Aspect.Key.Value, statement.Place.Key())));
    }

    /// <summary>These facts, with all that decides whether they stand.</summary>
    public async Task<Knowledge> OfFactsAsync(IReadOnlyCollection<FactId> facts, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = new Found();
        found.Positions.UnionWith(await FindAsync(facts, cut, connection, cancellationToken));
        return await KnowAsync(found, [], cut, connection, cancellationToken);
    }

    /// <summary>The facts at these positions, with all that decides whether they stand.</summary>
    public async Task<Knowledge> OfFactsAtAsync(IReadOnlyCollection<long> positions, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = new Found();
        await found.AddAsync(FindMembersSql, [positions.ToArray(), cut.Known.Value], connection, cancellationToken);
        return await KnowAsync(found, [], cut, connection, cancellationToken);
    }

    /// <summary>The facts that rest on a document, and how it was captured and dated.</summary>
    public async Task<Knowledge> OfDocumentAsync(DocumentHash document, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = new Found();
        await found.AddAsync(FindFactsOfDocumentsSql, [new[] { IndexKey.Of(document) }], connection, cancellationToken);
        await found.AddAsync(FindMembersSql, [found.Positions.ToArray(), cut.Known.Value], connection, cancellationToken);
        found.Positions.RemoveWhere(position => position > cut.Known.Value);
        return await KnowAsync(found, [], cut, connection, cancellationToken, [IndexKey.Of(document)]);
    }

    /// <summary>A page of the documents, the latest captured first, with how many facts rest on each.</summary>
    /// <param name="before">Those that were captured before this position.</param>
    /// <param name="limit">So many at most.</param>
    /// <param name="cut">K and P.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(IReadOnlyList<RecordedDecision> Captures, Knowledge Knowledge, IReadOnlyDictionary<DocumentHash, int> Facts)> OfDocumentsAsync(
        Position before, int limit, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = new Found();
        await found.AddAsync(FindCapturesSql, [IndexKey.Captured, cut.Known.Value, before.Value, limit], connection, cancellationToken);
        var captures = (await events.ReadAsync(found.Positions, connection, cancellationToken)).Decisions.OrderByDescending(one => one.Position).ToList();
        var hashes = captures.ToDictionary(one => IndexKey.Of(new DocumentHash(one.Subject)), one => new DocumentHash(one.Subject));
        var publishers = captures.Select(one => Capture.Of(one.Decision)?.Publisher).OfType<SourceId>().Distinct().Select(IndexKey.Of);
        var knowledge = await KnowAsync(new Found(), [], cut, connection, cancellationToken, [.. hashes.Keys, .. publishers]);
        var facts = new Dictionary<DocumentHash, int>();
        await using var reader = await SearchAsync(CountFactsOfDocumentsSql, [hashes.Keys.ToArray(), cut.Known.Value], connection, cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            facts[hashes[reader.GetInt64(0)]] = reader.GetInt32(1);
        }

        return (captures, knowledge, facts);
    }

    /// <summary>The registered sources.</summary>
    public async Task<Knowledge> OfSourcesAsync(Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var registered = await ReadDecisionsAsync([IndexKey.Registered], cut, connection, cancellationToken);
        return await KnowAsync(new Found(), [], cut, connection, cancellationToken, [.. registered.Select(one => IndexKey.Of(new SourceId(one.Subject))).Distinct()]);
    }

    /// <summary>The facts that name a source, as first coded or as recoded.</summary>
    /// <param name="source">The source.</param>
    /// <param name="positions">Those that name it as first coded.</param>
    /// <param name="cut">K and P.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Knowledge> OfSourceAsync(SourceId source, IReadOnlyCollection<long> positions, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var recoded = (await ReadDecisionsAsync([IndexKey.OfCoded(source)], cut, connection, cancellationToken)).Select(one => one.Decision.Fact()).OfType<FactId>().Distinct().ToList();
        var found = new Found();
        await found.AddAsync(FindMembersSql, [positions.ToArray(), cut.Known.Value], connection, cancellationToken);
        found.Positions.UnionWith(await FindAsync(recoded, cut, connection, cancellationToken));
        return await KnowAsync(found, [], cut, connection, cancellationToken, [IndexKey.Of(source)]);
    }

    /// <summary>What an event bears on: the questions that facts answer which it touches, as they are just before it and just after.</summary>
    /// <param name="touched">The facts whose standing, place or time it can change; their clusters are added.</param>
    /// <param name="filter">Whose changes are looked for.</param>
    /// <param name="cut">The event's position as K; P and T.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where the filter shows none of those questions.</returns>
    public async Task<EventSurroundings?> OfEventAsync(IReadOnlyCollection<long> touched, ChangeFilter filter, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = new Found();
        await found.AddAsync(FindMembersSql, [touched.ToArray(), cut.Known.Value], connection, cancellationToken);
        var (questions, regions, incidents) = await FindQuestionsAsync(found.Positions, cut, connection, cancellationToken);
        if ((filter.Region is { } region && !regions.Any(one => Regions.Ancestry(one).Contains(region)))
            || (filter.Incident is { } incident && !incidents.Overlaps(await ComponentOfAsync(incident, cut, connection, cancellationToken))))
        {
            return null;
        }

        foreach (var known in cut.Around())
        {
            await found.AddHitsAsync(FindInRegionsSql, [.. known.On(regions), questions], known.Known.Value, connection, cancellationToken);
        }

        return await SurroundAsync(found, cut, connection, cancellationToken);
    }

    /// <summary>What a change of rank can bear on, just before it and just after: the questions on which there is more than one statement.</summary>
    public async Task<EventSurroundings> OfRanksAsync(Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = new Found();
        foreach (var known in cut.Around())
        {
            await found.AddHitsAsync(FindDisputedSql, [.. known.On(Regions.All.Select(region => region.Code)), true], known.Known.Value, connection, cancellationToken);
        }

        return await SurroundAsync(found, cut, connection, cancellationToken);
    }

    private async Task<EventSurroundings> SurroundAsync(Found found, Cut cut, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (facts, decisions) = await SelectAsync(found, [], [], cut, connection, cancellationToken);
        var own = (await events.ReadAsync([cut.Known.Value], connection, cancellationToken)).Decisions;
        return new EventSurroundings(cut.Known, facts, [.. decisions.UnionBy(own, one => one.Position).OrderBy(one => one.Position)]);
    }

    /// <summary>Where a fact is; nowhere where it is not there yet.</summary>
    public async Task<IReadOnlyList<long>> FindAsync(FactId fact, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync([fact], cut, connection, cancellationToken);
    }

    /// <summary>Where the facts are that rest on a document.</summary>
    public async Task<IReadOnlyCollection<long>> FindOfDocumentAsync(DocumentHash document, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = new Found();
        await found.AddAsync(FindFactsOfDocumentsSql, [new[] { IndexKey.Of(document) }], connection, cancellationToken);
        return found.Positions;
    }

    /// <summary>Where the facts are that counted under an incident, or under what it was merged into, just before K or at it.</summary>
    public async Task<IReadOnlyCollection<long>> FindOfIncidentAsync(IncidentId incident, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var incidents = await ComponentOfAsync(incident, cut, connection, cancellationToken);
        var found = new Found();
        foreach (var known in new[] { cut.Known.Value - 1, cut.Known.Value })
        {
            await found.AddHitsAsync(FindInIncidentsSql, [incidents, known, IndexEntry.Unknown, DBNull.Value], known, connection, cancellationToken);
        }

        return found.Positions;
    }

    /// <summary>The decision whose effect another changes: itself, or the one that it undoes in the end.</summary>
    public async Task<RecordedDecision> EffectiveAsync(RecordedDecision recorded, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var seen = new HashSet<Guid>();
        while (recorded.Decision is DecisionUndone undoing && seen.Add(recorded.Id))
        {
            var found = new List<long>();
            await using (var reader = await SearchAsync(FindEventPositionsSql, [new[] { undoing.Decision }], connection, cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    found.Add(reader.GetInt64(1));
                }
            }

            if ((await events.ReadAsync(found, connection, cancellationToken)).Decisions is not [var undone])
            {
                break;
            }

            recorded = undone;
        }

        return recorded;
    }

    /// <summary>All incidents as the desk has arranged them, and how many facts count under each, on which regions.</summary>
    public async Task<(Knowledge Knowledge, IReadOnlyDictionary<IncidentId, (IReadOnlyList<RegionCode> Regions, int Facts)> Counted)> OfIncidentsAsync(Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var knowledge = await KnowAsync(new Found(), [], cut, connection, cancellationToken, [IndexKey.Opened]);
        knowledge = await KnowAsync(new Found(), knowledge.Incidents.Keys, cut, connection, cancellationToken);
        var counted = new Dictionary<IncidentId, (IReadOnlyList<RegionCode> Regions, int Facts)>();
        await using var reader = await SearchAsync(CountFactsSql, [knowledge.Incidents.Keys.Select(one => one.Value).ToArray(), cut.Known.Value, cut.PublishedByTicks], connection, cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            counted[new IncidentId(reader.GetString(0))] = ([.. reader.GetFieldValue<int[]>(1).Select(IndexEntry.RegionOf)], reader.GetInt32(2));
        }

        return (knowledge, counted);
    }

    // Beside those of its kind, an incident may ask questions of its own; only such a one can have some that nobody answers.
    private static bool AsksUnanswered(KnownIncident incident) => incident.Questions.Count > 0 || Aspects.Standing(incident.Kind).Count > 0;

    private async Task<string[]> ComponentOfAsync(IncidentId incident, Cut cut, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var reached = new Reach();
        reached.Add(incident);
        await ReadDecisionsAsync(reached, cut, connection, cancellationToken);
        return [.. reached.Incidents.Select(one => one.Value)];
    }

    private static async Task<(long[] Questions, IReadOnlySet<RegionCode> Regions, IReadOnlySet<string> Incidents)> FindQuestionsAsync(
        IReadOnlyCollection<long> positions, Cut cut, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (questions, regions, incidents) = (new HashSet<long>(), new HashSet<RegionCode>(), new HashSet<string>(StringComparer.Ordinal));
        await using var reader = await SearchAsync(FindQuestionsSql, [positions.ToArray(), cut.Known.Value], connection, cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            questions.Add(reader.GetInt64(0));
            regions.Add(IndexEntry.RegionOf(reader.GetInt32(1)));
            incidents.Add(reader.GetString(2));
        }

        return ([.. questions], regions, incidents);
    }

    private static async Task<IReadOnlyList<(RegionCode Region, IncidentId Incident)>> FindShownAsync(IEnumerable<RegionCode> regions, Cut cut, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var shown = new List<(RegionCode Region, IncidentId Incident)>();
        await using var reader = await SearchAsync(FindShownSql, cut.On(regions), connection, cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            shown.Add((IndexEntry.RegionOf(reader.GetInt32(0)), new IncidentId(reader.GetString(1))));
        }

        return shown;
    }

    private static async Task<IReadOnlyList<(IncidentId Incident, RegionCode Region)>> FindHomesAsync(string[] incidents, RegionCode region, Cut cut, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var homes = new List<(IncidentId Incident, RegionCode Region)>();
        if (incidents.Length > 0)
        {
            await using var reader = await SearchAsync(FindHomesSql, [incidents, IndexEntry.NumberOf(region), cut.Known.Value, cut.PublishedByTicks], connection, cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                homes.Add((new IncidentId(reader.GetString(0)), IndexEntry.RegionOf(reader.GetInt32(1))));
            }
        }

        return homes;
    }

    private static async Task<IReadOnlyList<long>> FindAsync(IReadOnlyCollection<FactId> facts, Cut cut, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var positions = new List<long>();
        await using (var reader = await SearchAsync(FindFactsSql, [facts.Select(fact => fact.Id).ToArray()], connection, cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                positions.Add(reader.GetInt64(1));
            }
        }

        var found = new Found();
        await found.AddAsync(FindMembersSql, [positions.ToArray(), cut.Known.Value], connection, cancellationToken);
        return [.. found.Positions];
    }

    /// <summary>The version of a stream at K; 0 where it was not there.</summary>
    public async Task<long> VersionAsync(string stream, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var reader = await SearchAsync(FindVersionSql, [stream, cut.Known.Value], connection, cancellationToken);
        return await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(0) ? reader.GetInt64(0) : 0;
    }

    /// <summary>Facts and decisions of these, as they are at K.</summary>
    public async Task<Selection> SelectAsync(IReadOnlyCollection<FactId> facts, IEnumerable<IncidentId> incidents, IReadOnlyList<long> keys, Cut cut, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = new Found();
        found.Positions.UnionWith(await FindAsync(facts, cut, connection, cancellationToken));
        return await SelectAsync(found, incidents, keys, cut, connection, cancellationToken);
    }

    /// <summary>The facts that were found, and the decisions about them and about all that they and the decisions name.</summary>
    private async Task<Knowledge> KnowAsync(
        Found found, IEnumerable<IncidentId> incidents, Cut cut, NpgsqlConnection connection, CancellationToken cancellationToken, IReadOnlyList<long>? further = null)
    {
        var (facts, decisions) = await SelectAsync(found, incidents, further ?? [], cut, connection, cancellationToken);
        return Knowledge.At(facts, decisions, cut.Known, cut.PublishedBy);
    }

    private async Task<Selection> SelectAsync(
        Found found, IEnumerable<IncidentId> incidents, IReadOnlyList<long> further, Cut cut, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var facts = (await events.ReadAsync(found.Positions, connection, cancellationToken)).Facts;
        var reached = new Reach();
        foreach (var recorded in facts)
        {
            reached.Add(recorded);
        }

        foreach (var incident in found.Incidents.Concat(incidents))
        {
            reached.Add(incident);
        }

        reached.Add(further);
        return new Selection(facts, await ReadDecisionsAsync(reached, cut, connection, cancellationToken));
    }

    private Task<IReadOnlyList<RecordedDecision>> ReadDecisionsAsync(IReadOnlyList<long> keys, Cut cut, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var reached = new Reach();
        reached.Add(keys);
        return ReadDecisionsAsync(reached, cut, connection, cancellationToken);
    }

    // What a decision names may have been decided about in turn: an incident was merged into another, a coding names another voice.
    private async Task<IReadOnlyList<RecordedDecision>> ReadDecisionsAsync(Reach reached, Cut cut, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var read = new SortedDictionary<long, RecordedDecision>();
        while (reached.TakeNew() is { Length: > 0 } keys)
        {
            var positions = new HashSet<long>();
            await using (var reader = await SearchAsync(FindDecisionsSql, [keys, cut.Known.Value], connection, cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    positions.Add(reader.GetInt64(1));
                }
            }

            positions.ExceptWith(read.Keys);
            foreach (var decision in (await events.ReadAsync(positions, connection, cancellationToken)).Decisions)
            {
                read[decision.Position.Value] = decision;
                reached.Add(decision);
            }
        }

        return [.. read.Values];
    }

    // Prepared, as to parse and plan it takes as long as many a search. Its text is all that there is to prepare: of a table that a rebuild
    // has exchanged the database plans it anew.
    private static async Task<NpgsqlDataReader> SearchAsync(string sql, object[] values, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = SearchTimeout };
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.PrepareAsync(cancellationToken);
        return await command.ExecuteReaderAsync(cancellationToken);
    }

    /// <summary>The facts that a search found, with the incidents and questions for which it did.</summary>
    private sealed class Found
    {
        public HashSet<long> Positions { get; } = [];

        public HashSet<IncidentId> Incidents { get; } = [];

        public HashSet<long> Questions { get; } = [];

        /// <summary>Adds facts by their positions alone.</summary>
        public async Task AddAsync(string sql, object[] values, NpgsqlConnection connection, CancellationToken cancellationToken)
        {
            await using var reader = await SearchAsync(sql, values, connection, cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Positions.Add(reader.GetInt64(0));
            }
        }

        /// <summary>Adds the facts whose rows are found, and for those that do not stand alone the members of their clusters that were recorded by K.</summary>
        public async Task AddHitsAsync(string sql, object[] values, long known, NpgsqlConnection connection, CancellationToken cancellationToken)
        {
            var clustered = new List<long>();
            await using (var reader = await SearchAsync(sql, values, connection, cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    Positions.Add(reader.GetInt64(0));
                    Incidents.Add(new IncidentId(reader.GetString(2)));
                    if (!reader.GetBoolean(1))
                    {
                        clustered.Add(reader.GetInt64(0));
                    }

                    if (reader.FieldCount > 3)
                    {
                        Questions.Add(reader.GetInt64(3));
                    }
                }
            }

            if (clustered.Count > 0)
            {
                await AddAsync(FindMembersSql, [clustered.ToArray(), known], connection, cancellationToken);
            }
        }
    }

    /// <summary>Everything that the decisions asked for may be about.</summary>
    private sealed class Reach
    {
        private readonly HashSet<long> _asked = [];
        private readonly List<long> _new = [];

        public HashSet<IncidentId> Incidents { get; } = [];

        public void Add(RecordedFact recorded)
        {
            Add([IndexKey.Of(recorded.Fact.FactId)]);
            Add(recorded.Home);
            Add(recorded.Fact);
        }

        public void Add(IncidentId incident)
        {
            if (Incidents.Add(incident))
            {
                Add([IndexKey.Of(incident)]);
            }
        }

        public void Add(IReadOnlyList<long> keys) => _new.AddRange(keys.Where(_asked.Add));

        public void Add(RecordedDecision recorded)
        {
            switch (recorded.Decision)
            {
                case IncidentsMerged one:
                    Add(new IncidentId(recorded.Subject));
                    Add(one.Into);
                    break;
                case IncidentRelated one:
                    Add(new IncidentId(recorded.Subject));
                    Add(one.To);
                    break;
                case FactMoved one:
                    Add(one.To);
                    break;
                case FactLinked one:
                    Add(one.To);
                    break;
                case CodingCorrected one:
                    Add(one.Coding);
                    break;
            }
        }

        public long[] TakeNew()
        {
            long[] taken = [.. _new];
            _new.Clear();
            return taken;
        }

        private void Add(Fact fact)
        {
            if (fact.Document is { } document)
            {
                Add([IndexKey.Of(document)]);
            }

            Add([.. fact.Attribution.Sources().Select(IndexKey.Of)]);
        }
    }
}
