using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Changes;

/// <summary>
/// Sorts the events of a log by what can have to do with what: incidents, joined where a merge, a move, a link, a revision or a feed's
/// key leads from one to another. An event touches questions of its own cluster and of no other, so its changes are computed from that.
/// </summary>
public sealed class EventClusters
{
    private readonly Dictionary<string, Cluster> _clusters = new(StringComparer.Ordinal);

    // Documents and sources belong to many clusters and join none: what was decided of them, and which facts it concerns.
    private readonly Dictionary<string, Shared> _shared = new(StringComparer.Ordinal);

    private readonly Dictionary<Position, (string Node, RecordedDecision? Decision)> _events = [];
    private readonly Dictionary<Guid, string> _nodeOfDecision = [];

    /// <summary>Adds the next event of the log.</summary>
    public void Add(RecordedFact recorded)
    {
        var fact = recorded.Fact;
        var node = NodeOf(fact.FactId);
        Join(node, NodeOf(recorded.Home));
        if (fact.Claim.Target() is { } target)
        {
            Join(node, NodeOf(target));
        }

        if (fact.FeedKey is { } key)
        {
            Join(node, $"feed/{fact.Attribution.Voice()}/{key}");
        }

        ClusterOf(node).Facts.Add(recorded);
        Share(fact, node);
        _events[recorded.Position] = (node, null);
    }

    /// <summary>Adds the next event of the log.</summary>
    public void Add(RecordedDecision recorded)
    {
        var node = NodeOf(recorded);
        switch (recorded.Decision)
        {
            case IncidentsMerged merged:
                Join(node, NodeOf(merged.Into));
                break;
            case FactMoved moved:
                Join(node, NodeOf(moved.To));
                break;
            case FactLinked linked:
                Join(node, NodeOf(linked.To));
                break;
            case CodingCorrected corrected:
                Share(corrected.Coding, node);
                break;
        }

        (IsShared(node) ? SharedOf(node).Decisions : ClusterOf(node).Decisions).Add(recorded);
        _nodeOfDecision[recorded.Id] = node;
        _events[recorded.Position] = (node, recorded);
    }

    public EventSurroundings Around(Position position)
    {
        var (node, decision) = _events[position];
        var clusters = (IsShared(node) ? SharedOf(node).Facts.Select(ClusterOf).Distinct() : [ClusterOf(node)]).ToList();
        var decisions = clusters.SelectMany(one => one.Decisions.Concat(one.Shares.SelectMany(shared => SharedOf(shared).Decisions)));
        return new EventSurroundings(
            position,
            [.. clusters.SelectMany(one => one.Facts).Where(one => one.Position <= position).OrderBy(one => one.Position)],
            [.. decisions.Concat(decision is null ? [] : [decision]).Where(one => one.Position <= position).DistinctBy(one => one.Position).OrderBy(one => one.Position)]);
    }

    private static string NodeOf(IncidentId incident) => $"incident/{incident}";

    private static string NodeOf(FactId fact) => $"fact/{fact}";

    private static string NodeOf(DocumentHash document) => $"document/{document}";

    private static string NodeOf(SourceId source) => $"source/{source}";

    // What is undone is undone where it stands; what never was recorded stands nowhere, and an incident by that name is touched by nothing.
    private string NodeOf(RecordedDecision recorded) => recorded.Decision switch
    {
        DecisionUndone undoing => _nodeOfDecision.GetValueOrDefault(undoing.Decision, NodeOf(new IncidentId(recorded.Subject))),
        DocumentCaptured or DocumentVersionCaptured or DocumentPublicationTimeAsserted => NodeOf(new DocumentHash(recorded.Subject)),
        SourceRegistered or SourceRated => NodeOf(new SourceId(recorded.Subject)),
        var other => other.Fact() is { } fact ? NodeOf(fact) : NodeOf(new IncidentId(recorded.Subject)),
    };

    private static bool IsShared(string node) => node.StartsWith("document/", StringComparison.Ordinal) || node.StartsWith("source/", StringComparison.Ordinal);

    private void Share(Fact fact, string node)
    {
        var cluster = ClusterOf(node);
        foreach (var shared in new[] { fact.Document is { } document ? NodeOf(document) : null, NodeOf(fact.Attribution.Voice().Source) }.OfType<string>())
        {
            cluster.Shares.Add(shared);
            SharedOf(shared).Facts.Add(node);
        }
    }

    // The smaller is poured into the larger, so that each node changes hands a few times only.
    private void Join(string one, string other)
    {
        var (larger, smaller) = (ClusterOf(one), ClusterOf(other));
        if (larger == smaller)
        {
            return;
        }

        (larger, smaller) = larger.Nodes.Count < smaller.Nodes.Count ? (smaller, larger) : (larger, smaller);
        larger.Nodes.AddRange(smaller.Nodes);
        larger.Facts.AddRange(smaller.Facts);
        larger.Decisions.AddRange(smaller.Decisions);
        larger.Shares.UnionWith(smaller.Shares);
        smaller.Nodes.ForEach(node => _clusters[node] = larger);
    }

    private Cluster ClusterOf(string node) => _clusters.TryGetValue(node, out var cluster) ? cluster : _clusters[node] = new Cluster(node);

    private Shared SharedOf(string node) => _shared.TryGetValue(node, out var shared) ? shared : _shared[node] = new Shared();

    private sealed class Cluster(string node)
    {
        public List<string> Nodes { get; } = [node];

        public List<RecordedFact> Facts { get; } = [];

        public List<RecordedDecision> Decisions { get; } = [];

        /// <summary>The documents and sources that its facts share with others.</summary>
        public HashSet<string> Shares { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Shared
    {
        public HashSet<string> Facts { get; } = new(StringComparer.Ordinal);

        public List<RecordedDecision> Decisions { get; } = [];
    }
}
