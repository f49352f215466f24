using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Information;

/// <summary>Somebody confirms what was reported. It is the confirming voice's own statement and edits nobody else's; who confirms a preliminary assessment states it as preliminary (SEMANTICS 17).</summary>
/// <param name="Confirms">The facts that are confirmed; they may be recorded later. Empty where the source names none that the desk has.</param>
/// <param name="Claim">What the confirming voice thereby says itself, with its values.</param>
[Description("Somebody confirms what was reported: the facts, and what is thereby said.")]
public sealed record ClaimConfirmed(
    [Length(0, 100)] IReadOnlyList<FactId>? Confirms = null,
    IClaim? Claim = null) : IFactType<ClaimConfirmed>, IValidatableObject
{
    private static readonly Aspect OfficialAcknowledgement = Aspect.State("official-acknowledgement", "Official acknowledgement");

    public static ClaimConfirmed Example => new([new FactId(new Guid("6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11"))], Air.DroneDownReported.Example);

    public IEnumerable<Answer> Answers() =>
        (Claim?.Answers() ?? [])
        .Append(new Answer(OfficialAcknowledgement, new AspectValue.Code("confirmed")))
        .DistinctBy(answer => answer.Aspect.Key);

    public string Tell() => Claim is null ? "What was reported is confirmed." : $"Confirmed: {Claim.Tell()}";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Confirms is null or [] && Claim is null)
        {
            yield return new ValidationResult("Either the confirmed facts or the confirmed claim is named.", ["confirms"]);
        }
    }
}
