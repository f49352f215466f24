using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;

namespace IncidentTimeline.Tests.Pictures;

/// <summary>Which statements stand, written a second time straight from SEMANTICS 1 to 8, rule by rule and with nested loops: slow, plain, and sharing no code with the folds.</summary>
internal sealed class StandingOracle(Ledger ledger, Position known, DateTimeOffset? publishedBy)
{
    private readonly List<RecordedFact> _facts = [.. ledger.Facts.Where(one => one.Position <= known)];
    private readonly List<RecordedDecision> _decisions = [.. ledger.Decisions.Where(one => one.Position <= known)];

    /// <summary>A statement as one text: fact, aspect, incident, place.</summary>
    public static string Name(FactId fact, AspectKey aspect, IncidentId incident, string place) => $"{fact} {aspect} {incident} {place}";

    public HashSet<string> Standing()
    {
        var statements = _facts.Where(Seen).SelectMany(StatementsOf).ToList();
        return
        [
            .. from one in statements
               where !Withdrawn(one.Fact) && !statements.Exists(other => Supersedes(other, one))
               select Name(one.Fact.Fact.FactId, one.Aspect, one.Incident, one.Place),
        ];
    }

    private sealed record Said(RecordedFact Fact, AspectKey Aspect, IncidentId Incident, string Place, string Register);

    // Rule 1 and 3.
    private IEnumerable<Said> StatementsOf(RecordedFact fact)
    {
        var coding = Latest<CodingCorrected>(one => one.Fact == fact.Fact.FactId)?.Coding ?? fact.Fact;
        var root = Root(fact).Fact;
        for (var index = 0; index < coding.Places.Count; index++)
        {
            var place = coding.Places[index].Key();
            if (coding.Places.Take(index).Any(earlier => earlier.Key() == place))
            {
                continue;
            }

            var first = root.Places.Select(one => one.Key()).ToList();
            var registered = first.Contains(place) || index >= first.Count ? place : first[index];
            foreach (var aspect in coding.Claim.Answers().Select(one => one.Aspect.Key).Distinct())
            {
                foreach (var incident in IncidentsOf(fact))
                {
                    var time = root.EventTime!; // Every generated fact has one.
                    var document = time is { Earliest: null, Latest: null, Edtf: null } ? root.Document.ToString() : "";
                    yield return new Said(fact, aspect, incident, place, root.FeedKey is { } key
                        ? $"{root.Attribution.Voice()} {aspect} key {key}"
                        : $"{root.Attribution.Voice()} {aspect} {incident} {registered} {time.Kind} {time.AsStated} {time.Earliest} {time.Latest} {document}");
                }
            }
        }
    }

    // Rule 2.
    private DateTimeOffset? ReportTime(RecordedFact fact) =>
        fact.Fact.ReportedAt ?? (DateTimeOffset?)Latest<DocumentPublicationTimeAsserted>((_, subject) => subject == fact.Fact.Document.ToString())?.PublishedAt;

    // Rules 4 and 5.
    private bool Seen(RecordedFact fact) =>
        Latest<FactStruck>(one => one.Fact == fact.Fact.FactId) is null && (publishedBy is null || (ReportTime(fact) is { } time && time <= publishedBy));

    // Rule 6. A revision is never older than what it revises.
    private bool Supersedes(Said x, Said y)
    {
        if (x.Fact == y.Fact || x.Register != y.Register || x.Fact.Fact.Document == y.Fact.Fact.Document)
        {
            return false;
        }

        if (Chain(x.Fact).Skip(1).Contains(y.Fact))
        {
            return true;
        }

        if (ReportTime(x.Fact) is null || ReportTime(y.Fact) is null)
        {
            return false;
        }

        var (later, earlier) = (Age(x.Fact), Age(y.Fact));
        return later.ReportTime > earlier.ReportTime
            || (later.ReportTime == earlier.ReportTime && x.Register.Contains(" key ", StringComparison.Ordinal) && later.Act > earlier.Act);
    }

