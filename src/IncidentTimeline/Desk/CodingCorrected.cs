using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Desk;

/// <summary>The desk replaced what it had written down of a fact. The source said nothing new: report time and register stay.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Coding">The whole fact as it should have been coded, under the same id.</param>
/// <param name="Reason">Why.</param>
[Description("The desk replaced what it had written down of a fact. The source said nothing new: report time and register stay.")]
public sealed record CodingCorrected(
    FactId Fact,
    Fact Coding,
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<CodingCorrected>
{
    public static DecisionSubject Subject => DecisionSubject.Incident;

    public static CodingCorrected Example => new(Catalog.Examples.Fact.FactId, Catalog.Examples.Fact with { Note = "Recoded." }, "The number was misread.");

    public string Tell() => $"Coding of {Fact} corrected: {Reason}";
}
