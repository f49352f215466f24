using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Transport;

/// <summary>Airports were closed. One that is not named answers <c>airport-status:unspecified</c>, which is never joined to a named one.</summary>
/// <param name="Airports">IATA codes of the airports that are named; empty where none is.</param>
/// <param name="AsStated">The words where no airport is named, or for how many.</param>
/// <param name="Duration">The words for how long: "temporarily".</param>
[Description("Airports were closed.")]
public sealed record AirportClosed(
    [Length(0, 50)] IReadOnlyList<AirportCode>? Airports = null,
    [Length(1, 200)] string? AsStated = null,
    [Length(1, 100)] string? Duration = null) : IFactType<AirportClosed>
{
    public static AirportClosed Example => new([new AirportCode("SVO")], Duration: "temporarily");

    public IEnumerable<Answer> Answers() => AirportStatus.Of(Airports, "closed");

    public string Tell() => $"Closed: {AirportStatus.Tell(Airports, AsStated)}{(Duration is null ? "" : $" ({Duration})")}.";
}
