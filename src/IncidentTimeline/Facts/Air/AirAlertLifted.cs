using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Air;

/// <summary>An air alert is off again.</summary>
/// <param name="Threat">Against what it had been declared.</param>
/// <param name="AsStated">The source's words for the alert: its name or level.</param>
[Description("An air alert was lifted.")]
public sealed record AirAlertLifted(
    [Length(1, 200)] string? Threat = null,
    [Length(1, 200)] string? AsStated = null) : IFactType<AirAlertLifted>
{
    public static AirAlertLifted Example => new("drones");

    public IEnumerable<Answer> Answers() => [new(Aspects.AirAlert, new AspectValue.Code("off"))];

    public string Tell() => Wording.Sentence($"Air alert lifted{Wording.With(" (", AsStated, ")")}{Wording.With(", threat: ", Threat)}");
}
