using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Pictures;

/// <summary>What the log says at K, of what was published by P: every fact with its coding, report time and incidents then, and every statement with what stands (SEMANTICS 1–8). Event time plays no part yet.</summary>
public sealed class Knowledge
{
    private readonly DecisionsInForce _decisions;
    private readonly Dictionary<FactId, KnownFact> _facts;
    private readonly Dictionary<FactId, FactId> _origins;
    private readonly ILookup<IncidentId, IncidentId> _parts;
    private readonly Lazy<ILookup<KnownFact, Statement>> _statements;
    private Dictionary<Voice, VoiceView>? _voices;

    private Knowledge(IEnumerable<RecordedFact> facts, IEnumerable<RecordedDecision> decisions, Position known, DateTimeOffset? publishedBy)
    {
        Known = known;
        PublishedBy = publishedBy;
        _decisions = new DecisionsInForce(decisions.Where(decision => decision.Position <= known));
        _facts = facts.Where(fact => fact.Position <= known).Select(Know).ToDictionary(fact => fact.Id);
        Relations = [.. RelationsOf(_decisions).Where(one => _facts.ContainsKey(one.Relation.Fact) && _facts.ContainsKey(one.Relation.To))];
        _origins = OriginsOf(Relations.Select(one => one.Relation));
        Incidents = KnownIncident.All(_decisions, Resolve);
        _parts = Incidents.Values.Where(incident => incident.MergedInto is null)
            .SelectMany(part => part.Wholes.Select(whole => (Whole: whole, Part: part.Id))).ToLookup(one => one.Whole, one => one.Part);
        LinkRevisions();
        PlaceUnderIncidents();
        Withdraw();
        Statements = [.. _facts.Values.SelectMany(Answer)];
        _statements = new(() => Statements.ToLookup(statement => statement.Fact));
        Supersede();
    }

    public static Knowledge At(Ledger ledger, Position known, DateTimeOffset? publishedBy) => new(ledger.Facts, ledger.Decisions, known, publishedBy);

    /// <summary>The same of a selection, each in the order of the log. It tells the truth of those facts with which all came that bears on them: what shares a register or a chain with them, and the decisions about them.</summary>
    public static Knowledge At(IEnumerable<RecordedFact> facts, IEnumerable<RecordedDecision> decisions, Position known, DateTimeOffset? publishedBy) => new(facts, decisions, known, publishedBy);

    public Position Known { get; }

    public DateTimeOffset? PublishedBy { get; }

    /// <summary>Every fact recorded by K, whatever became of it.</summary>
    public IReadOnlyCollection<KnownFact> Facts => _facts.Values;

    /// <summary>Every statement of every fact recorded by K, whatever became of it.</summary>
    public IReadOnlyList<Statement> Statements { get; }

    /// <summary>What became of a fact as a whole: it is superseded where all its statements are.</summary>
    public Standing StandingOf(KnownFact fact) => _statements.Value[fact].Select(statement => statement.Standing).Distinct().ToList() is [var only] ? only : fact.Standing;

    /// <summary>Every statement of a fact, whatever became of it.</summary>
    public IEnumerable<Statement> StatementsOf(KnownFact fact) => _statements.Value[fact];

    /// <summary>The statement that was the first to take another's place (SEMANTICS 6); null where none did.</summary>
    public Statement? SuccessorOf(Statement statement) => !statement.IsSuperseded ? null : Statements
        .Where(other => other.Register == statement.Register && other.Fact.IsSeen && !other.IsOfTheSameDocument(statement)
            && (other.Fact.RevisesTransitively(statement.Fact) || (statement.Order is { } order && Nullable.Compare(other.Order, order) > 0)))
        .OrderBy(other => other.Order ?? (DateTimeOffset.MaxValue, 0)).ThenBy(other => other.Fact.Depth).ThenBy(other => other.Fact.Recorded.Position)
        .FirstOrDefault();

    public IReadOnlyDictionary<IncidentId, KnownIncident> Incidents { get; }

    /// <summary>The decisions in force at K, in log order.</summary>
    public IReadOnlyList<RecordedDecision> Decisions => _decisions.All;

    public DecisionsInForce InForce => _decisions;

    public KnownFact? Find(FactId id) => _facts.GetValueOrDefault(id);

