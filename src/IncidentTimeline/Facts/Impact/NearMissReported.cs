using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Impact;

/// <summary>Something narrowly escaped being hit.</summary>
/// <param name="Assets">What was nearly hit.</param>
/// <param name="Count">How many near misses; without it, at least one.</param>
/// <param name="Class">What kind of things these are, in the source's words.</param>
[Description("Something narrowly escaped being hit.")]
public sealed record NearMissReported(
    [Length(1, 50)] IReadOnlyList<string> Assets,
    Count? Count = null,
    [Length(1, 200)] string? Class = null) : IFactType<NearMissReported>
{
    private static readonly Aspect NearMisses = Aspect.Occurrence("near-misses", "Near misses");
    private static readonly Aspect NearlyHit = Aspect.Occurrence("nearly-hit", "What was nearly hit");

    public static NearMissReported Example => new(["a water tower"], Count.Exactly(1));

    public IEnumerable<Answer> Answers() =>
    [
        new(NearMisses, Count?.ToValue() ?? new AspectValue.Quantity(1, null)),
        new(NearlyHit, new AspectValue.Words(Wording.List(Assets))),
    ];

    public string Tell() => Wording.Sentence($"Nearly hit: {Wording.List(Assets)}{Wording.With(" (", Class, ")")}{Wording.With(", number: ", Count)}");
}
