using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Places;

namespace IncidentTimeline.Pictures;

/// <summary>What the log says at K, of what was published by P: every fact with its coding, report time and incidents then, and every statement with what stands (SEMANTICS 1–8). Event time plays no part yet.</summary>
public sealed class Knowledge
{
    private readonly DecisionsInForce _decisions;
    private readonly Dictionary<FactId, KnownFact> _facts;

    private Knowledge(Ledger ledger, Position known, DateTimeOffset? publishedBy)
    {
        Known = known;
        PublishedBy = publishedBy;
        _decisions = new DecisionsInForce(ledger.Decisions.Where(decision => decision.Position <= known));
        _facts = ledger.Facts.Where(fact => fact.Position <= known).Select(Know).ToDictionary(fact => fact.Id);
        Incidents = KnownIncident.All(_decisions, Resolve);
        LinkRevisions();
        PlaceUnderIncidents();
        Withdraw();
        Statements = [.. _facts.Values.SelectMany(StatementsOf)];
        Supersede();
    }

    public static Knowledge At(Ledger ledger, Position known, DateTimeOffset? publishedBy) => new(ledger, known, publishedBy);

    public Position Known { get; }

    public DateTimeOffset? PublishedBy { get; }

    /// <summary>Every fact recorded by K, whatever became of it.</summary>
    public IReadOnlyCollection<KnownFact> Facts => _facts.Values;

    /// <summary>Every statement of every fact recorded by K, whatever became of it.</summary>
    public IReadOnlyList<Statement> Statements { get; }

    public IReadOnlyDictionary<IncidentId, KnownIncident> Incidents { get; }

    /// <summary>The decisions in force at K, in log order.</summary>
    public IReadOnlyList<RecordedDecision> Decisions => _decisions.All;

    public DecisionsInForce InForce => _decisions;

    public KnownFact? Find(FactId id) => _facts.GetValueOrDefault(id);

    /// <summary>The incident that an id leads to after merges.</summary>
    public IncidentId Resolve(IncidentId id)
    {
        var seen = new HashSet<IncidentId>();
        while (seen.Add(id) && _decisions.MergedInto(id) is { } into)
        {
            id = into;
        }

        return id;
    }

    /// <summary>The relations that persons asserted between facts that are both known.</summary>
    public IEnumerable<(RecordedDecision Decision, RelationAsserted Relation)> Relations() =>
        from decision in _decisions.All
        let relation = decision.Decision as RelationAsserted
        where relation is not null && _facts.ContainsKey(relation.Fact) && _facts.ContainsKey(relation.To)
        select (decision, relation);

    private KnownFact Know(RecordedFact recorded)
    {
        var fact = recorded.Fact;
        var coding = _decisions.CodingOf(fact.FactId) ?? fact;
        var reportTime = fact.ReportedAt ?? (fact.Document is { } document ? _decisions.PublicationTimeOf(document) : null);
        var settled = _decisions.EventTimeOf(fact.FactId);
        return new KnownFact
        {
            Recorded = recorded,
            Coding = coding,
            ReportTime = reportTime,
            Bounds = settled ?? (coding.EventTime ?? Times.EventTime.Unstated).Resolve(reportTime),
            IsTimeSettled = settled is not null,
            Credibility = _decisions.CredibilityOf(fact.FactId),
            Review = _decisions.ReviewOf(fact.FactId),
            IsRecoded = coding != fact,
            Standing = _decisions.IsStruck(fact.FactId) ? Standing.Struck
                : PublishedBy is null || reportTime <= PublishedBy ? Standing.Stands
                : reportTime is null ? Standing.ReportTimeUnknown
                : Standing.NotYetPublished,
        };
    }

    private void LinkRevisions()
    {
        foreach (var fact in _facts.Values)
        {
            fact.Revises = fact.RevisesId is { } id && _facts.TryGetValue(id, out var target) && fact.MayRevise(target) ? target : null;
        }

        // Facts that revise each other in a circle revise nothing. A circle needs ids chosen in advance; the recorder refuses to close one.
        var circular = _facts.Values.Where(IsInCircle).ToList();
        foreach (var fact in circular)
        {
            fact.Revises = null;
        }

        foreach (var fact in _facts.Values)
        {
            fact.Root = RootOf(fact);
        }
    }

    private static bool IsInCircle(KnownFact fact)
    {
        var seen = new HashSet<KnownFact>();
        for (var next = fact.Revises; next is not null && seen.Add(next); next = next.Revises)
        {
            if (next == fact)
            {
                return true;
            }
        }

        return false;
    }

    private static KnownFact RootOf(KnownFact fact)
    {
        while (fact.Revises is { } target)
        {
            fact = target;
        }

        return fact;
    }

