using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Context;

/// <summary>A number from a feed whose question has no fact type of its own.</summary>
/// <param name="Aspect">The question. One that a fact type answers keeps that type's label and kind.</param>
/// <param name="Quantity">The number.</param>
/// <param name="Kind">Whether the number is a state (running counts too) or an occurrence, where the aspect is not known otherwise.</param>
/// <param name="Unit">What is measured where the aspect does not say. Different units are never compared.</param>
/// <param name="Label">The question in words, where the aspect is not known otherwise.</param>
[Description("A number from a feed whose question has no fact type of its own.")]
public sealed record QuantityReported(
    AspectKey Aspect,
    Count Quantity,
    TemporalKind Kind = TemporalKind.State,
    [Length(1, 50)] string? Unit = null,
    [Length(1, 200)] string? Label = null) : IFactType<QuantityReported>
{
    public static QuantityReported Example => new(new AspectKey("river-level"), Count.Exactly(412), Unit: "cm", Label: "River level");

    public IEnumerable<Answer> Answers() => [new(Aspects.Named(Aspect, Kind, Label), Quantity.ToValue(Unit))];

    public string Tell() => Wording.Sentence($"{Aspects.Named(Aspect, Kind, Label).Label}: {Quantity.Tell()}{Wording.With(" ", Unit)}");
}
