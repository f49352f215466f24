using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Revision;

/// <summary>A source takes back what it said, and puts nothing in its place. It withdraws what was reported no later than itself; an older value never comes back by it.</summary>
/// <param name="Retracts">The fact that is taken back; it may be recorded later. Missing where the fact's feed key names what is taken back.</param>
/// <param name="Reason">The reason the source gives.</param>
[Description("A source takes back what it said before.")]
public sealed record StatementRetracted(FactId? Retracts = null, [Length(1, 1_000)] string? Reason = null) : IFactType<StatementRetracted>
{
    public static StatementRetracted Example => new(StatementCorrected.Example.Corrects, "The figure could not be verified.");

    public IEnumerable<Answer> Answers() => [];

    public string Tell() => Reason is null ? "An earlier statement was retracted." : $"An earlier statement was retracted: {Reason.TrimEnd('.')}.";
}
