using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Desk;

/// <summary>A person settled when one fact happened, over what its words give.</summary>
[Description("A person settled when one fact happened, over what its words give.")]
public sealed record EventTimeResolved(
    FactId Fact,
    DateTimeOffset? Earliest,
    DateTimeOffset? Latest,
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<EventTimeResolved>, IValidatableObject
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static EventTimeResolved Example => new(new FactId(new Guid("6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11")), new DateTimeOffset(2024, 5, 13, 22, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 5, 14, 2, 0, 0, TimeSpan.Zero), "Alert log of that night.");

    public string Tell() => $"Event time of {Fact} resolved: {Reason}";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((Earliest is null && Latest is null) || Earliest > Latest)
        {
            yield return new ValidationResult("One bound at least, and earliest not after latest.", ["earliest"]);
        }
    }
}
