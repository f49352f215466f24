using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Desk;

/// <summary>An incident was opened, for facts to be grouped under.</summary>
/// <param name="Kind">What it groups.</param>
/// <param name="Title">Its name as shown.</param>
/// <param name="Questions">Aspects to show even while nobody answers them, beside those of the kind.</param>
[Description("An incident was opened, for facts to be grouped under.")]
public sealed record IncidentOpened(
    IncidentKind Kind,
    [Length(1, 300)] string Title,
    [Length(0, 100)] IReadOnlyList<AspectKey>? Questions = null) : IDecisionType<IncidentOpened>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static IncidentOpened Example => new(IncidentKind.Happening, "Two drones over Kaluga", [new AspectKey("airport-status:svo")]);

    public string Tell() => $"Incident opened: {Title}.";
}
