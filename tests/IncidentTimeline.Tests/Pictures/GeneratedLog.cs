using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;
using Microsoft.FSharp.Core;

namespace IncidentTimeline.Tests.Pictures;

/// <summary>A fact or a decision of a generated log; what refers to it does so by its number, so that leaving others out does not change it.</summary>
internal sealed record GeneratedEvent(int Number, IncidentId Home, Fact? Fact, string Subject, IDecision? Decision)
{
    public Guid Id => GeneratedLog.IdOf(Number);
}

/// <summary>Logs over few incidents, places, voices, times and values, so that they meet often: registers collide, targets arrive late, decisions are undone.</summary>
internal sealed record GeneratedLog(IReadOnlyList<GeneratedEvent> Events)
{
    /// <summary>A failure names its seed as <c>(seed,gamma)</c>; put it here to see that log again, or any other to look further.</summary>
    private const string SeedVariable = "PROPERTY_SEED";

    private const string SeedOfEveryRun = "(20240514,9793)";

    /// <summary>Events of one log. Enough for every rule to meet every other, few enough to read a counterexample.</summary>
    private const int EventsMax = 60;

    public static readonly IReadOnlyList<RegionCode> Regions = [new("RU"), new("RU-KLU"), new("RU-BRY"), RegionCode.Nowhere];

    public static readonly IReadOnlyList<IncidentId> Incidents = [new("a"), new("b"), new("c"), new("d")];

    public static readonly IReadOnlyList<AspectKey> Aspects = [new("drones-down"), new("people-injured"), new("airport-status:svo"), new("air-targets-intercepted"), new("air-target-class")];

    public static readonly IReadOnlyList<double> EventTimes = [5, 7, 10, 24];

    public Ledger ToLedger() => ToLedger(Events);

    /// <summary>The same facts and decisions in another order; the decisions keep theirs.</summary>
    public Ledger Permuted(int seed)
    {
        var random = new Random(seed);
        var facts = Events.Where(one => one.Fact is not null).ToArray();
        random.Shuffle(facts);
        var decisions = new Queue<GeneratedEvent>(Events.Where(one => one.Decision is not null));
        var rest = new Queue<GeneratedEvent>(facts);
        var order = new List<GeneratedEvent>();
        while (decisions.Count + rest.Count > 0)
        {
            order.Add((random.Next(decisions.Count + rest.Count) < decisions.Count ? decisions : rest).Dequeue());
        }

        return ToLedger(order);
    }

    public Ledger Then(Fact fact, IncidentId home) => ToLedger([.. Events, new GeneratedEvent(1_000, home, fact, home.Value, null)]);

    public Ledger Then(IDecision decision) => ToLedger([.. Events, new GeneratedEvent(1_000, default, null, "a", decision)]);

    public static Arbitrary<GeneratedLog> Any => Arb.From(
        Gen.Choose(3, EventsMax).SelectMany(count => Gen.ArrayOf(Gen.ArrayOf(Gen.Choose(0, 9_999), 24), count)).Select(draws => new GeneratedLog([.. draws.Select((draw, number) => Read(number, draws.Length, new Draws(draw)))])),
        log => Enumerable.Range(0, log.Events.Count).Select(left => new GeneratedLog([.. log.Events.Where((_, index) => index != left)])));

