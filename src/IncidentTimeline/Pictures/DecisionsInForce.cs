using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;

namespace IncidentTimeline.Pictures;

/// <summary>The desk's decisions that count at K: those not undone, and of several on one thing the latest (SEMANTICS 5).</summary>
public sealed class DecisionsInForce
{
    private readonly Dictionary<IncidentId, IncidentId> _merges = [];
    private readonly Dictionary<FactId, IncidentId> _moves = [];
    private readonly Dictionary<FactId, List<IncidentId>> _links = [];
    private readonly Dictionary<FactId, Fact> _codings = [];
    private readonly HashSet<FactId> _struck = [];
    private readonly Dictionary<FactId, TimeBounds> _eventTimes = [];
    private readonly Dictionary<FactId, int> _credibilities = [];
    private readonly Dictionary<FactId, ReviewVerdict> _reviews = [];
    private readonly Dictionary<DocumentHash, DateTimeOffset> _publicationTimes = [];
    private readonly Dictionary<SourceId, Reliability> _reliabilities = [];
    private readonly Dictionary<SourceId, SourceRegistered> _sources = [];
    private readonly Dictionary<(FactId, AspectKey), RecordedDecision> _preferences = [];
    private readonly Dictionary<Guid, RecordedDecision> _undone;

    public DecisionsInForce(IEnumerable<RecordedDecision> decisions)
    {
        Recorded = decisions.ToList();
        _undone = UndoingsOf(Recorded);
        All = [.. Recorded.Where(decision => !_undone.ContainsKey(decision.Id) && decision.Decision is not DecisionUndone)];
        foreach (var decision in All)
        {
            Apply(decision);
        }
    }

    /// <summary>In log order.</summary>
    public IReadOnlyList<RecordedDecision> All { get; }

    /// <summary>
    /// Those that were undone, undoings among them, each with what undid it last and the decision that it is about in the end; in log order. They have no effect,
    /// and an auditor has to see that they were made.
    /// </summary>
    public IEnumerable<(RecordedDecision Decision, RecordedDecision By, IDecision About)> Undone
    {
        get
        {
            var recorded = Recorded.ToLookup(one => one.Id);
            return
                from decision in Recorded
                where _undone.ContainsKey(decision.Id)
                select (decision, _undone[decision.Id], AboutWhat(decision, recorded));
        }
    }

    /// <summary>Those that were undone and those that undo, too; in log order.</summary>
    internal IReadOnlyList<RecordedDecision> Recorded { get; }

    /// <summary>Whether a decision is not undone; an undoing counts until it is undone itself.</summary>
    public bool Counts(Guid decision) => !_undone.ContainsKey(decision);

    public IncidentId? MergedInto(IncidentId incident) => _merges.TryGetValue(incident, out var into) ? into : null;

    public IncidentId? MovedTo(FactId fact) => _moves.TryGetValue(fact, out var to) ? to : null;

    public IReadOnlyList<IncidentId> LinksOf(FactId fact) => _links.TryGetValue(fact, out var links) ? links : [];

    public Fact? CodingOf(FactId fact) => _codings.GetValueOrDefault(fact);

    public bool IsStruck(FactId fact) => _struck.Contains(fact);

    public TimeBounds? EventTimeOf(FactId fact) => _eventTimes.TryGetValue(fact, out var bounds) ? bounds : null;

    public int? CredibilityOf(FactId fact) => _credibilities.TryGetValue(fact, out var credibility) ? credibility : null;

    public ReviewVerdict? ReviewOf(FactId fact) => _reviews.TryGetValue(fact, out var verdict) ? verdict : null;

    public DateTimeOffset? PublicationTimeOf(DocumentHash document) => _publicationTimes.TryGetValue(document, out var time) ? time : null;

    public Reliability? ReliabilityOf(SourceId source) => _reliabilities.TryGetValue(source, out var reliability) ? reliability : null;

    public SourceRegistered? Source(SourceId source) => _sources.GetValueOrDefault(source);

    public IReadOnlyDictionary<SourceId, SourceRegistered> Sources => _sources;

    /// <summary>The decision that prefers this fact's account of the aspect.</summary>
    public RecordedDecision? PreferenceFor(FactId fact, AspectKey aspect) =>
        _preferences.GetValueOrDefault((fact, aspect));

    // Latest first: an undoing that is itself undone undoes nothing.
    private static Dictionary<Guid, RecordedDecision> UndoingsOf(IReadOnlyList<RecordedDecision> inOrder)
    {
        var undone = new Dictionary<Guid, RecordedDecision>();
        for (var index = inOrder.Count - 1; index >= 0; index--)
        {
            if (inOrder[index].Decision is DecisionUndone undoing && !undone.ContainsKey(inOrder[index].Id))
            {
                undone.TryAdd(undoing.Decision, inOrder[index]);
            }
        }

        return undone;
    }

    // An undoing only ever names what was recorded before it, so this ends.
    private static IDecision AboutWhat(RecordedDecision decision, ILookup<Guid, RecordedDecision> recorded)
    {
        while (decision.Decision is DecisionUndone undoing && recorded[undoing.Decision].FirstOrDefault(one => one.Position < decision.Position) is { } undone)
        {
            decision = undone;
        }

        return decision.Decision;
    }

    private void Apply(RecordedDecision recorded)
    {
        switch (recorded.Decision)
        {
            case IncidentsMerged merged:
                _merges[new IncidentId(recorded.Subject)] = merged.Into;
                break;
            case FactMoved moved:
                _moves[moved.Fact] = moved.To;
                break;
            case FactLinked linked:
                (_links.TryGetValue(linked.Fact, out var links) ? links : _links[linked.Fact] = []).Add(linked.To);
                break;
            case CodingCorrected corrected:
                _codings[corrected.Fact] = corrected.Coding;
                break;
            case FactStruck struck:
                _struck.Add(struck.Fact);
                break;
            case EventTimeResolved resolved:
                _eventTimes[resolved.Fact] = new TimeBounds(resolved.Earliest, resolved.Latest);
                break;
            case CredibilityRated rated:
                _credibilities[rated.Fact] = rated.Credibility;
                break;
            case FactReviewed reviewed:
                _reviews[reviewed.Fact] = reviewed.Verdict;
                break;
            case DocumentPublicationTimeAsserted asserted:
                _publicationTimes[new DocumentHash(recorded.Subject)] = asserted.PublishedAt;
                break;
            case SourceRated rated:
                _reliabilities[new SourceId(recorded.Subject)] = rated.Reliability;
                break;
            case SourceRegistered registered:
                _sources[new SourceId(recorded.Subject)] = registered;
                break;
            case AccountPreferred preferred:
                _preferences[(preferred.Fact, preferred.Aspect)] = recorded;
                break;
        }
    }
}
