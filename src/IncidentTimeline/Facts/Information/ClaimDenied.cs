using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Information;

/// <summary>Somebody denies something and puts no value in its place. A denial that states a value ("not two, one") is a fact of its own type with polarity denied.</summary>
/// <param name="Aspect">The question that the denial is about.</param>
/// <param name="What">What is denied.</param>
/// <param name="Denies">The facts that are denied; they may be recorded later.</param>
[Description("Somebody denies something and puts no value in its place.")]
public sealed record ClaimDenied(
    AspectKey Aspect,
    [Length(1, 500)] string What,
    [Length(0, 100)] IReadOnlyList<FactId>? Denies = null) : IFactType<ClaimDenied>
{
    public static ClaimDenied Example => new(new AspectKey("drones-down"), "that a drone fell on the works");

    public IEnumerable<Answer> Answers() => [new(Aspects.Named(Aspect), new AspectValue.Denial(What))];

    public string Tell() => Wording.Sentence($"Denied: {What}");
}
