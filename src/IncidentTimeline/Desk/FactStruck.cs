using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Desk;

/// <summary>The desk removed a fact that should not have been recorded. An older one may show again.</summary>
[Description("The desk removed a fact that should not have been recorded. An older one may show again.")]
public sealed record FactStruck(
    FactId Fact,
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<FactStruck>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static FactStruck Example => new(new FactId(new Guid("6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11")), "Recorded under the wrong document.");

    public string Tell() => $"Fact {Fact} struck: {Reason}";
}
