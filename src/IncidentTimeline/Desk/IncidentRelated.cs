using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Desk;

/// <summary>A person related this incident to another.</summary>
[Description("A person related this incident to another.")]
public sealed record IncidentRelated(
    IncidentRelation Relation,
    IncidentId To,
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<IncidentRelated>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static IncidentRelated Example => new(IncidentRelation.PartOf, new IncidentId("kaluga-pair"), "One of the two drones.");

    public string Tell() => $"Related ({Wording.Plain(Relation)}) to {To}: {Reason}";
}

/// <summary>How two incidents stand to each other. None of them changes a number.</summary>
public enum IncidentRelation
{
    /// <summary>This one is a part of the other and is shown under it, never as its peer.</summary>
    PartOf,
    SameAs,
    DistinctFrom,
    Before,
    ConcurrentWith,
}
