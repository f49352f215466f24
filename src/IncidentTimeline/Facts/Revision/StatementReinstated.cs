using System.ComponentModel;

namespace IncidentTimeline.Facts.Revision;

/// <summary>A source says again what it had retracted: a new statement in the place of the old one.</summary>
/// <param name="Claim">What is said again.</param>
/// <param name="Reinstates">The fact that had been retracted. Missing where the fact's feed key names it.</param>
[Description("A source says again what it had retracted.")]
public sealed record StatementReinstated(IClaim Claim, FactId? Reinstates = null) : IFactType<StatementReinstated>
{
    public static StatementReinstated Example => new(Air.DroneDownReported.Example, StatementCorrected.Example.Corrects);

    public IEnumerable<Answer> Answers() => Claim.Answers();

    public string Tell() => $"Said again after a retraction: {Claim.Tell()}";
}
