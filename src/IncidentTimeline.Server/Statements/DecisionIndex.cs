using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Sources;
using Npgsql;

namespace IncidentTimeline.Server.Statements;

/// <summary>The decisions that a batch of events touches, by what they are about.</summary>
/// <param name="connection">Of the projection's transaction.</param>
/// <param name="events">To read them.</param>
/// <param name="upTo">The last position that the table has.</param>
internal sealed class DecisionIndex(NpgsqlConnection connection, EventReader events, long upTo)
{
    private static readonly string FindDecisionsSql = Sql.Read("Statements.find_decisions.sql");
    private static readonly string FindEventPositionsSql = Sql.Read("Statements.find_event_positions.sql");

    private readonly Dictionary<long, List<RecordedDecision>> _decisions = [];
    private readonly Dictionary<Guid, RecordedDecision> _added = [];
    private readonly List<(long Key, RecordedDecision Decision)> _newKeys = [];
    private (int Count, DecisionsInForce InForce)? _merges; // Of so many decisions; their undoings stand among them.

    /// <summary>Reads at once what these facts and decisions will ask for.</summary>
    public async Task PrepareAsync(IReadOnlyList<object> recorded, CancellationToken cancellationToken)
    {
        var facts = recorded.OfType<RecordedFact>().Select(one => one.Fact).ToList();
        await ReadAsync(facts.SelectMany(KeysOf).Append(IndexKey.Merges), cancellationToken);
    }

    /// <summary>The decisions under a key, in log order.</summary>
    public async Task<IReadOnlyList<RecordedDecision>> OfAsync(long key, CancellationToken cancellationToken)
    {
        await ReadAsync([key], cancellationToken);
        return _decisions[key];
    }

    /// <summary>The decisions that bear on where these facts stand in the index, in log order.</summary>
    public async Task<IReadOnlyList<RecordedDecision>> OnAsync(IReadOnlyList<RecordedFact> facts, CancellationToken cancellationToken)
    {
        var keys = facts.SelectMany(one => KeysOf(one.Fact)).Append(IndexKey.Merges).ToList();
        await ReadAsync(keys, cancellationToken);
        return keys.TrueForAll(key => _decisions[key].Count == 0) ? [] : [.. keys.SelectMany(key => _decisions[key]).DistinctBy(one => one.Position).OrderBy(one => one.Position)];
    }

    /// <summary>Adds a decision under all keys of what it is about; an undoing under those of what it undoes.</summary>
    /// <returns>The decision whose effect changes: itself, or the one that is undone in the end.</returns>
    public async Task<RecordedDecision> AddAsync(RecordedDecision recorded, DecisionSubject? subject, CancellationToken cancellationToken)
    {
        var effective = await EffectiveAsync(recorded, cancellationToken);
        _added[recorded.Id] = recorded;
        var keys = KeysOf(effective);
        var desks = subject == DecisionSubject.Incident ? new[] { recorded.Subject, effective.Subject }.Select(one => IndexKey.OfDesk(new IncidentId(one))) : [];
        foreach (var key in keys.Concat(desks).Distinct())
        {
            _newKeys.Add((key, recorded));
            if (_decisions.TryGetValue(key, out var known))
            {
                known.Add(recorded);
            }
        }

        return effective;
    }

    /// <summary>All that an incident is merged into now, nearest first; none for most.</summary>
    public async Task<IReadOnlyList<IncidentId>> MergedIntoAsync(IncidentId incident, CancellationToken cancellationToken)
    {
        var merges = await OfAsync(IndexKey.Merges, cancellationToken);
        if (merges.Count == 0)
        {
            return [];
        }

        if (_merges?.Count != merges.Count)
        {
            _merges = (merges.Count, new DecisionsInForce(merges));
        }

        var into = new List<IncidentId>();
        for (var next = _merges.Value.InForce.MergedInto(incident); next is { } one && one != incident && !into.Contains(one); next = _merges.Value.InForce.MergedInto(one))
        {
            into.Add(one);
        }

        return into;
    }

    /// <summary>For a merge, or its undoing: the merged incident and all that it leads to now.</summary>
    public async Task<IReadOnlySet<IncidentId>> MergesFromAsync(RecordedDecision recorded, CancellationToken cancellationToken)
    {
        var reached = new HashSet<IncidentId>();
        if (await EffectiveAsync(recorded, cancellationToken) is { Decision: IncidentsMerged merged, Subject: var subject })
        {
            var decisions = new DecisionsInForce(await OfAsync(IndexKey.Merges, cancellationToken));
            foreach (var start in new[] { new IncidentId(subject), merged.Into })
            {
                for (IncidentId? next = start; next is { } incident && reached.Add(incident); next = decisions.MergedInto(incident))
                {
                }
            }
        }

        return reached;
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_newKeys.Count == 0)
        {
            return;
        }

