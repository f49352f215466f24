using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Transport;

/// <summary>Airports are open again. One that is not named answers <c>airport-status:unspecified</c>, which is never joined to a named one.</summary>
/// <param name="Airports">IATA codes of the airports that are named; empty where none is.</param>
/// <param name="AsStated">The words where no airport is named, or for how many.</param>
[Description("Airports are open again.")]
public sealed record AirportReopened(
    [Length(0, 50)] IReadOnlyList<AirportCode>? Airports = null,
    [Length(1, 200)] string? AsStated = null) : IFactType<AirportReopened>
{
    public static AirportReopened Example => new([new AirportCode("SVO")]);

    public IEnumerable<Answer> Answers() => AirportStatus.Of(Airports, "open");

    public string Tell() => $"Open again: {AirportStatus.Tell(Airports, AsStated)}.";
}
