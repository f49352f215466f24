using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Impact;

/// <summary>Electricity is back.</summary>
/// <param name="Reconnected">How many have power again.</param>
/// <param name="Unit">What is counted: "residents", "households", "customers". People, households and customers are never compared.</param>
[Description("Electricity is back.")]
public sealed record PowerRestored(
    Count? Reconnected = null,
    [Length(1, 100)] string? Unit = null) : IFactType<PowerRestored>, IValidatableObject
{
    private static readonly Aspect PeopleReconnected = Aspect.State("people-reconnected", "People who have power again");
    private static readonly Aspect HouseholdsReconnected = Aspect.State("households-reconnected", "Households that have power again");
    private static readonly Aspect CustomersReconnected = Aspect.State("customers-reconnected", "Customers who have power again");
    private static readonly Aspect OthersReconnected = Aspect.State("others-reconnected", "Others that have power again");

    public static PowerRestored Example => new(Count.Exactly(900), "households");

    public IEnumerable<Answer> Answers()
    {
        yield return new Answer(Aspects.PowerSupply, new AspectValue.Code("restored"));
        if (Reconnected is not null)
        {
            yield return PowerUsers.Of(Unit) switch
            {
                PowerUsers.People => new Answer(PeopleReconnected, Reconnected.ToValue()),
                PowerUsers.Households => new Answer(HouseholdsReconnected, Reconnected.ToValue()),
                PowerUsers.Customers => new Answer(CustomersReconnected, Reconnected.ToValue()),
                _ => new Answer(OthersReconnected, Reconnected.ToValue(Unit)),
            };
        }
    }

    public string Tell() => Wording.Sentence($"Electricity restored{Wording.With(": ", Reconnected)}{Wording.With(" ", Unit)}");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => PowerUsers.Validate(Reconnected, Unit);
}
