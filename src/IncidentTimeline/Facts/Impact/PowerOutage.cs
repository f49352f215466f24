using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Impact;

/// <summary>Electricity was interrupted.</summary>
/// <param name="Affected">How many are without power.</param>
/// <param name="Unit">What is counted: "residents", "households", "customers". People, households and customers are never compared.</param>
/// <param name="Duration">For how long, in the source's words.</param>
/// <param name="Cause">The cause the source names.</param>
[Description("Electricity was interrupted.")]
public sealed record PowerOutage(
    Count? Affected = null,
    [Length(1, 100)] string? Unit = null,
    [Length(1, 200)] string? Duration = null,
    [Length(1, 300)] string? Cause = null) : IFactType<PowerOutage>, IValidatableObject
{
    private static readonly Aspect PeopleWithoutPower = Aspect.State("people-without-power", "People without power");
    private static readonly Aspect HouseholdsWithoutPower = Aspect.State("households-without-power", "Households without power");
    private static readonly Aspect CustomersWithoutPower = Aspect.State("customers-without-power", "Customers without power");
    private static readonly Aspect OthersWithoutPower = Aspect.State("others-without-power", "Others without power");

    public static PowerOutage Example => new(Count.Exactly(1_200), "households", "until the evening", "a torn line");

    public IEnumerable<Answer> Answers()
    {
        yield return new Answer(Aspects.PowerSupply, new AspectValue.Code("interrupted"));
        if (Affected is not null)
        {
            yield return PowerUsers.Of(Unit) switch
            {
                PowerUsers.People => new Answer(PeopleWithoutPower, Affected.ToValue()),
                PowerUsers.Households => new Answer(HouseholdsWithoutPower, Affected.ToValue()),
                PowerUsers.Customers => new Answer(CustomersWithoutPower, Affected.ToValue()),
                _ => new Answer(OthersWithoutPower, Affected.ToValue(Unit)),
            };
        }
    }

    public string Tell() => Wording.Sentence(
        $"Electricity interrupted{Wording.With(": ", Affected)}{Wording.With(" ", Unit)}{Wording.With(", for how long: ", Duration)}{Wording.With(", cause: ", Cause)}");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => PowerUsers.Validate(Affected, Unit);
}
