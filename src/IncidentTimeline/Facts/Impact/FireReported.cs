using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Impact;

/// <summary>Something burns.</summary>
/// <param name="Count">How many fires; without it, at least one.</param>
/// <param name="Object">What burns.</param>
/// <param name="Area">How much burns, in the source's words.</param>
/// <param name="Cause">The cause the source names.</param>
[Description("A fire broke out or burns.")]
public sealed record FireReported(
    Count? Count = null,
    [Length(1, 300)] string? Object = null,
    [Length(1, 200)] string? Area = null,
    [Length(1, 300)] string? Cause = null) : IFactType<FireReported>
{
    private static readonly Aspect Fires = Aspect.Occurrence("fires", "Fires");

    public static FireReported Example => new(Count.Exactly(1), "a grain store");

    public IEnumerable<Answer> Answers() =>
    [
        new(Aspects.FireStatus, new AspectValue.Code("burning")),
        new(Fires, Count?.ToValue() ?? new AspectValue.Quantity(1, null)),
    ];

    public string Tell() => Wording.Sentence(
        $"Fire{Wording.With(" in ", Object)}{Wording.With(", number: ", Count)}{Wording.With(", extent: ", Area)}{Wording.With(", cause: ", Cause)}");
}
