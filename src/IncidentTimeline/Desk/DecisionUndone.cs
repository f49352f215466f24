using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Desk;

/// <summary>A decision was undone. Undoing this one puts it back.</summary>
[Description("A decision was undone. Undoing this one puts it back.")]
public sealed record DecisionUndone(
    Guid Decision,
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<DecisionUndone>
{
    public static DecisionSubject Subject => DecisionSubject.Any;

    public static DecisionUndone Example => new(new Guid("3f1de1a0-7d3e-4b21-8a4c-2f2a0e9b6c55"), "Two different nights.");

    public string Tell() => $"Decision undone: {Reason}";
}
