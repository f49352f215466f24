using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Air;

/// <summary>An air alert is on.</summary>
/// <param name="Threat">Against what: "drones", "missiles".</param>
/// <param name="AsStated">The source's words for the alert: its name or level.</param>
[Description("An air alert was declared.")]
public sealed record AirAlertDeclared(
    [Length(1, 200)] string? Threat = null,
    [Length(1, 200)] string? AsStated = null) : IFactType<AirAlertDeclared>
{
    public static AirAlertDeclared Example => new("drones");

    public IEnumerable<Answer> Answers() => [new(Aspects.AirAlert, new AspectValue.Code("on"))];

    public string Tell() => Wording.Sentence($"Air alert declared{Wording.With(" (", AsStated, ")")}{Wording.With(", threat: ", Threat)}");
}
