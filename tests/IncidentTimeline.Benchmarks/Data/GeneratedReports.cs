using System.Text;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Facts.Impact;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Facts.Transport;
using IncidentTimeline.Places;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;

namespace IncidentTimeline.Benchmarks.Data;

/// <summary>
/// Reports as a desk gets them, the same for the same seed: many regions, in each some incidents, on each question several voices whose
/// states follow each other; some reports of long ago, some corrections, some retractions. A fact answers two questions on average.
/// </summary>
internal sealed class GeneratedReports
{
    /// <summary>Facts of one region, however many regions there are: a larger log is broader, not deeper.</summary>
    public const int FactsPerRegion = 500;

    /// <summary>Each asks nine questions: below 200 in a region.</summary>
    public const int IncidentsPerRegion = 20;

    /// <summary>The facts of the one incident that has a long history on one question.</summary>
    public const int LongHistoryFacts = 1_000;

    /// <summary>The incident with the long history, and what is asked of it.</summary>
    public static readonly IncidentId LongIncident = new("long-history");
    public static readonly AspectKey LongAspect = Aspects.PeopleInjured.Key;
    private static readonly RegionCode LongRegion = new("UA-32");

    /// <summary>The first event time; the last is <see cref="Span"/> later.</summary>
    public static readonly DateTimeOffset Begin = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Span = TimeSpan.FromDays(1_000);

    private static readonly SourceId[] Publishers = [.. Enumerable.Range(1, 8).Select(number => new SourceId($"agency-{number}"))];
    private static readonly SourceId[] Offices = [.. Enumerable.Range(1, 40).Select(number => new SourceId($"office-{number}"))];
    private static readonly AirportCode[] Airports = [new("SVO"), new("DME"), new("VKO"), new("ZIA")];
    private static readonly DocumentHash File = DocumentHash.Of("the file that the generated reports are lines of"u8);

    private readonly Random _random;
    private readonly int _count;
    private readonly List<RegionCode> _regions;
    private readonly Dictionary<(IncidentId Incident, SourceId Publisher, SourceId Office), FactId> _latest = [];

    public GeneratedReports(int count, int seed)
    {
        _count = count;
        _random = new Random(seed);
        _regions = [.. IncidentTimeline.Places.Regions.All
            .Where(region => region.Parent is not null && region.Code != LongRegion)
            .Select(region => region.Code).OrderBy(code => code.Value, StringComparer.Ordinal)
            .Take(Math.Max(1, count / FactsPerRegion))];
    }

    /// <summary>The regions that the facts are about, but for the one of the long history.</summary>
    public IReadOnlyList<RegionCode> Regions => _regions;

    /// <summary>What must be recorded before the facts: the sources, and the incidents.</summary>
    public IEnumerable<(SourceId? Source, IncidentId? Incident, IDecision Decision)> Foundations() =>
    [
        .. Publishers.Select(source => ((SourceId?)source, (IncidentId?)null, (IDecision)new SourceRegistered(SourceKind.Agency, $"Agency {source}"))),
        .. Offices.Select(source => ((SourceId?)source, (IncidentId?)null, (IDecision)new SourceRegistered(SourceKind.OfficialInRole, $"Office {source}"))),
        .. _regions.SelectMany(region => Enumerable.Range(0, IncidentsPerRegion).Select(number => IncidentOf(region, number))).Append(LongIncident)
            .Select(incident => ((SourceId?)null, (IncidentId?)incident, (IDecision)new IncidentOpened(IncidentKind.Happening, $"Incident {incident}"))),
    ];

    /// <summary>The facts in the order in which they are recorded; can be enumerated once.</summary>
    public IEnumerable<(IncidentId Incident, Fact Fact)> Facts()
    {
        // In a small log the long history leaves room for the rest.
        var longEvery = Math.Max(2, _count / LongHistoryFacts);
        for (var number = 0; number < _count; number++)
        {
            var happened = Begin + (Span * ((double)number / _count));
            yield return number % longEvery == 0 ? (LongIncident, OfLongHistory(number, happened)) : Next(number, happened);
        }
    }

    public static IncidentId IncidentOf(RegionCode region, int number) => new($"{region.Value.ToLowerInvariant()}-{number}");

    private (IncidentId Incident, Fact Fact) Next(int number, DateTimeOffset happened)
    {
        var region = _regions[_random.Next(_regions.Count)];
        var incident = IncidentOf(region, _random.Next(IncidentsPerRegion));
        // One report in twenty is of long ago.
        var at = _random.Next(20) == 0 ? happened - TimeSpan.FromDays(_random.Next(1, 200)) : happened;
        var publisher = Publishers[_random.Next(Publishers.Length)];
        var office = Offices[_random.Next(Offices.Length)];
        var fact = FactOf(number, Claim(), at, happened.AddMinutes(_random.Next(5, 300)), region, publisher, office);
        return (incident, Revise(incident, fact, publisher, office));
    }

    // Three in a hundred correct what the same voice said last of the incident, one takes it back.
    private Fact Revise(IncidentId incident, Fact fact, SourceId publisher, SourceId office)
    {
        var draw = _random.Next(100);
        if (draw < 4 && _latest.Remove((incident, publisher, office), out var target))
        {
            return fact with { Claim = draw == 0 ? new StatementRetracted(target, "The figure could not be verified.") : new StatementCorrected(fact.Claim, target) };
        }

        _latest[(incident, publisher, office)] = fact.FactId;
        return fact;
    }

    private Fact OfLongHistory(int number, DateTimeOffset happened) => FactOf(
        number, new CasualtyStatusUpdated(Injured: Count.Exactly(_random.Next(50))), happened, happened.AddMinutes(30), LongRegion, Publishers[0], Offices[number % 5]);

    private Fact FactOf(int number, IClaim claim, DateTimeOffset happened, DateTimeOffset reported, RegionCode region, SourceId publisher, SourceId office) => new(
        new FactId(NextGuid()),
        claim,
        EventTime.At(happened),
        [new Place(PlacePrecision.Admin1, region, AsStated: "in the region")],
        new Attribution(publisher, [new Speaker(SpeakerRole.NamedOffice, office, Channel: "in a statement")]),
        (FactStatus)_random.Next(4),
        ReportedAt: reported,
        Line: new SourceLine(File, number + 1, RawLine(number)));

    private IClaim Claim() => _random.Next(6) switch
    {
        0 or 1 => new CasualtyStatusUpdated(Killed: Count.Exactly(_random.Next(5)), Injured: Count.Exactly(_random.Next(40)), Missing: Count.Exactly(_random.Next(3))),
        2 => new DroneDownReported(Count.Exactly(1 + _random.Next(20)), Verb: "shot down", By: "air defence"),
        3 => new AirportClosed([Airports[_random.Next(2)], Airports[2 + _random.Next(2)]], Duration: "temporarily"),
        4 => new AirportReopened([Airports[_random.Next(2)], Airports[2 + _random.Next(2)]]),
        _ => _random.Next(2) == 0 ? new AirAlertDeclared("drones") : new AirAlertLifted(),
    };

    // About as long as the lines of the feeds that are imported.
    private string RawLine(int number) => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        $"{{\"line\":{number},\"key\":\"{_random.NextInt64():x16}\",\"text\":\"The office said that the situation in the region is under control and that emergency services are at the scene\"}}"));

    private Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
