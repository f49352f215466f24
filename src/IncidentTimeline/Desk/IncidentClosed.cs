using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Desk;

/// <summary>An incident was closed: nothing more is expected.</summary>
[Description("An incident was closed: nothing more is expected.")]
public sealed record IncidentClosed(
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<IncidentClosed>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static IncidentClosed Example => new("All questions are answered.");

    public string Tell() => $"Incident closed: {Reason}";
}