    /// <summary>A voice as it is shown, by what is known of its source.</summary>
    internal VoiceView ViewOf(Voice voice)
    {
        // Few speak in an answer, and often.
        _voices ??= [];
        return _voices.TryGetValue(voice, out var view) ? view : _voices[voice] = VoiceView.Of(voice, _decisions);
    }

    /// <summary>The incidents that are part of one, after merges.</summary>
    public IEnumerable<IncidentId> PartsOf(IncidentId whole) => _parts[whole];

    /// <summary>The incident that an id leads to after merges.</summary>
    public IncidentId Resolve(IncidentId id)
    {
        if (_decisions.MergedInto(id) is null)
        {
            return id;
        }

        var seen = new HashSet<IncidentId>();
        while (seen.Add(id) && _decisions.MergedInto(id) is { } into)
        {
            id = into;
        }

        return id;
    }

    /// <summary>The relations that persons asserted between facts that are both known.</summary>
    public IReadOnlyList<(RecordedDecision Decision, RelationAsserted Relation)> Relations { get; }

    /// <summary>What a fact goes back to: one fact for all that persons said repeat each other or share an origin, through facts that no longer stand too; by itself its own.</summary>
    public FactId OriginOf(FactId fact) => _origins.GetValueOrDefault(fact, fact);

    private static IEnumerable<(RecordedDecision Decision, RelationAsserted Relation)> RelationsOf(DecisionsInForce decisions) =>
        from decision in decisions.All
        let relation = decision.Decision as RelationAsserted
        where relation is not null
        select (decision, relation);

    private static Dictionary<FactId, FactId> OriginsOf(IEnumerable<RelationAsserted> relations)
    {
        var members = new Dictionary<FactId, List<FactId>>();
        foreach (var relation in relations.Where(one => one.Relation is FactRelation.Repeats or FactRelation.SharedOrigin))
        {
            var left = members.TryGetValue(relation.Fact, out var known) ? known : members[relation.Fact] = [relation.Fact];
            var right = members.TryGetValue(relation.To, out known) ? known : members[relation.To] = [relation.To];
            if (left == right)
            {
                continue;
            }

            left.AddRange(right);
            right.ForEach(fact => members[fact] = left);
        }

        return members.ToDictionary(one => one.Key, one => one.Value[0]);
    }

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

