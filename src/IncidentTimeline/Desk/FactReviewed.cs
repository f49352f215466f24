using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Desk;

/// <summary>Somebody other than its coder looked a fact over.</summary>
[Description("Somebody other than its coder looked a fact over.")]
public sealed record FactReviewed(
    FactId Fact,
    ReviewVerdict Verdict,
    [Length(1, 2_000), Lines] string? Remark = null) : IDecisionType<FactReviewed>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static FactReviewed Example => new(new FactId(new Guid("6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11")), ReviewVerdict.Accepted);

    public string Tell() => $"Fact {Fact} reviewed: {Wording.Plain(Verdict)}.";
}

/// <summary>What a review found.</summary>
public enum ReviewVerdict
{
    Accepted,

    /// <summary>The coding is doubted; the fact stays in the picture, marked.</summary>
    Queried,
}
