using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Impact;

/// <summary>A fire is under control, or out.</summary>
/// <param name="Extinguished">Whether it is said to be out; otherwise it is contained.</param>
/// <param name="Object">What burned.</param>
[Description("A fire is under control, or out.")]
public sealed record FireContained(
    bool Extinguished = false,
    [Length(1, 300)] string? Object = null) : IFactType<FireContained>
{
    public static FireContained Example => new(true, "a grain store");

    public IEnumerable<Answer> Answers() => [new(Aspects.FireStatus, new AspectValue.Code(Extinguished ? "out" : "contained"))];

    public string Tell() => Wording.Sentence($"Fire {(Extinguished ? "out" : "contained")}{Wording.With(" in ", Object)}");
}
