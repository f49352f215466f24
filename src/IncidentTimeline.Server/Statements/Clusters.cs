using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using Npgsql;

namespace IncidentTimeline.Server.Statements;

/// <summary>
/// The clusters that a batch of events touches. A cluster holds every fact that bears on whether another of it stands, and where: they
/// share a register or a feed's key, revise each other, or were said to go back to one origin. It only ever grows.
/// </summary>
internal sealed class Clusters(NpgsqlConnection connection)
{
    private static readonly string FindKeysSql = Sql.Read("Statements.find_cluster_keys.sql");
    private static readonly string FindFactsSql = Sql.Read("Statements.find_facts.sql");
    private static readonly string ReadClustersSql = Sql.Read("Statements.read_clusters.sql");
    private static readonly string MergeClustersSql = Sql.Read("Statements.merge_clusters.sql");

    private readonly Dictionary<long, long?> _keys = [];
    private readonly Dictionary<FactId, long?> _positions = [];
    private readonly Dictionary<long, List<long>> _clusterOf = [];
    private readonly List<RecordedFact> _added = [];
    private readonly List<(long Key, long Position)> _newKeys = [];
    private readonly HashSet<List<long>> _grown = [];
    private readonly List<long> _aloneBefore = [];

    /// <summary>Reads at once what these facts will ask for.</summary>
    public async Task PrepareAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        await ReadKeysAsync([.. facts.SelectMany(fact => KeysOf(fact).Append(IndexKey.Of(fact.FactId)).Concat(RevisionKeysOf(fact))).Distinct()], cancellationToken);
        await ReadFactsAsync([.. facts.Select(fact => fact.Claim.Target()).OfType<FactId>().Distinct()], cancellationToken);
        foreach (var fact in facts)
        {
            _positions.TryAdd(fact.FactId, null); // New, or the log would have refused it.
        }