        await using var import = await connection.BeginBinaryImportAsync("copy decision_keys (key, position) from stdin (format binary)", cancellationToken);
        foreach (var (key, decision) in _newKeys)
        {
            await import.WriteRowAsync(cancellationToken, key, decision.Position.Value);
        }

        await import.CompleteAsync(cancellationToken);
    }

    /// <summary>By what the decisions on a fact are found that say where it counts, when, and whether.</summary>
    private static IEnumerable<long> KeysOf(Fact fact) =>
        fact is { ReportedAt: null, Document: { } document } ? [IndexKey.Of(fact.FactId), IndexKey.Of(document)] : [IndexKey.Of(fact.FactId)];

    private static IEnumerable<long> KeysOf(RecordedDecision recorded)
    {
        var incident = new IncidentId(recorded.Subject);
        return recorded.Decision switch
        {
            RelationAsserted one => [IndexKey.Of(one.Fact), IndexKey.Of(one.To), IndexKey.Relations],
            IncidentsMerged one => [IndexKey.Of(incident), IndexKey.Of(one.Into), IndexKey.Merges],
            IncidentRelated one => [IndexKey.Of(incident), IndexKey.Of(one.To)],
            IncidentOpened => [IndexKey.Of(incident), IndexKey.Opened],
            SourceRegistered => [IndexKey.Of(new SourceId(recorded.Subject)), IndexKey.Registered],
            DocumentCaptured or DocumentVersionCaptured => [IndexKey.Of(new DocumentHash(recorded.Subject)), IndexKey.Captured],
            CodingCorrected one => [IndexKey.Of(one.Fact), .. one.Coding.Attribution.Sources().Select(IndexKey.OfCoded)],
            { } one when one.Fact() is { } fact => [IndexKey.Of(fact)],
            DecisionUndone => [],
            { } one => Catalogue.SubjectOf(one) switch
            {
                DecisionSubject.Document => [IndexKey.Of(new DocumentHash(recorded.Subject))],
                DecisionSubject.Source => [IndexKey.Of(new SourceId(recorded.Subject))],
                _ => [IndexKey.Of(incident)],
            },
        };
    }

    private async Task<RecordedDecision> EffectiveAsync(RecordedDecision recorded, CancellationToken cancellationToken)
    {
        var seen = new HashSet<Guid>();
        while (recorded.Decision is DecisionUndone undoing && seen.Add(recorded.Id) && await FindAsync(undoing.Decision, cancellationToken) is { } undone)
        {
            recorded = undone;
        }

        return recorded;
    }

    private async Task<RecordedDecision?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (_added.TryGetValue(id, out var added))
        {
            return added;
        }

        var positions = new List<long>();
        await using (var command = new NpgsqlCommand(FindEventPositionsSql, connection) { Parameters = { new() { Value = new[] { id } } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                positions.Add(reader.GetInt64(1));
            }
        }

        return await events.ReadAsync(positions.FindAll(position => position <= upTo), connection, cancellationToken) is { Decisions: [var first, ..] } ? first : null;
    }

    private async Task ReadAsync(IEnumerable<long> keys, CancellationToken cancellationToken)
    {
        var missing = keys.Where(key => !_decisions.ContainsKey(key)).Distinct().ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        var found = new List<(long Key, long Position)>();
        await using (var command = new NpgsqlCommand(FindDecisionsSql, connection) { Parameters = { new() { Value = missing }, new() { Value = upTo } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add((reader.GetInt64(0), reader.GetInt64(1)));
            }
        }

        var byPosition = (await events.ReadAsync([.. found.Select(one => one.Position).Distinct()], connection, cancellationToken)).Decisions.ToDictionary(one => one.Position.Value);
        foreach (var key in missing)
        {
            _decisions[key] = [];
        }

        foreach (var (key, position) in found.OrderBy(one => one.Position))
        {
            _decisions[key].Add(byPosition[position]);
        }

        foreach (var (key, decision) in _newKeys.Where(one => missing.Contains(one.Key)))
        {
            _decisions[key].Add(decision);
        }
    }
}