        var linked = new HashSet<KnownFact>();
        foreach (var fact in _facts.Values)
        {
            LinkChain(fact, linked);
        }
    }

    // Down to a fact that is linked already or revises nothing, then back up, so that a long chain costs each of its facts one visit.
    private static void LinkChain(KnownFact fact, HashSet<KnownFact> linked)
    {
        var chain = new List<KnownFact>();
        var next = fact;
        for (; next is not null && linked.Add(next); next = next.Revises)
        {
            chain.Add(next);
        }

        // Facts that revise each other in a circle revise nothing. A circle needs ids chosen in advance; the recorder refuses to close one.
        if (next is not null && chain.IndexOf(next) is >= 0 and var closed)
        {
            chain[closed..].ForEach(circular => circular.Revises = null);
        }

        for (var index = chain.Count - 1; index >= 0; index--)
        {
            chain[index].Follow(chain[index].Revises);
        }
    }

    // A revision goes where the fact it revises went, unless it was moved itself. What is revised comes first, so its incidents are known.
    private void PlaceUnderIncidents()
    {
        foreach (var fact in _facts.Values.OrderBy(fact => fact.Depth))
        {
            fact.Incidents = [.. HomesOf(fact).Concat(_decisions.LinksOf(fact.Id)).Select(Resolve).Distinct()];
        }
    }

    private IReadOnlyList<IncidentId> HomesOf(KnownFact fact) => (_decisions.MovedTo(fact.Id), fact.Revises) switch
    {
        ({ } home, _) => [home],
        (null, { } target) => target.Incidents,
        _ => [fact.Recorded.Home],
    };

    // What is withdrawn does not depend on what else is withdrawn: a retraction cannot be retracted, only followed by a reinstatement.
    private void Withdraw()
    {
        var retractions = _facts.Values.Where(fact => fact.IsSeen && fact.IsRetraction).ToList();
        foreach (var retraction in retractions)
        {
            if (((StatementRetracted)retraction.Recorded.Fact.Claim).Retracts is { } id && _facts.TryGetValue(id, out var target) && target.IsSeen && retraction.Withdraws(target))
            {
                Withdraw(target, retraction);
            }
        }

        var byFeedKey = retractions.Where(one => ((StatementRetracted)one.Recorded.Fact.Claim).Retracts is null && one.ReportTime is not null)
            .SelectMany(one => one.FeedRegisters().Select(register => (Register: register, Retraction: one)))
            .ToLookup(one => one.Register, one => one.Retraction)
            .ToDictionary(group => group.Key, group => group.OrderBy(one => one.ReportTime).ThenBy(one => one.Id).ToList());
        if (byFeedKey.Count == 0)
        {
            return;
        }

        foreach (var fact in _facts.Values.Where(fact => fact.IsSeen && !fact.IsRetraction))
        {
            foreach (var register in fact.FeedRegisters().Where(byFeedKey.ContainsKey))
            {
                WithdrawByFeedKey(fact, byFeedKey[register]);
            }
        }
    }

    // What withdraws a fact withdraws it from its report time on, so the earliest is found by halving: a feed may retract thousands.
    private static void WithdrawByFeedKey(KnownFact fact, List<KnownFact> earliestFirst)
    {
        var (from, to) = (0, earliestFirst.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = earliestFirst[middle].Withdraws(fact) ? (from, middle) : (middle + 1, to);
        }

        if (from < earliestFirst.Count)
        {
            Withdraw(fact, earliestFirst[from]);
        }
    }

    private static void Withdraw(KnownFact fact, KnownFact retraction)
    {
        fact.Standing = Standing.Withdrawn;
        fact.WithdrawnBy = Earlier(fact.WithdrawnBy, retraction);
    }

    // Which of several retractions is named is a matter of display: the earliest reported, then by id, never by order of recording.
    private static KnownFact Earlier(KnownFact? known, KnownFact other) =>
        known is null || (other.ReportTime ?? DateTimeOffset.MaxValue, other.Id).CompareTo((known.ReportTime ?? DateTimeOffset.MaxValue, known.Id)) < 0 ? other : known;

    private IEnumerable<Statement> Answer(KnownFact fact)
    {
        var places = fact.Coding.Places.Select((place, index) => (Place: place, Key: place.Key(), Index: index)).DistinctBy(one => one.Key).ToList();
        var answers = fact.Coding.Claim.Answers().DistinctBy(answer => answer.Aspect.Key).ToList();
        return from incident in fact.Incidents
               from place in places
               from answer in answers
               select new Statement
               {
                   Fact = fact,
                   Aspect = answer.Aspect,
                   Value = answer.Value,
                   Incident = incident,
                   Place = place.Place,
                   PlaceKey = place.Key,
                   Register = RegisterOf(fact, answer.Aspect.Key, incident, place.Key, place.Index),
               };
    }

    // The register is that of the fact as first coded, and of the first fact of a chain of revisions: neither recoding nor correcting moves it.
    private static Register RegisterOf(KnownFact fact, AspectKey aspect, IncidentId incident, string place, int index)
    {
        var root = fact.Root.Recorded.Fact;
        var voice = root.Attribution.Voice();
        if (root.FeedKey is not null)
        {
            return new Register(voice, aspect, root.FeedKey, null, null, null);
        }

        var places = root.Places;
        var isAsCoded = fact.Root == fact && !fact.IsRecoded;
        var placeKey = isAsCoded || places.Any(one => one.Key() == place) || index >= places.Count ? place : places[index].Key();
        var time = root.EventTime ?? Times.EventTime.Unstated;
        return new Register(voice, aspect, null, incident, placeKey, time.Key() + (time.DependsOnDocument() ? $"|{root.Document}{root.Line?.FileSha256}" : ""));
    }

    private void Supersede()
    {
        foreach (var register in Statements.Where(statement => statement.Fact.IsSeen).GroupBy(statement => statement.Register).Where(group => group.Skip(1).Any()))
        {
            var succession = new Succession();
            foreach (var statement in register)
            {
                succession.Add(statement);
            }

            foreach (var statement in register)
            {
                statement.IsSuperseded = succession.Supersedes(statement);
            }
        }
    }
}
