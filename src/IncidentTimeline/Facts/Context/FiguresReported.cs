using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Context;

/// <summary>Numbers that a feed states together, in one row: each answers its own question, and is revised on its own.</summary>
/// <param name="Figures">The numbers, one to an aspect.</param>
[Description("Numbers that a feed states together. Each answers its own question; nothing is added up.")]
public sealed record FiguresReported([Length(1, 50)] IReadOnlyList<Figure> Figures) : IFactType<FiguresReported>, IValidatableObject
{
    public static FiguresReported Example => new(
        [new Figure(new AspectKey("wards-open"), 12, Label: "Wards open"), new Figure(new AspectKey("wards-change"), -2, new AspectKey("wards-open"), Label: "Change of the wards open")]);

    public IEnumerable<Answer> Answers() => Figures.Select(figure => new Answer(figure.AspectNamed(), AspectValue.Quantity.Exactly(figure.Value, figure.Unit)));

    public string Tell() => Wording.Sentence(string.Join(", ", Figures.Select(figure => figure.Tell())));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Figures?.Select(figure => figure?.Aspect).Distinct().Count() < Figures?.Count)
        {
            yield return new ValidationResult("Each aspect has one number.", ["figures"]);
        }
    }
}

/// <summary>One number of a row.</summary>
/// <param name="Aspect">The question. One that a fact type answers keeps that type's label and kind.</param>
/// <param name="Value">The number; below zero only for a change, a balance or the like.</param>
/// <param name="ChangeOf">For a number by which another grew or was corrected: that other question. It is shown as a change, and never added to it.</param>
/// <param name="Unit">What is measured where the aspect does not say. Different units are never compared.</param>
/// <param name="Label">The question in words, where the aspect is not known otherwise.</param>
/// <param name="Kind">Whether it is a state (running counts too) or an occurrence, where the aspect is not known otherwise.</param>
[Description("One number of a row: its question, and for a change the question that it changes.")]
public sealed record Figure(
    AspectKey Aspect,
    [Range(-1_000_000_000_000d, 1_000_000_000_000d)] decimal Value,
    AspectKey? ChangeOf = null,
    [Length(1, 50)] string? Unit = null,
    [Length(1, 200)] string? Label = null,
    TemporalKind Kind = TemporalKind.State) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ChangeOf == Aspect)
        {
            yield return new ValidationResult("A change has an aspect of its own, or it would pass for the number that it changes.", ["changeOf"]);
        }
    }

    internal Aspect AspectNamed() => Aspects.Named(Aspect, Kind, Label);

    internal string Tell()
    {
        var number = AspectValue.Quantity.Exactly(Value, Unit).Text;
        return $"{AspectNamed().Label}: {(ChangeOf is not null && Value > 0 ? "+" : "")}{number}{Wording.With(" (change of ", ChangeOf?.Value, ")")}";
    }
}
