using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Desk;

/// <summary>A person asserted how two facts stand to each other.</summary>
[Description("A person asserted how two facts stand to each other.")]
public sealed record RelationAsserted(
    FactId Fact,
    FactRelation Relation,
    FactId To,
    [Length(1, 2_000), Lines] string? Note = null) : IDecisionType<RelationAsserted>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static RelationAsserted Example => new(new FactId(new Guid("6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11")), FactRelation.Repeats, new FactId(new Guid("0b5c1c9e-52f7-4c3a-9a32-7d1a5c6f2b10")));

    public string Tell() => $"Fact {Fact}, {Wording.Plain(Relation)}, fact {To}.";
}

/// <summary>How one fact stands to another.</summary>
public enum FactRelation
{
    Agrees,
    Tension,
    Conflicts,

    /// <summary>The same report once more: both count as one source of a value.</summary>
    Repeats,

    /// <summary>Both go back to one origin and count as one source of a value.</summary>
    SharedOrigin,
    Refines,
    RefinedBy,
    UpgradesStatus,
    StatusUpgradedBy,
    EffectOf,
    Causes,
    AlternativeTo,
    PossiblyDistinctIncident,
    Compatible,
    Overlaps,
    Supports,
    Qualifies,
    QualifiedBy,
    ConcurrentWith,
    SumOf,
}
