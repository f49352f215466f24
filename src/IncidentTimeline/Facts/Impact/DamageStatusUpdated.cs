using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Impact;

/// <summary>How bad the damage to property is, from least to most.</summary>
public enum DamageSeverity
{
    /// <summary>"No damage": a statement that there is none.</summary>
    None,

    /// <summary>"No damage has been reported", which is not none.</summary>
    NoneReported,

    /// <summary>Minor, slight, superficial.</summary>
    Minor,

    /// <summary>Significant, considerable, serious.</summary>
    Significant,

    /// <summary>Severe, heavy, extensive.</summary>
    Severe,

    /// <summary>Destroyed.</summary>
    Destroyed,
}

/// <summary>Damage to property: how bad, or to what, or both. A report of details alone answers no severity, so it contradicts none.</summary>
/// <param name="Severity">How bad, where the source says so.</param>
/// <param name="AsStated">The source's word for it, where it is no word of the list.</param>
/// <param name="Elements">What was damaged: "roofs", "fences".</param>
/// <param name="Buildings">How many buildings.</param>
/// <param name="BuildingClass">What kind of buildings.</param>
/// <param name="PropertyClass">What kind of property: "farm property".</param>
/// <param name="Cause">The cause the source names.</param>
[Description("Damage to property: how bad, or to what, or both.")]
public sealed record DamageStatusUpdated(
    DamageSeverity? Severity = null,
    [Length(1, 200)] string? AsStated = null,
    [Length(0, 50)] IReadOnlyList<string>? Elements = null,
    Count? Buildings = null,
    [Length(1, 200)] string? BuildingClass = null,
    [Length(1, 200)] string? PropertyClass = null,
    [Length(1, 200)] string? Cause = null) : IFactType<DamageStatusUpdated>, IValidatableObject
{
    private static readonly Aspect BuildingsDamaged = Aspect.State("buildings-damaged", "Buildings damaged");
    private static readonly Aspect DamagedElements = Aspect.State("damaged-elements", "What was damaged");

    public static DamageStatusUpdated Example => new(DamageSeverity.Minor, Elements: ["roofs", "fences"], Buildings: Count.Exactly(4), BuildingClass: "farm", Cause: "falling debris");

    public IEnumerable<Answer> Answers()
    {
        if (Severity is { } severity)
        {
            yield return new Answer(Aspects.PropertyDamage, severity == DamageSeverity.NoneReported ? new AspectValue.NoneReported() : Wording.Code(severity));
        }

        if (Buildings is not null)
        {
            yield return new Answer(BuildingsDamaged, Buildings.ToValue());
        }

        if (Elements is { Count: > 0 })
        {
            yield return new Answer(DamagedElements, new AspectValue.Words(Wording.List(Elements)));
        }
    }

    public string Tell()
    {
        var severity = AsStated ?? (Severity is { } stated ? Wording.Plain(stated) : null);
        return Wording.Sentence(
            $"Damage to property{Wording.With(" (", PropertyClass, ")")}{Wording.With(": ", severity)}{Wording.With(", damaged: ", Elements)}"
            + $"{Wording.With(", buildings: ", Buildings)}{Wording.With(" (", BuildingClass, ")")}{Wording.With(", cause: ", Cause)}");
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Severity is null && Elements is null or [] && Buildings is null)
        {
            yield return new ValidationResult("One of severity, elements and buildings is stated.", ["severity"]);
        }
    }
}
