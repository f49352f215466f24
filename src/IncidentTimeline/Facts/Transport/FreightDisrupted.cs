using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Transport;

/// <summary>What happened to freight.</summary>
public enum FreightEffect
{
    Delayed,
    Rerouted,
    Halted,
}

/// <summary>Goods moved late, on another way, or not at all.</summary>
/// <param name="Effect">What happened.</param>
/// <param name="Mode">On which mode.</param>
/// <param name="Count">How many.</param>
/// <param name="Unit">What is counted: "lorries", "barges".</param>
/// <param name="Goods">Which goods, in the source's words.</param>
[Description("Goods were delayed, rerouted or halted.")]
public sealed record FreightDisrupted(
    FreightEffect Effect,
    TransportMode? Mode = null,
    Count? Count = null,
    [Length(1, 100)] string? Unit = null,
    [Length(1, 200)] string? Goods = null) : IFactType<FreightDisrupted>, IValidatableObject
{
    private static readonly Aspect Freight = Aspect.Occurrence("freight", "Disruption of freight");
    private static readonly Aspect FreightDelayed = Aspect.Occurrence("freight-delayed", "Freight delayed");
    private static readonly Aspect FreightRerouted = Aspect.Occurrence("freight-rerouted", "Freight rerouted");
    private static readonly Aspect FreightHalted = Aspect.Occurrence("freight-halted", "Freight halted");

    public static FreightDisrupted Example => new(FreightEffect.Delayed, TransportMode.Road, Count.Exactly(12), "lorries", "fruit");

    public IEnumerable<Answer> Answers()
    {
        yield return new Answer(Freight, new AspectValue.Words($"{Wording.Plain(Effect)}{Wording.With(": ", Goods)}"));
        if (Count is not null)
        {
            yield return new Answer(Counted(), Count.ToValue(Unit));
        }
    }

    public string Tell() => Wording.Sentence(
        $"Freight {Wording.Plain(Effect)}{Wording.With(" on ", Mode is { } mode ? Wording.Plain(mode) : null)}{Wording.With(": ", Count)}{Wording.With(" ", Unit)}{Wording.With(", goods: ", Goods)}");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Count is null != Unit is null)
        {
            yield return new ValidationResult("A number and its unit go together.", ["unit"]);
        }
    }

    private Aspect Counted() => Effect switch
    {
        FreightEffect.Delayed => FreightDelayed,
        FreightEffect.Rerouted => FreightRerouted,
        _ => FreightHalted,
    };
}
