using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Desk;

/// <summary>The desk graded one fact's credibility on the Admiralty scale (1 confirmed by others … 5 improbable, 6 cannot be judged).</summary>
[Description("The desk graded one fact's credibility on the Admiralty scale (1 confirmed by others … 5 improbable, 6 cannot be judged).")]
public sealed record CredibilityRated(
    FactId Fact,
    [Range(1, 6)] int Credibility,
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<CredibilityRated>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static CredibilityRated Example => new(new FactId(new Guid("6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11")), 2, "Fits the alert times.");

    public string Tell() => $"Credibility {Credibility}: {Reason}";
}
