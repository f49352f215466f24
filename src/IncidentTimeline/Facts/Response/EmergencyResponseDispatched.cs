using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Response;

/// <summary>Emergency services were sent.</summary>
/// <param name="Service">Which service.</param>
/// <param name="Units">How many units, crews or vehicles.</param>
/// <param name="Sites">To how many places.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Tempo">How fast, in the source's words.</param>
[Description("Emergency services were sent.")]
public sealed record EmergencyResponseDispatched(
    [Length(1, 200)] string Service,
    Count? Units = null,
    Count? Sites = null,
    [Length(1, 300)] string? Purpose = null,
    [Length(1, 100)] string? Tempo = null) : IFactType<EmergencyResponseDispatched>
{
    private static readonly Aspect EmergencyResponse = Aspect.Occurrence("emergency-response", "Emergency response");
    private static readonly Aspect EmergencyUnits = Aspect.Occurrence("emergency-units", "Emergency units sent");
    private static readonly Aspect ResponseSites = Aspect.Occurrence("emergency-sites", "Places to which emergency services were sent");

    public static EmergencyResponseDispatched Example => new("fire brigade", Count.Exactly(6), Purpose: "cooling a fuel tank");

    public IEnumerable<Answer> Answers()
    {
        yield return new Answer(EmergencyResponse, new AspectValue.Words(Service + Wording.With(": ", Purpose)));
        if (Units is not null)
        {
            yield return new Answer(EmergencyUnits, Units.ToValue());
        }

        if (Sites is not null)
        {
            yield return new Answer(ResponseSites, Sites.ToValue());
        }
    }

    public string Tell() => Wording.Sentence(
        $"Sent: {Service}{Wording.With(", units: ", Units)}{Wording.With(", places: ", Sites)}{Wording.With(", purpose: ", Purpose)}{Wording.With(" (", Tempo, ")")}");
}
