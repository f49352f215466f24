using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Information;

/// <summary>What evidence there is said to be, or not to be, for something.</summary>
/// <param name="Evidence">The state of the evidence in the source's words: "two recordings", "nothing shown".</param>
/// <param name="Of">For what.</param>
/// <param name="For">The fact it is said of; it may be recorded later.</param>
[Description("What evidence there is said to be, or not to be, for something.")]
public sealed record EvidenceStatusUpdated(
    [Length(1, 300)] string Evidence,
    [Length(1, 300)] string? Of = null,
    FactId? For = null) : IFactType<EvidenceStatusUpdated>, IValidatableObject
{
    private static readonly Aspect EvidenceStated = Aspect.State("evidence", "Evidence");

    public static EvidenceStatusUpdated Example => new("two recordings", "a second drone");

    public IEnumerable<Answer> Answers() => [new(EvidenceStated, new AspectValue.Words(Said()))];

    public string Tell() => Wording.Sentence($"Evidence {Said()}");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Of is null && For is null)
        {
            yield return new ValidationResult("It is said for what, or of which fact.", ["of"]);
        }
    }

    private string Said() => $"{(Of is null ? "for another statement" : $"of {Of}")}: {Evidence}";
}