        await ReadAsync([.. _keys.Values.Concat(_positions.Values).OfType<long>().Distinct()], cancellationToken);
    }

    /// <summary>Adds a fact, and makes it one with those that it shares a key with.</summary>
    /// <returns>Whether it revises another, or another revises it.</returns>
    public async Task<bool> AddAsync(RecordedFact recorded, CancellationToken cancellationToken)
    {
        var (position, fact) = (recorded.Position.Value, recorded.Fact);
        _added.Add(recorded);
        _clusterOf[position] = [position];
        var target = fact.Claim.Target();
        var isAwaited = await FindAsync(IndexKey.Of(fact.FactId), cancellationToken) is not null;
        _positions[fact.FactId] = position;
        foreach (var key in isAwaited ? KeysOf(fact).Append(IndexKey.Of(fact.FactId)) : KeysOf(fact))
        {
            await LinkAsync(key, position, cancellationToken);
        }

        if (target is { } named)
        {
            await LinkAsync(named, position, cancellationToken);
        }

        if (target is null && fact.Claim.IsRevision())
        {
            foreach (var key in RevisionKeysOf(fact))
            {
                await LinkAsync(key, position, cancellationToken);
            }
        }

        return target is not null || isAwaited;
    }

    /// <summary>Whether something was revised by the fact's voice and feed key before, or by this fact itself.</summary>
    public async Task<bool> IsRevisedInFeedAsync(Fact fact, CancellationToken cancellationToken) =>
        RevisionKeysOf(fact) is [var key] && await FindAsync(key, cancellationToken) is not null;

    /// <summary>The first fact that has a key.</summary>
    private async Task<long?> FindAsync(long key, CancellationToken cancellationToken)
    {
        if (!_keys.ContainsKey(key))
        {
            await ReadKeysAsync([key], cancellationToken);
            await ReadAsync([.. _keys[key] is { } found ? [found] : (long[])[]], cancellationToken);
        }

        return _keys[key];
    }

    /// <summary>Where a fact is.</summary>
    public async Task<long?> FindAsync(FactId fact, CancellationToken cancellationToken)
    {
        if (!_positions.ContainsKey(fact))
        {
            await ReadFactsAsync([fact], cancellationToken);
            await ReadAsync([.. _positions[fact] is { } found ? [found] : (long[])[]], cancellationToken);
        }

        return _positions[fact];
    }

    /// <summary>Makes a fact one with those that have a key.</summary>
    public async Task LinkAsync(long key, long position, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is { } other)
        {
            Join(position, other);
        }
        else
        {
            _keys[key] = position;
            _newKeys.Add((key, position));
        }
    }

    /// <summary>Makes a fact one with another, which may be recorded later.</summary>
    public async Task LinkAsync(FactId fact, long position, CancellationToken cancellationToken)
    {
        if (await FindAsync(fact, cancellationToken) is { } other)
        {
            Join(position, other);
        }
        else
        {
            await LinkAsync(IndexKey.Of(fact), position, cancellationToken);
        }
    }

    /// <summary>The facts of a fact's cluster, itself among them.</summary>
    public IReadOnlyList<long> MembersOf(long position) => [.. _clusterOf[position]];

    /// <summary>Whether a fact is there at all, once its cluster was read.</summary>
    public bool Has(long position) => _clusterOf.ContainsKey(position);

    public bool IsAlone(long position) => _clusterOf[position].Count == 1;

    /// <summary>The facts that were alone in their clusters until the event in hand made them part of this one's.</summary>
    public IEnumerable<long> AloneBefore(long position) => _aloneBefore.Where(other => other != position && _clusterOf[other] == _clusterOf[position]);

    /// <summary>The event in hand is done.</summary>
    public void Settle() => _aloneBefore.Clear();

    /// <summary>Reads the clusters of these facts.</summary>
    public async Task ReadAsync(IReadOnlyCollection<long> positions, CancellationToken cancellationToken)
    {
        var missing = positions.Where(position => !_clusterOf.ContainsKey(position)).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        var byCluster = new Dictionary<long, List<long>>();
        await using var command = new NpgsqlCommand(ReadClustersSql, connection) { Parameters = { new() { Value = missing } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (position, cluster) = (reader.GetInt64(0), reader.GetInt64(1));
            if (!byCluster.TryGetValue(cluster, out var members))
            {
                byCluster[cluster] = members = [];
            }

            members.Add(position);
        }

        // What is known here already knows more: a batch joins clusters before it writes them.
        foreach (var members in byCluster.Values.Where(members => !members.Exists(_clusterOf.ContainsKey)))
        {
            members.ForEach(position => _clusterOf[position] = members);
        }
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var grown in _grown.Where(members => members.Exists(position => position < FirstAdded)))
        {
            // A cluster goes by its first position, so the names of those that became one are among its members.
            await using var merge = new NpgsqlCommand(MergeClustersSql, connection)
            {
                Parameters = { new() { Value = grown.Where(position => position < FirstAdded).ToArray() }, new() { Value = grown.Min() } },
            };
            await merge.ExecuteNonQueryAsync(cancellationToken);
        }

        var names = new Dictionary<List<long>, long>();
        await using (var import = await connection.BeginBinaryImportAsync("copy fact_clusters (position, cluster, document, fact_id) from stdin (format binary)", cancellationToken))
        {
            foreach (var (position, fact) in _added.Select(one => (one.Position.Value, one.Fact)))
            {
                var members = _clusterOf[position];
                var name = names.TryGetValue(members, out var known) ? known : names[members] = members.Min();
                long? document = fact.Document is { } hash ? IndexKey.Of(hash) : null;
                await import.WriteRowAsync(cancellationToken, position, name, document, fact.FactId.Id);
            }

            await import.CompleteAsync(cancellationToken);
        }

        await using (var import = await connection.BeginBinaryImportAsync("copy cluster_keys (key, position) from stdin (format binary)", cancellationToken))
        {
            foreach (var (key, position) in _newKeys)
            {
                await import.WriteRowAsync(cancellationToken, key, position);
            }

            await import.CompleteAsync(cancellationToken);
        }
    }

    private long FirstAdded => _added.Count > 0 ? _added[0].Position.Value : long.MaxValue;

    private void Join(long position, long other)
    {
        var (one, two) = (_clusterOf[position], _clusterOf[other]);
        if (one == two)
        {
            return;
        }

        foreach (var alone in new[] { one, two }.Where(members => members.Count == 1))
        {
            _aloneBefore.Add(alone[0]);
        }

        var (into, from) = one.Count >= two.Count ? (one, two) : (two, one);
        into.AddRange(from);
        from.ForEach(member => _clusterOf[member] = into);
        _grown.Remove(from);
        _grown.Add(into);
    }

    /// <summary>By what a fact is one with others: its feed's register, or the registers of its voice at its places.</summary>
    private static IEnumerable<long> KeysOf(Fact fact) => fact.FeedKey is { } feedKey
        ? [IndexKey.OfFeed(fact.Attribution.Voice(), feedKey)]
        : fact.Places.Select(place => IndexKey.OfRegister(fact.Attribution.Voice(), place, fact)).Distinct();

    private static long[] RevisionKeysOf(Fact fact) => fact.FeedKey is { } feedKey ? [IndexKey.OfFeedRevision(fact.Attribution.Voice(), feedKey)] : [];

    private async Task ReadKeysAsync(long[] keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            _keys.TryAdd(key, null);
        }

        await using var command = new NpgsqlCommand(FindKeysSql, connection) { Parameters = { new() { Value = keys } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _keys[reader.GetInt64(0)] = reader.GetInt64(1);
        }
    }

    private async Task ReadFactsAsync(FactId[] facts, CancellationToken cancellationToken)
    {
        if (facts.Length == 0)
        {
            return;
        }

        foreach (var fact in facts)
        {
            _positions.TryAdd(fact, null);
        }

        await using var command = new NpgsqlCommand(FindFactsSql, connection) { Parameters = { new() { Value = facts.Select(fact => fact.Id).ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _positions[new FactId(reader.GetGuid(0))] = reader.GetInt64(1);
        }
    }
}