    private (DateTimeOffset ReportTime, int Act) Age(RecordedFact fact) =>
        Chain(fact).Where(one => Seen(one) && ReportTime(one) is not null).Max(one => (ReportTime(one)!.Value, Act(one))); // Asked only where it is known.

    // Rule 7.
    private bool Withdrawn(RecordedFact fact) => _facts.Exists(retraction => Seen(retraction) && retraction.Fact.Claim is StatementRetracted && fact.Fact.Claim is not StatementRetracted && Withdraws(retraction, fact));

    private bool Withdraws(RecordedFact retraction, RecordedFact fact)
    {
        var (mine, others) = (ReportTime(retraction), ReportTime(fact));
        if (((StatementRetracted)retraction.Fact.Claim).Retracts is { } named)
        {
            return named == fact.Fact.FactId && SameMouth(retraction, fact) && (mine is null || others is null || others <= mine);
        }

        var isOfTheKey = retraction.Fact.FeedKey is { } key && new[] { fact, Root(fact) }.Any(one =>
            one.Fact.FeedKey == key && one.Fact.Attribution.Voice() == retraction.Fact.Attribution.Voice());
        return isOfTheKey && mine is not null && others is not null && (others < mine || (others == mine && Act(fact) < 2));
    }

    private static int Act(RecordedFact fact) => fact.Fact.Claim switch { StatementCorrected => 1, StatementRetracted => 2, StatementReinstated => 3, _ => 0 };

    // The fact and what it revises, latest first. Facts that revise each other in a circle revise nothing.
    private List<RecordedFact> Chain(RecordedFact fact)
    {
        var chain = new List<RecordedFact> { fact };
        while (Target(chain[^1]) is { } target && !IsCircular(chain[^1]))
        {
            chain.Add(target);
        }

        return chain;
    }

    private bool IsCircular(RecordedFact fact)
    {
        var next = Target(fact);
        for (var step = 0; step <= _facts.Count && next is not null; step++)
        {
            if (next == fact)
            {
                return true;
            }

            next = Target(next);
        }

        return false;
    }

    private RecordedFact? Target(RecordedFact fact)
    {
        var id = fact.Fact.Claim switch { StatementCorrected one => one.Corrects, StatementReinstated one => one.Reinstates, _ => null };
        return id is null ? null : _facts.Find(one => one.Fact.FactId == id && SameMouth(fact, one));
    }

    private RecordedFact Root(RecordedFact fact) => Chain(fact)[^1];

    private static bool SameMouth(RecordedFact left, RecordedFact right) =>
        left.Fact.Attribution.Voice() == right.Fact.Attribution.Voice() || left.Fact.Attribution.Publisher == right.Fact.Attribution.Publisher;

    private List<IncidentId> IncidentsOf(RecordedFact fact)
    {
        var links = InForce().Select(one => one.Decision).OfType<FactLinked>().Where(one => one.Fact == fact.Fact.FactId).Select(one => one.To);
        var moved = Latest<FactMoved>(one => one.Fact == fact.Fact.FactId);
        var homes = moved is not null ? [moved.To] : Chain(fact) is [_, var target, ..] ? IncidentsOf(target) : [fact.Home];
        return [.. homes.Concat(links).Select(Resolve).Distinct()];
    }

    private IncidentId Resolve(IncidentId incident)
    {
        var passed = new List<IncidentId>();
        while (!passed.Contains(incident) && Latest<IncidentsMerged>((_, subject) => subject == incident.Value) is { } merged)
        {
            passed.Add(incident);
            incident = merged.Into;
        }

        return incident;
    }

    private IEnumerable<RecordedDecision> InForce() => _decisions.Where(one => !Undone(one));

    private bool Undone(RecordedDecision decision) =>
        _decisions.Exists(one => one.Decision is DecisionUndone undone && undone.Decision == decision.Id && one.Position > decision.Position && !Undone(one));

    private T? Latest<T>(Func<T, bool> isMeant) where T : class => Latest<T>((one, _) => isMeant(one));

    private T? Latest<T>(Func<T, string, bool> isMeant) where T : class =>
        InForce().LastOrDefault(one => one.Decision is T decision && isMeant(decision, one.Subject))?.Decision as T;
}
