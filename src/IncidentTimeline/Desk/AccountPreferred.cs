using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Desk;

/// <summary>A person chose which account of a question is displayed, for as long as that fact stands. The others stay visible.</summary>
[Description("A person chose which account of a question is displayed, for as long as that fact stands. The others stay visible.")]
public sealed record AccountPreferred(
    AspectKey Aspect,
    FactId Fact,
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<AccountPreferred>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static AccountPreferred Example => new(new AspectKey("drones-down"), new FactId(new Guid("6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11")), "Counted wreckage.");

    public string Tell() => $"Account of {Aspect} preferred: {Reason}";
}
