using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Desk;

/// <summary>A person moved a fact to another incident.</summary>
[Description("A person moved a fact to another incident.")]
public sealed record FactMoved(
    FactId Fact,
    IncidentId To,
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<FactMoved>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static FactMoved Example => new(new FactId(new Guid("6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11")), new IncidentId("kaluga-pair"), "It is about the pair.");

    public string Tell() => $"Fact {Fact} moved to {To}: {Reason}";
}
