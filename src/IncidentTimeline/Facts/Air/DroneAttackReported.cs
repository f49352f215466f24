using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Air;

/// <summary>A drone was used in an attack. It says nothing about a drone being brought down, and nothing about who was hurt: that is a casualty report.</summary>
/// <param name="Count">How many attacks.</param>
/// <param name="TargetClass">The source's word for the drone.</param>
/// <param name="People">How many people were attacked, where the target is people.</param>
/// <param name="PeopleKind">What they are called: "motorist". Never a name.</param>
/// <param name="Object">The thing that was attacked, where the target is a thing.</param>
/// <param name="Outcome">The outcome in the source's words, where it states one.</param>
[Description("A drone was used in an attack on people or on a thing.")]
public sealed record DroneAttackReported(
    Count Count,
    [Length(1, 100)] string TargetClass = "drone",
    Count? People = null,
    [Length(1, 100)] string? PeopleKind = null,
    [Length(1, 200)] string? Object = null,
    [Length(1, 500)] string? Outcome = null) : IFactType<DroneAttackReported>
{
    private static readonly Aspect AttacksOnPeople = Aspect.Occurrence("attacks-on-people", "Attacks on people");
    private static readonly Aspect AttacksOnObjects = Aspect.Occurrence("attacks-on-objects", "Attacks on objects");
    private static readonly Aspect AttackOutcome = Aspect.Occurrence("attack-outcome", "Outcome of the attack");

    public static DroneAttackReported Example => new(Count.Exactly(1), "quadcopter", Count.Exactly(1), "motorist");

    public IEnumerable<Answer> Answers()
    {
        if (People is not null || PeopleKind is not null)
        {
            yield return new Answer(AttacksOnPeople, Count.ToValue());
        }

        if (Object is not null)
        {
            yield return new Answer(AttacksOnObjects, Count.ToValue());
        }

        if (Outcome is not null)
        {
            yield return new Answer(AttackOutcome, new AspectValue.Words(Outcome));
        }
    }

    public string Tell() => Wording.Sentence(
        $"Attacks by drone ({TargetClass}): {Count.Tell()}{Wording.With(", people attacked: ", People)}{Wording.With(" (", PeopleKind, ")")}{Wording.With(", on ", Object)}{Wording.With(", outcome: ", Outcome)}");
}
