using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Desk;

/// <summary>The desk graded a source's reliability on the Admiralty scale (A completely reliable … E unreliable, F cannot be judged).</summary>
[Description("The desk graded a source's reliability on the Admiralty scale (A completely reliable … E unreliable, F cannot be judged).")]
public sealed record SourceRated(
    Reliability Reliability,
    [Length(1, 2_000), Lines] string Reason) : IDecisionType<SourceRated>
{
    public static DecisionSubject Subject => DecisionSubject.Source;

    public static SourceRated Example => new(Reliability.B, "Usually right on local incidents over two years.");

    public string Tell() => $"Reliability {Reliability}: {Reason}";
}

/// <summary>Source reliability on the Admiralty scale (NATO AJP-2.1). F is not below E: it says nothing.</summary>
public enum Reliability
{
    A,
    B,
    C,
    D,
    E,
    F,
}
