using System.Security.Cryptography;
using System.Text;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;
using IncidentTimeline.Reporting;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;

namespace IncidentTimeline.Tests.Pictures;

/// <summary>A log written as given-when-then: facts and decisions are named, positions follow from the order of the calls. Hours are UTC on one day.</summary>
internal sealed class LogBuilder
{
    public const string Kaluga = "RU-KLU";
    public const string Bryansk = "RU-BRY";

    private readonly Dictionary<string, (FactId Id, IncidentId Home, Fact Fact)> _facts = [];
    private Ledger _ledger = Ledger.Empty;

    public static LogBuilder Log => new LogBuilder().Opened("pair");

    public Ledger Ledger => _ledger;

    public static DateTimeOffset Hour(double hour) => new DateTimeOffset(2024, 5, 14, 0, 0, 0, TimeSpan.Zero).AddHours(hour);

    public static EventTime At(double hour) => EventTime.At(Hour(hour));

    public static EventTime Between(double from, double to) => new(EventTimeKind.Window, Earliest: Hour(from), Latest: Hour(to));

    public static EventTime Words(string words) => new(EventTimeKind.Relative, words, Zone: "Europe/Moscow");

    public static FactId Id(string name) => new(GuidOf(name));

    public static DocumentHash Document(string name) => DocumentHash.Of(Encoding.UTF8.GetBytes(name));

    /// <summary>A place: a region code, or a code with a finer name such as <c>RU-KLU/obninsk</c>.</summary>
    public static Place Place(string place) => place.Split('/') is [var code, var name]
        ? new Place(PlacePrecision.Locality, new RegionCode(code), name)
        : new Place(PlacePrecision.Admin1, new RegionCode(place));

    /// <summary>One fact. Its voice is a registered source, or <c>~label</c> for an anonymous role; its document is its own unless one is shared. The report time is an hour, NaN where it is unknown.</summary>
    public LogBuilder Reported(
        string name,
        IClaim claim,
        double reported,
        string voice = "governor",
        string publisher = "wire",
        string incident = "pair",
        string place = Kaluga,
        EventTime? time = null,
        string? document = null,
        string? feedKey = null,
        FactStatus status = FactStatus.Asserted,
        bool ambiguous = false,
        IReadOnlyList<Place>? places = null)
    {
        var fact = new Fact(
            Id(name),
            claim,
            time ?? At(6),
            places ?? [Place(place)],
            new Attribution(new SourceId(publisher), SpeakersOf(voice, publisher), ambiguous),
            status,
            ReportedAt: double.IsNaN(reported) ? null : Hour(reported),
            FeedKey: feedKey,
            Document: Document(document ?? name),
            Quotations: [new Quotation("words", 0, 5)]);
        _facts[name] = (fact.FactId, new IncidentId(incident), fact);
        _ledger = _ledger.With(new RecordedFact(Next(), RecordedAt(), "coder", new IncidentId(incident), fact));
        return this;
    }

    /// <summary>One decision, in the stream of an incident unless another subject is given; a name lets it be undone.</summary>
    public LogBuilder Decided(IDecision decision, string subject = "pair", string? name = null)
    {
        var position = Next();
        _ledger = _ledger.With(new RecordedDecision(position, RecordedAt(), "desk", GuidOf(name ?? $"decision {position}"), subject, decision));
        return this;
    }

    public LogBuilder Opened(string incident, IncidentKind kind = IncidentKind.Happening, params AspectKey[] questions) =>
        Decided(new IncidentOpened(kind, incident, questions), incident);

    public LogBuilder Struck(string fact, string? name = null) => Decided(new FactStruck(Id(fact), "why"), name: name);

    public LogBuilder Moved(string fact, string to, string? name = null) => Decided(new FactMoved(Id(fact), new IncidentId(to), "why"), name: name);

    public LogBuilder Linked(string fact, string to, string? name = null) => Decided(new FactLinked(Id(fact), new IncidentId(to), "why"), name: name);

    public LogBuilder Merged(string incident, string into, string? name = null) => Decided(new IncidentsMerged(new IncidentId(into), "why"), incident, name);

    public LogBuilder PartOf(string part, string whole) => Decided(new IncidentRelated(IncidentRelation.PartOf, new IncidentId(whole), "why"), part);

    public LogBuilder Undone(string decision, string? name = null) => Decided(new DecisionUndone(GuidOf(decision), "why"), name: name);

    public LogBuilder Preferred(string fact, AspectKey aspect, string? name = null) => Decided(new AccountPreferred(aspect, Id(fact), "why"), name: name);

    public LogBuilder Rated(string source, Reliability reliability) => Decided(new SourceRated(reliability, "why"), source);

    public LogBuilder Credible(string fact, int credibility) => Decided(new CredibilityRated(Id(fact), credibility, "why"));

