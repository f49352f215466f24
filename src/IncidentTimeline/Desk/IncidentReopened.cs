using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Desk;

/// <summary>An incident was reopened.</summary>
[Description("An incident was reopened.")]
public sealed record IncidentReopened(
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<IncidentReopened>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static IncidentReopened Example => new("A correction arrived.");

    public string Tell() => $"Incident reopened: {Reason}";
}
