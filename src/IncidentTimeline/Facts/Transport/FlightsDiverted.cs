using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Places;

namespace IncidentTimeline.Facts.Transport;

/// <summary>Flights were sent elsewhere. Where they were sent had no incident by that.</summary>
/// <param name="Count">How many flights.</param>
/// <param name="To">Where to.</param>
/// <param name="ListExhaustive">Whether the source gives the list as complete; false for "such as".</param>
[Description("Flights were sent to other airports.")]
public sealed record FlightsDiverted(
    Count Count,
    [Length(0, 100)] IReadOnlyList<Destination>? To = null,
    bool? ListExhaustive = null) : IFactType<FlightsDiverted>
{
    private static readonly Aspect Flights = Aspect.Occurrence("flights-diverted", "Flights diverted");

    public static FlightsDiverted Example => new(Count.Exactly(5), [new Destination("Riga", new RegionCode("LV"), new AirportCode("RIX"))], true);

    public IEnumerable<Answer> Answers() => [new(Flights, Count.ToValue())];

    public string Tell() => Wording.Sentence(
        $"Flights diverted: {Count.Tell()}{(To is null or [] ? "" : $", to {string.Join(", ", To.Select(to => to.AsStated))}{(ListExhaustive == false ? " and others" : "")}")}");
}

/// <summary>Where a flight was sent.</summary>
/// <param name="AsStated">The source's words.</param>
/// <param name="Region">The ISO 3166 area it lies in.</param>
/// <param name="Airport">The airport, where it is named.</param>
public sealed record Destination(
    [Length(1, 200)] string AsStated,
    RegionCode? Region = null,
    AirportCode? Airport = null);
