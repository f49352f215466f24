using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Changes;

/// <summary>The questions whose answer an event can change, seen from what is known before it and after it. Never too few: a question that is not among them is answered as before.</summary>
internal sealed class TouchedQuestions(Knowledge before, Knowledge after)
{
    private readonly Connections _before = new(before);
    private readonly Connections _after = new(after);
    private readonly Lazy<Dictionary<Guid, RecordedDecision>> _decisions = new(() => after.InForce.Recorded.ToDictionary(one => one.Id));

    public HashSet<QuestionKey> By(RecordedFact recorded) => Around(ConnectedTo([recorded.Fact.FactId]));

    public HashSet<QuestionKey> By(RecordedDecision recorded) => recorded.Decision switch
    {
        FactReviewed or RelationAsserted => [], // They change what is remarked on accounts, and none of them.
        DecisionUndone undoing => _decisions.Value.TryGetValue(undoing.Decision, out var undone) && undone.Position < recorded.Position ? By(undone) : [],
        IncidentsMerged merged => Of(new IncidentId(recorded.Subject), merged.Into),
        SourceRated => Of(new SourceId(recorded.Subject)),
        DocumentPublicationTimeAsserted => Around(ConnectedTo(FactsOf(new DocumentHash(recorded.Subject)))),
        var other => other.Fact() is { } fact ? Around(ConnectedTo([fact])) : [],
    };

    // An incident's statements stand under what it is merged into: what they stood under before, and stand under after.
    private HashSet<QuestionKey> Of(IncidentId incident, IncidentId into)
    {
        HashSet<IncidentId> merged = [before.Resolve(incident), before.Resolve(into), after.Resolve(incident), after.Resolve(into)];
        return Statements().Where(one => merged.Contains(one.Incident)).Select(QuestionKey.Of).ToHashSet();
    }

    private HashSet<QuestionKey> Of(SourceId source) => Statements().Where(one => one.Fact.Voice == new Voice(source, null)).Select(QuestionKey.Of).ToHashSet();

    private IEnumerable<FactId> FactsOf(DocumentHash document) => after.Facts.Where(one => one.Recorded.Fact.Document == document).Select(one => one.Id);

    private IEnumerable<Statement> Statements() => before.Statements.Concat(after.Statements);

    // Whatever revises or is revised by one of them, at any distance, for it may follow it to another register or incident.
    private HashSet<FactId> ConnectedTo(IEnumerable<FactId> facts)
    {
        var connected = new HashSet<FactId>();
        var next = new Stack<FactId>(facts);
        while (next.TryPop(out var fact))
        {
            if (connected.Add(fact))
            {
                foreach (var neighbour in _before.RevisionsAround(fact).Concat(_after.RevisionsAround(fact)))
                {
                    next.Push(neighbour);
                }
            }
        }

        return connected;
    }

    // Their own questions, those of all that stands in one register with them, and those of what a retraction among them takes back.
    private HashSet<QuestionKey> Around(HashSet<FactId> facts) => facts.SelectMany(fact => _before.QuestionsAround(fact).Concat(_after.QuestionsAround(fact))).ToHashSet();

    /// <summary>How the facts of one state of knowledge hang together. Each register and each key of a feed is gone through once, however many facts share it.</summary>
    private sealed class Connections(Knowledge knowledge)
    {
        private readonly ILookup<FactId, Register> _registersOf = knowledge.Statements.Select(one => (one.Fact.Id, one.Register)).Distinct().ToLookup(one => one.Id, one => one.Register);
        private readonly ILookup<Register, QuestionKey> _questionsOf = knowledge.Statements.Select(one => (one.Register, Key: QuestionKey.Of(one))).Distinct().ToLookup(one => one.Register, one => one.Key);
        private readonly ILookup<FactId, FactId> _revisionsOf = knowledge.Facts.Where(one => one.RevisesId is not null).ToLookup(one => one.RevisesId!.Value, one => one.Id); // Filtered.
        private readonly Lazy<ILookup<(Voice, string), QuestionKey>> _questionsOfFeed = new(() => (
            from statement in knowledge.Statements
            from feed in statement.Fact.FeedRegisters()
            select (Feed: feed, Key: QuestionKey.Of(statement))).Distinct().ToLookup(one => one.Feed, one => one.Key));

        public IEnumerable<FactId> RevisionsAround(FactId fact) =>
            _revisionsOf[fact].Concat(knowledge.Find(fact)?.RevisesId is { } revised ? [revised] : []);

        public IEnumerable<QuestionKey> QuestionsAround(FactId fact) => QuestionsOf(fact).Concat(TakenBackBy(fact));

        private IEnumerable<QuestionKey> QuestionsOf(FactId fact) => _registersOf[fact].SelectMany(register => _questionsOf[register]);

        private IEnumerable<QuestionKey> TakenBackBy(FactId fact) => knowledge.Find(fact) is not { IsRetraction: true } retraction ? []
            : ((StatementRetracted)retraction.Recorded.Fact.Claim).Retracts is { } named ? QuestionsOf(named)
            : retraction.FeedRegisters().SelectMany(feed => _questionsOfFeed.Value[feed]);
    }
}
