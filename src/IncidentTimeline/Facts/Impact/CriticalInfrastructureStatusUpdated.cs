using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Impact;

/// <summary>Whether critical infrastructure is disrupted.</summary>
/// <param name="Disrupted">Whether it is.</param>
/// <param name="AsStated">Which infrastructure, in the source's words.</param>
[Description("Whether critical infrastructure is disrupted.")]
public sealed record CriticalInfrastructureStatusUpdated(
    bool Disrupted,
    [Length(1, 300)] string? AsStated = null) : IFactType<CriticalInfrastructureStatusUpdated>
{
    private static readonly Aspect CriticalInfrastructure = Aspect.State("critical-infrastructure", "Critical infrastructure");

    public static CriticalInfrastructureStatusUpdated Example => new(false, "water works");

    public IEnumerable<Answer> Answers() => [new(CriticalInfrastructure, new AspectValue.Code(Disrupted ? "disrupted" : "not-disrupted"))];

    public string Tell() => Wording.Sentence($"Critical infrastructure {(Disrupted ? "disrupted" : "not disrupted")}{Wording.With(": ", AsStated)}");
}
