using System.ComponentModel;

namespace IncidentTimeline.Facts.Revision;

/// <summary>A source corrects what it said: a new statement that takes the place of the earlier one, with its own report time and quotation. What the desk wrote down wrongly is a CodingCorrected instead.</summary>
/// <param name="Claim">What is said now.</param>
/// <param name="Corrects">The fact that is corrected; it may be recorded later. Missing where the fact's feed key names what is corrected.</param>
[Description("A source corrects what it said before: the new claim, and the fact that it corrects.")]
public sealed record StatementCorrected(IClaim Claim, FactId? Corrects = null) : IFactType<StatementCorrected>
{
    public static StatementCorrected Example => new(Air.DroneDownReported.Example, new FactId(new Guid("6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11")));

    public IEnumerable<Answer> Answers() => Claim.Answers();

    public string Tell() => $"Corrected: {Claim.Tell()}";
}
