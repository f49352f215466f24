using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Desk;

/// <summary>A person decided that this incident is the other one; its facts count there from now on.</summary>
[Description("A person decided that this incident is the other one; its facts count there from now on.")]
public sealed record IncidentsMerged(
    IncidentId Into,
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<IncidentsMerged>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static IncidentsMerged Example => new(new IncidentId("kaluga-pair"), "Same two drones, reported twice.");

    public string Tell() => $"Merged into {Into}: {Reason}";
}
