using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Air;

/// <summary>Drones were brought down. An air target whose class the source leaves open is an <see cref="AirTargetInterceptedReported"/>, never this.</summary>
/// <param name="Count">How many.</param>
/// <param name="TargetClass">The source's word for them.</param>
/// <param name="Verb">The source's verb: shot down, intercepted, neutralized.</param>
/// <param name="Ordinal">Which of several this one is: "first".</param>
/// <param name="By">Who or what brought them down.</param>
[Description("Drones were brought down.")]
public sealed record DroneDownReported(
    Count Count,
    [Length(1, 100)] string TargetClass = "drone",
    [Length(1, 100)] string? Verb = null,
    [Length(1, 50)] string? Ordinal = null,
    [Length(1, 200)] string? By = null) : IFactType<DroneDownReported>
{
    private static readonly Aspect DronesDown = Aspect.Occurrence("drones-down", "Drones brought down");

    public static DroneDownReported Example => new(Count.Exactly(2), Verb: "shot down");

    public IEnumerable<Answer> Answers() => [new(DronesDown, Count.ToValue())];

    public string Tell() => $"Drones brought down: {Count.Tell()}{(By is null ? "" : $", by {By}")}.";
}