    // A revision goes where the fact it revises went, unless it was moved itself.
    private void PlaceUnderIncidents()
    {
        foreach (var fact in _facts.Values)
        {
            fact.Incidents = [.. IncidentsOf(fact).Select(Resolve).Distinct()];
        }
    }

    private IEnumerable<IncidentId> IncidentsOf(KnownFact fact) =>
        (_decisions.MovedTo(fact.Id), fact.Revises) switch
        {
            ({ } home, _) => _decisions.LinksOf(fact.Id).Prepend(home),
            (null, { } target) => IncidentsOf(target).Concat(_decisions.LinksOf(fact.Id)),
            _ => _decisions.LinksOf(fact.Id).Prepend(fact.Recorded.Home),
        };

    // What is withdrawn does not depend on what else is withdrawn: a retraction cannot be retracted, only followed by a reinstatement.
    private void Withdraw()
    {
        var byFeedKey = _facts.Values
            .Where(fact => fact.Recorded.Fact.FeedKey is not null)
            .ToLookup(fact => (fact.Recorded.Fact.Attribution.Voice(), fact.Recorded.Fact.FeedKey));
        var retractions = _facts.Values.Where(fact => fact.IsSeen && fact.Recorded.Fact.Claim is StatementRetracted).ToList();
        foreach (var retraction in retractions)
        {
            var named = ((StatementRetracted)retraction.Recorded.Fact.Claim).Retracts;
            var targets = named is { } id
                ? _facts.TryGetValue(id, out var target) && retraction.MayRevise(target) && IsNotAfter(target, retraction) ? [target] : []
                : byFeedKey[(retraction.Recorded.Fact.Attribution.Voice(), retraction.Recorded.Fact.FeedKey)].Where(fact => IsBefore(fact, retraction));
            foreach (var withdrawn in targets.Where(fact => fact.IsSeen && fact.Recorded.Fact.Claim is not StatementRetracted))
            {
                withdrawn.Standing = Standing.Withdrawn;
                withdrawn.WithdrawnBy = Later(withdrawn.WithdrawnBy, retraction);
            }
        }
    }

    private static bool IsNotAfter(KnownFact named, KnownFact retraction) =>
        named.ReportTime is null || retraction.ReportTime is null || named.ReportTime <= retraction.ReportTime;

    private static bool IsBefore(KnownFact keyed, KnownFact retraction) =>
        keyed.ReportTime < retraction.ReportTime || (keyed.ReportTime == retraction.ReportTime && keyed.ReportTime is not null && keyed.Act < retraction.Act);

    // Which of several retractions is named is a matter of display: the earliest reported, then by id, never by order of recording.
    private static KnownFact Later(KnownFact? known, KnownFact other) =>
        known is null || (other.ReportTime ?? DateTimeOffset.MaxValue, other.Id).CompareTo((known.ReportTime ?? DateTimeOffset.MaxValue, known.Id)) < 0 ? other : known;

    private IEnumerable<Statement> StatementsOf(KnownFact fact) =>
        from incident in fact.Incidents
        from place in fact.Coding.Places.Select((place, index) => (Place: place, Index: index)).DistinctBy(one => one.Place.Key())
        from answer in fact.Coding.Claim.Answers().DistinctBy(answer => answer.Aspect.Key)
        select new Statement
        {
            Fact = fact,
            Aspect = answer.Aspect,
            Value = answer.Value,
            Incident = incident,
            Place = place.Place,
            Register = RegisterOf(fact, answer.Aspect.Key, incident, place.Place, place.Index),
        };

    // The register is that of the fact as first coded, and of the first fact of a chain of revisions: neither recoding nor correcting moves it.
    private static Register RegisterOf(KnownFact fact, AspectKey aspect, IncidentId incident, Place place, int index)
    {
        var root = fact.Root.Recorded.Fact;
        var voice = root.Attribution.Voice();
        if (root.FeedKey is not null)
        {
            return new Register(voice, aspect, root.FeedKey, null, null, null);
        }

        var places = root.Places;
        var key = place.Key();
        var placeKey = places.Any(one => one.Key() == key) || index >= places.Count ? key : places[index].Key();
        var time = root.EventTime ?? Times.EventTime.Unstated;
        return new Register(voice, aspect, null, incident, placeKey, time.Key() + (time.DependsOnDocument() ? $"|{root.Document}{root.Line?.FileSha256}" : ""));
    }

    private void Supersede()
    {
        foreach (var register in Statements.Where(statement => statement.Fact.IsSeen).GroupBy(statement => statement.Register).Where(group => group.Skip(1).Any()))
        {
            var statements = register.ToList();
            foreach (var statement in statements)
            {
                statement.SupersededBy = statements.Where(other => other.Supersedes(statement))
                    .MaxBy(other => (other.Fact.ReportTime ?? DateTimeOffset.MinValue, other.Fact.Act, other.Fact.Id));
            }
        }
    }
}
