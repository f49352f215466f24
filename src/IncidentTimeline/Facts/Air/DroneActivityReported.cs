using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Air;

/// <summary>Drones were in the air: seen, heard, heading somewhere. None is said to have been brought down.</summary>
/// <param name="AsStated">What is said of the activity.</param>
/// <param name="Count">How many drones.</param>
/// <param name="Toward">What they were heading for.</param>
/// <param name="Share">Which of the drones this is said of: "a few of them".</param>
[Description("Drones were in the air: seen, heard, heading somewhere.")]
public sealed record DroneActivityReported(
    [Length(1, 300)] string? AsStated = null,
    Count? Count = null,
    [Length(1, 200)] string? Toward = null,
    [Length(1, 200)] string? Share = null) : IFactType<DroneActivityReported>, IValidatableObject
{
    private static readonly Aspect DroneActivity = Aspect.Occurrence("drone-activity", "Drone activity");
    private static readonly Aspect DronesSeen = Aspect.Occurrence("drones-seen", "Drones seen");
    private static readonly Aspect DroneHeading = Aspect.Occurrence("drone-heading", "Where drones were heading");

    public static DroneActivityReported Example => new("three objects low over the river", Count.Exactly(3), "the harbour");

    public IEnumerable<Answer> Answers()
    {
        if (AsStated is not null)
        {
            yield return new Answer(DroneActivity, new AspectValue.Words(AsStated));
        }

        if (Count is not null)
        {
            yield return new Answer(DronesSeen, Count.ToValue());
        }

        if (Toward is not null)
        {
            yield return new Answer(DroneHeading, new AspectValue.Words(Toward));
        }
    }

    public string Tell() => Wording.Sentence(
        $"Drones in the air{Wording.With(": ", AsStated)}{Wording.With(", number: ", Count)}{Wording.With(", heading for ", Toward)}{Wording.With(" (", Share, ")")}");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AsStated is null && Count is null && Toward is null)
        {
            yield return new ValidationResult("One of asStated, count and toward is stated.", ["asStated"]);
        }
    }
}