    public LogBuilder Related(string fact, FactRelation relation, string to) => Decided(new RelationAsserted(Id(fact), relation, Id(to)));

    public LogBuilder Published(string document, double hour, string? name = null) =>
        Decided(new DocumentPublicationTimeAsserted(Hour(hour), "why"), Document(document).Value, name);

    public LogBuilder Recoded(string fact, Func<Fact, Fact> coding, string? name = null) =>
        Decided(new CodingCorrected(Id(fact), coding(_facts[fact].Fact), "why"), name: name);

    public Knowledge Known(long? at = null, double? publishedBy = null) =>
        Knowledge.At(_ledger, at is { } position ? new Position(position) : _ledger.Head, publishedBy is { } hour ? Hour(hour) : null);

    public Picture Picture(string region = Kaluga, double eventTime = 24, long? at = null, double? publishedBy = null, bool withContext = false) =>
        IncidentTimeline.Pictures.Picture.Of(Known(at, publishedBy), new RegionCode(region), Hour(eventTime), withContext);

    /// <summary>The question of an aspect in the first incident of the region that has it.</summary>
    public QuestionView Question(AspectKey aspect, string region = Kaluga, double eventTime = 24, long? at = null, double? publishedBy = null, string? incident = null) =>
        Picture(region, eventTime, at, publishedBy).Incidents
            .Where(one => incident is null || one.Incident.Value == incident)
            .SelectMany(one => one.Questions)
            .First(one => one.Aspect == aspect);

    /// <summary>The names of the developments of an aspect in all incidents.</summary>
    public string Developments(AspectKey aspect, double eventTime = 24)
    {
        var known = Known();
        return string.Join(' ', IncidentTimeline.Pictures.Question.At([.. known.Statements.Where(one => one.Aspect.Key == aspect && one.Fact.IsSeen)], Hour(eventTime), known.InForce)
            .Developments.Select(one => NameOf(one.Fact.Id)));
    }

    public ReportingHistory History(AspectKey aspect, string incident = "pair", string? place = null, double eventTime = 24, double? publishedBy = null) =>
        ReportingHistory.Of(Known(publishedBy: publishedBy), new IncidentId(incident), aspect, place, Hour(eventTime));

    /// <summary>The names of the facts with a standing statement, in order of name.</summary>
    public string Standing(long? at = null, double? publishedBy = null)
    {
        var standing = Known(at, publishedBy).Statements.Where(one => one.Stands).Select(one => one.Fact.Id).ToHashSet();
        return string.Join(' ', _facts.Where(one => standing.Contains(one.Value.Id)).Select(one => one.Key).Order(StringComparer.Ordinal));
    }

    /// <summary>The name under which a fact was reported.</summary>
    public string NameOf(FactId id) => _facts.First(one => one.Value.Id == id).Key;

    public string NamesOf(IEnumerable<AccountView> accounts) => string.Join(' ', accounts.Select(one => NameOf(one.Fact)));

    public static Guid GuidOf(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));

    private static List<Speaker>? SpeakersOf(string voice, string publisher) =>
        voice == publisher ? null
        : voice.StartsWith('~') ? [new Speaker(SpeakerRole.AnonymousSource, Label: voice[1..])]
        : [new Speaker(SpeakerRole.NamedOffice, new SourceId(voice))];

    private Position Next() => new(_ledger.Head.Value + 1);

    // Recorded long after everything was reported, in the order of the log.
    private DateTimeOffset RecordedAt() => Hour(48).AddSeconds(_ledger.Head.Value);
}

/// <summary>Claims for tests: an answer to one question, whatever it is.</summary>
internal sealed record Says(Aspect Aspect, AspectValue Value) : IClaim
{
    public static readonly Aspect DronesDown = Aspect.Occurrence("drones-down", "Drones brought down");

    public static readonly Aspect SvoStatus = Aspects.AirportStatus.For("svo");

    public static Says Drones(decimal number) => Drones(AspectValue.Quantity.Exactly(number));

    public static Says Drones(AspectValue value) => new(DronesDown, value);

    public static Says Injured(decimal number) => Injured(AspectValue.Quantity.Exactly(number));

    public static Says Injured(AspectValue value) => new(Aspects.PeopleInjured, value);

    public static Says Svo(string status) => new(SvoStatus, new AspectValue.Code(status));

    public static readonly AspectValue NoneReported = new AspectValue.NoneReported();

    public static AspectValue AtLeast(decimal number, string? words = null) => new AspectValue.Quantity(number, null, null, words);

    public static AspectValue FromTo(decimal least, decimal most) => new AspectValue.Quantity(least, most);

    public IEnumerable<Answer> Answers() => [new(Aspect, Value)];

    public string Tell() => $"{Aspect.Label}: {Value.Text}.";
}
