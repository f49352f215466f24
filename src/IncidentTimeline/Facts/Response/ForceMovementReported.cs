using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Response;

/// <summary>What forces did.</summary>
public enum ForceMovement
{
    /// <summary>Moved, without saying where to.</summary>
    Moved,

    /// <summary>Brought into position.</summary>
    Deployed,

    /// <summary>Taken away.</summary>
    Withdrawn,
}

/// <summary>Troops, teams or weapons were moved, deployed or withdrawn.</summary>
/// <param name="Movement">What they did.</param>
/// <param name="What">Who or what was moved.</param>
/// <param name="Change">How it changed, in the source's words: "doubled".</param>
/// <param name="Role">What they did there.</param>
/// <param name="Relation">How it relates to the incident, in the source's words.</param>
/// <param name="After">What it followed, in the source's words.</param>
/// <param name="Evidence">What the source rests on.</param>
[Description("Troops, teams or weapons were moved, deployed or withdrawn.")]
public sealed record ForceMovementReported(
    ForceMovement Movement,
    [Length(1, 300)] string What,
    [Length(1, 200)] string? Change = null,
    [Length(1, 300)] string? Role = null,
    [Length(1, 300)] string? Relation = null,
    [Length(1, 300)] string? After = null,
    [Length(1, 200)] string? Evidence = null) : IFactType<ForceMovementReported>
{
    private static readonly Aspect ForceMovements = Aspect.Occurrence("force-movements", "Movements of forces");

    public static ForceMovementReported Example => new(ForceMovement.Deployed, "a mobile radar", Role: "watching the estuary", Evidence: "photographs");

    public IEnumerable<Answer> Answers() => [new(ForceMovements, new AspectValue.Words($"{Wording.Plain(Movement)}: {What}{Wording.With(", ", Change)}"))];

    public string Tell() => Wording.Sentence(
        $"Forces {Wording.Plain(Movement)}: {What}{Wording.With(", ", Change)}{Wording.With(", role: ", Role)}{Wording.With(", relation: ", Relation)}{Wording.With(", after ", After)}{Wording.With(", evidence: ", Evidence)}");
}
