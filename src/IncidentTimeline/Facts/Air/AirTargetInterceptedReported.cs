using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Air;

/// <summary>An air target was intercepted whose class the source leaves open. It never counts as a drone.</summary>
/// <param name="Count">How many.</param>
/// <param name="AsStated">The source's words for the target: "fast air target".</param>
/// <param name="TargetClass">The class, where one is stated that is no drone: missile, aircraft.</param>
[Description("An air target was intercepted that the source does not call a drone.")]
public sealed record AirTargetInterceptedReported(
    Count Count,
    [Length(1, 200)] string AsStated,
    [Length(1, 100)] string? TargetClass = null) : IFactType<AirTargetInterceptedReported>
{
    private static readonly Aspect AirTargetsIntercepted = Aspect.Occurrence("air-targets-intercepted", "Air targets intercepted");
    private static readonly Aspect AirTargetClass = Aspect.Occurrence("air-target-class", "Class of the air target");

    public static AirTargetInterceptedReported Example => new(Count.Exactly(1), "fast air target");

    public IEnumerable<Answer> Answers() =>
    [
        new(AirTargetsIntercepted, Count.ToValue()),
        new(AirTargetClass, TargetClass is null ? new AspectValue.Code("unspecified") : new AspectValue.Words(TargetClass)),
    ];

    public string Tell() => $"Air targets intercepted ({AsStated}): {Count.Tell()}.";
}
