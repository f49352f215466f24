using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Transport;

/// <summary>What happened to passengers.</summary>
public enum PassengerEffect
{
    /// <summary>Their journey was disturbed in some way.</summary>
    Disrupted,

    /// <summary>They could not go on.</summary>
    Stranded,
}

/// <summary>Passengers' journeys were disturbed. The disrupted and the stranded are two counts, never one.</summary>
/// <param name="Effect">What happened to them.</param>
/// <param name="Count">How many.</param>
/// <param name="AsStated">The effect in the source's words.</param>
/// <param name="OutOf">The fact that gives the number of which these are a part.</param>
[Description("Passengers were disrupted or stranded.")]
public sealed record PassengersAffected(
    PassengerEffect Effect,
    Count Count,
    [Length(1, 300)] string? AsStated = null,
    FactId? OutOf = null) : IFactType<PassengersAffected>
{
    private static readonly Aspect PassengersDisrupted = Aspect.State("passengers-disrupted", "Passengers whose journey was disrupted");
    private static readonly Aspect PassengersStranded = Aspect.State("passengers-stranded", "Passengers stranded");

    public static PassengersAffected Example => new(PassengerEffect.Stranded, Count.Exactly(350), "waiting in the departure hall");

    public IEnumerable<Answer> Answers() => [new(Effect == PassengerEffect.Stranded ? PassengersStranded : PassengersDisrupted, Count.ToValue())];

    public string Tell() => Wording.Sentence($"Passengers {Wording.Plain(Effect)}: {Count.Tell()}{Wording.With(" (", AsStated, ")")}");
}
