using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Events;
using Npgsql;

namespace IncidentTimeline.Server.Statements;

/// <summary>What the events of a batch bear on, where that is more than they say themselves (ADR 0015).</summary>
/// <param name="connection">Of the projection's transaction.</param>
/// <param name="events">To read what they touch.</param>
/// <param name="clusters">Which facts revise each other.</param>
/// <param name="decisions">What was decided on them.</param>
internal sealed class Reaches(NpgsqlConnection connection, EventReader events, Clusters clusters, DecisionIndex decisions)
{
    /// <summary>Facts that one event touches, beyond which it is open: reading more would hold up all that follow, and what touches so much is rare.</summary>
    private const int FactsMax = 1_000;

    private readonly List<(long Position, EventReach Reach)> _found = [];

    /// <param name="recorded">A fact, whose cluster is known.</param>
    /// <param name="isChained">Whether it names a fact that it revises, or one that was recorded before names it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task TakeAsync(RecordedFact recorded, bool isChained, CancellationToken cancellationToken)
    {
        var isRevision = recorded.Fact.Claim.IsRevision();
        var isRevisedInFeed = await clusters.IsRevisedInFeedAsync(recorded.Fact, cancellationToken);
        var merged = await decisions.MergedIntoAsync(recorded.Home, cancellationToken);

        // A later statement by the same key of its feed takes the place of the earlier one, which may be in another region or incident (SEMANTICS 3, 6).
        var isRestated = recorded.Fact.FeedKey is not null && !clusters.IsAlone(recorded.Position.Value);
        if (!isRevision && !isChained && !isRevisedInFeed && !isRestated && merged.Count == 0)
        {
            return;
        }

        var reach = EventReach.Of(recorded);
        reach.Incidents.UnionWith(merged.Select(incident => incident.Value));
        if (isRevision || isChained || isRevisedInFeed || isRestated)
        {
            await AddRelativesAsync(reach, recorded, isRevision, isRestated, cancellationToken);
        }

        _found.Add((recorded.Position.Value, reach));
    }

    /// <param name="recorded">A decision.</param>
    /// <param name="effective">The one whose effect changes: itself, or what it undoes.</param>
    /// <param name="incidents">Those whose facts it touches.</param>
    /// <param name="facts">The positions of the facts that it touches as a whole, of a document or of incidents.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task TakeAsync(RecordedDecision recorded, RecordedDecision effective, IEnumerable<IncidentId> incidents, IReadOnlyCollection<long> facts, CancellationToken cancellationToken)
    {
        if (effective.Decision is IncidentOpened or SourceRegistered or DocumentCaptured or DocumentVersionCaptured)
        {
            return; // Nothing rests on them yet.
        }

        var reach = EventReach.Of(recorded);
        reach.Add(effective);
        reach.Incidents.UnionWith(incidents.Select(incident => incident.Value));
        switch (effective.Decision)
        {
            case SourceRated:
                reach.IsOpen = true; // All that its source has said.
                break;
            case RelationAsserted relation:
                await AddAsync(reach, relation.Fact, cancellationToken);
                await AddAsync(reach, relation.To, cancellationToken);
                break;
            case { } decision when decision.Fact() is { } fact:
                await AddAsync(reach, fact, cancellationToken);
                break;
            default:
                await AddAsync(reach, facts, cancellationToken);
                break;
        }

        _found.Add((recorded.Position.Value, reach));
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_found.Count == 0)
        {
            return;
        }

        await using var import = await connection.BeginBinaryImportAsync(
            "copy event_reach (position, is_open, types, regions, incidents, sources, revised) from stdin (format binary)", cancellationToken);
        foreach (var (position, reach) in _found)
        {
            await import.WriteRowAsync(
                cancellationToken, position, reach.IsOpen, reach.Types.ToArray(), reach.Regions.ToArray(), reach.Incidents.ToArray(), reach.Sources.ToArray(), reach.Revised.ToArray());
        }

        await import.CompleteAsync(cancellationToken);
    }

    /// <summary>What a fact has to do with by name, by its feed's key, or because others named it before it was there: all of that is in its cluster.</summary>
    private async Task AddRelativesAsync(EventReach reach, RecordedFact recorded, bool isRevision, bool isRestated, CancellationToken cancellationToken)
    {
        var fact = recorded.Fact;
        var others = await ReadAsync(reach, [recorded.Position.Value], cancellationToken);
        foreach (var other in others.Where(other => other.Position < recorded.Position && other.Fact.Claim.IsRevision() && (other.Fact.Claim.Target() ?? fact.FactId) == fact.FactId))
        {
            reach.Revised.Add(other.Fact.FactId.Id);
        }

        if (isRevision)
        {
            // What it takes back or corrects may not be recorded yet: then nobody knows what it bears on.
            reach.IsOpen |= fact.Claim.Target() is { } target
                ? others.All(other => other.Fact.FactId != target)
                : !others.Any(other => other.Position < recorded.Position && other.Fact.FeedKey == fact.FeedKey && other.Fact.Claim is not StatementRetracted && other.Fact.Attribution.Voice() == fact.Attribution.Voice());
        }

        if (isRevision || isRestated)
        {
            await AddAsync(reach, others, cancellationToken);
        }
    }

    private async Task AddAsync(EventReach reach, FactId fact, CancellationToken cancellationToken)
    {
        if (await clusters.FindAsync(fact, cancellationToken) is { } position)
        {
            await AddAsync(reach, [position], cancellationToken);
        }
        else
        {
            reach.IsOpen = true; // It is not recorded yet.
        }
    }

    private async Task AddAsync(EventReach reach, IReadOnlyCollection<long> positions, CancellationToken cancellationToken) =>
        await AddAsync(reach, await ReadAsync(reach, positions, cancellationToken), cancellationToken);

    /// <summary>All that these facts were ever about: who was told of one hears what becomes of it.</summary>
    private async Task AddAsync(EventReach reach, IReadOnlyList<RecordedFact> facts, CancellationToken cancellationToken)
    {
        if (facts.Count == 0)
        {
            return;
        }

        var incidents = new HashSet<IncidentId>();
        foreach (var fact in facts)
        {
            reach.Add(fact.Fact);
            incidents.Add(fact.Home);
        }

        var named = facts.Select(fact => (FactId?)fact.Fact.FactId).ToHashSet();
        foreach (var decision in (await decisions.OnAsync(facts, cancellationToken)).Select(one => one.Decision).Where(one => named.Contains(one.Fact())))
        {
            switch (decision)
            {
                case CodingCorrected one:
                    reach.Add(one.Coding);
                    break;
                case FactMoved one:
                    incidents.Add(one.To);
                    break;
                case FactLinked one:
                    incidents.Add(one.To);
                    break;
            }
        }

        foreach (var incident in incidents)
        {
            reach.Incidents.Add(incident.Value);
            reach.Incidents.UnionWith((await decisions.MergedIntoAsync(incident, cancellationToken)).Select(one => one.Value));
        }
    }

    /// <summary>The facts of the clusters of these: what happens to one may decide whether, and where, another stands. None where there are too many.</summary>
    private async Task<IReadOnlyList<RecordedFact>> ReadAsync(EventReach reach, IReadOnlyCollection<long> positions, CancellationToken cancellationToken)
    {
        await clusters.ReadAsync(positions, cancellationToken);
        var members = positions.SelectMany(clusters.MembersOf).ToHashSet();
        if (members.Count > FactsMax)
        {
            reach.IsOpen = true;
            return [];
        }

        return (await events.ReadAsync(members, connection, cancellationToken)).Facts;
    }
}