    /// <summary>Holds a property to so many logs, each with a number to choose by.</summary>
    public static void ForAll(int logs, Action<GeneratedLog, int> property)
    {
        var seed = (Environment.GetEnvironmentVariable(SeedVariable) ?? SeedOfEveryRun).Trim('(', ')').Split(',').Select(ulong.Parse).ToArray();
        var replay = FSharpOption<Replay>.Some(new Replay(new Rnd(seed[0], seed[1]), FSharpOption<int>.None));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(logs).WithReplay(replay).WithQuietOnSuccess(true),
            Prop.ForAll(Any, Arb.From(Gen.Choose(0, 99_999)), property));
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var one in Events)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{one.Number} {one.Id:D} {(one.Fact is { } fact ? $"{one.Home} {fact} {string.Join(',', fact.Places)} {fact.Attribution.Voice()}" : $"{one.Subject} {one.Decision}")}");
        }

        return text.ToString();
    }

    internal static Guid IdOf(int number) => LogBuilder.GuidOf($"event {number}");

    private static Ledger ToLedger(IReadOnlyList<GeneratedEvent> events)
    {
        var ledger = Ledger.Empty;
        foreach (var (incident, kind) in Incidents.Zip([IncidentKind.Happening, IncidentKind.Group, IncidentKind.Happening, IncidentKind.Context]))
        {
            ledger = ledger.With(new RecordedDecision(Next(), RecordedAt(), "desk", LogBuilder.GuidOf(incident.Value), incident.Value, new IncidentOpened(kind, incident.Value)));
        }

        foreach (var one in events)
        {
            ledger = one.Fact is { } fact
                ? ledger.With(new RecordedFact(Next(), RecordedAt(), "coder", one.Home, fact))
                : ledger.With(new RecordedDecision(Next(), RecordedAt(), "desk", one.Id, one.Subject, one.Decision!)); // What is no fact is a decision.
        }

        return ledger;

        Position Next() => new(ledger.Head.Value + 1);

        DateTimeOffset RecordedAt() => LogBuilder.Hour(48).AddSeconds(ledger.Head.Value);
    }

    private static GeneratedEvent Read(int number, int count, Draws draws)
    {
        var incident = draws.Of(Incidents[0], Incidents[0], Incidents[0], Incidents[0], Incidents[1], Incidents[2], Incidents[3]);
        if (draws.Percent(65))
        {
            return new GeneratedEvent(number, incident, ReadFact(number, count, draws), incident.Value, null);
        }

        var fact = new FactId(IdOf(draws.Below(count)));
        var other = draws.Of([.. Incidents]);
        var document = LogBuilder.Document($"document {draws.Below(3)}").Value;
        var source = draws.Of("governor", "mayor", "wire");
        (string Subject, IDecision Decision) decided = draws.Below(15) switch
        {
            0 or 1 => (incident.Value, new FactStruck(fact, "why")),
            2 or 3 => (incident.Value, new DecisionUndone(IdOf(draws.Below(number + 1)), "why")),
            4 => (incident.Value, new FactMoved(fact, other, "why")),
            5 => (incident.Value, new FactLinked(fact, other, "why")),
            6 => (incident.Value, new IncidentsMerged(other, "why")),
            7 => (incident.Value, new IncidentRelated(IncidentRelation.PartOf, other, "why")),
            8 or 9 => (incident.Value, new AccountPreferred(draws.Of(Aspects[0], Aspects[0], Aspects[0], Aspects[1]), fact, "why")),
            10 => draws.Percent(50)
                ? (source, new SourceRated(draws.Of(Reliability.A, Reliability.C, Reliability.E, Reliability.F), "why"))
                : (incident.Value, new CredibilityRated(fact, 1 + draws.Below(6), "why")),
            11 => (incident.Value, new RelationAsserted(fact, draws.Of(FactRelation.Repeats, FactRelation.SharedOrigin, FactRelation.Conflicts), new FactId(IdOf(draws.Below(count))))),
            12 => (document, new DocumentPublicationTimeAsserted(LogBuilder.Hour(1 + draws.Below(6)), "why")),
            13 => (incident.Value, new EventTimeResolved(fact, null, LogBuilder.Hour(6), "why")),
            _ => (incident.Value, new CodingCorrected(fact, ReadFact(number, count, draws) with { FactId = fact }, "why")),
        };
        return new GeneratedEvent(number, incident, null, decided.Subject, decided.Decision);
    }

    private static Fact ReadFact(int number, int count, Draws draws)
    {
        var voice = draws.Of("governor", "governor", "mayor", "clinic", "~medics", "wire");
        var publisher = draws.Of("wire", "wire", "paper");
        var feedKey = draws.Percent(30) ? draws.Of("row 7", "row 8") : null;
        var target = feedKey is null || draws.Percent(30) ? new FactId(IdOf(draws.Below(count))) : (FactId?)null;
        return new Fact(
            new FactId(IdOf(number)),
            ReadClaim(target, draws),
            draws.Of(
                LogBuilder.At(6), LogBuilder.At(6), LogBuilder.At(6), LogBuilder.At(6), LogBuilder.At(6), LogBuilder.At(6) with { Until = LogBuilder.Hour(7) }, LogBuilder.At(8),
                LogBuilder.Between(4, 6), LogBuilder.Words("this morning"), EventTime.Unstated, new EventTime(EventTimeKind.AsOfPublication, "so far")),
            draws.Percent(20) ? [ReadPlace(draws), ReadPlace(draws)] : [ReadPlace(draws)],
            new Attribution(
                new SourceId(publisher),
                voice == "wire" ? null : voice[0] == '~' ? [new Speaker(SpeakerRole.AnonymousSource, Label: voice[1..])] : [new Speaker(SpeakerRole.NamedOffice, new SourceId(voice))],
                draws.Percent(10)),
            draws.Of(FactStatus.Asserted, FactStatus.Asserted, FactStatus.Asserted, FactStatus.Asserted, FactStatus.Asserted, FactStatus.Confirmed, FactStatus.Preliminary, FactStatus.Speculation),
            ReportedAt: draws.Percent(70) ? LogBuilder.Hour(2 + draws.Below(3)) : null,
            FeedKey: feedKey,
            Document: LogBuilder.Document(draws.Percent(50) ? $"document {draws.Below(3)}" : $"document of {number}"),
            Quotations: [new Quotation("words", number, number + 5)]);
    }

    private static IClaim ReadClaim(FactId? target, Draws draws)
    {
        IClaim claim = draws.Below(8) switch
        {
            < 4 => Says.Drones(ReadValue(draws)),
            4 or 5 => Says.Injured(ReadValue(draws)),
            6 => Says.Svo(draws.Of("open", "closed")),
            _ => new AirTargetInterceptedReported(Count.Exactly(1 + draws.Below(2)), "target", draws.Of("missile", null)),
        };
        return draws.Below(20) switch
        {
            < 12 => claim,
            < 15 => new StatementCorrected(claim, target),
            < 18 => new StatementRetracted(target),
            _ => new StatementReinstated(claim, target),
        };
    }

    private static AspectValue ReadValue(Draws draws) => draws.Of(
        AspectValue.Quantity.Exactly(1), AspectValue.Quantity.Exactly(2), AspectValue.Quantity.Exactly(2), AspectValue.Quantity.Exactly(3),
        Says.AtLeast(2), Says.AtLeast(2, "several"), Says.AtLeast(2, "a few"), Says.FromTo(1, 2), Says.NoneReported,
        new AspectValue.Silence("number", "declined to comment"), new AspectValue.Denial("it all"), new AspectValue.Words("a lot"));

    private static Place ReadPlace(Draws draws) => draws.Of(
        LogBuilder.Place("RU-KLU"), LogBuilder.Place("RU-KLU"), LogBuilder.Place("RU-KLU"), LogBuilder.Place("RU-KLU"), LogBuilder.Place("RU-KLU"), LogBuilder.Place("RU-KLU/obninsk"), LogBuilder.Place("RU-BRY"),
        new Place(PlacePrecision.Country, new RegionCode("RU")), new Place(PlacePrecision.Informal, new RegionCode("RU"), AsStated: "the south"), new Place(PlacePrecision.Unknown));

    private sealed class Draws(int[] numbers)
    {
        private int _next;

        // Drawn from one list of numbers, wrapping round: the sum keeps a second reading of a number from repeating the first.
        public int Below(int bound) => (numbers[_next % numbers.Length] + (7 * (_next++ / numbers.Length))) % bound;

        public bool Percent(int percent) => Below(100) < percent;

        public T Of<T>(params T[] choices) => choices[Below(choices.Length)];
    }
}
