using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Desk;

/// <summary>A person linked a fact to a further incident; it keeps its home.</summary>
[Description("A person linked a fact to a further incident; it keeps its home.")]
public sealed record FactLinked(
    FactId Fact,
    IncidentId To,
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<FactLinked>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static FactLinked Example => new(new FactId(new Guid("6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11")), new IncidentId("kaluga-pair"), "It is about both.");

    public string Tell() => $"Fact {Fact} linked to {To}: {Reason}";
}
