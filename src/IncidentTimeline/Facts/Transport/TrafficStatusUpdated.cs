using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Transport;

/// <summary>A way of travelling.</summary>
public enum TransportMode
{
    Road,
    Rail,
    Water,
    Air,

    /// <summary>Trams, city buses, underground.</summary>
    PublicTransport,
}

/// <summary>How traffic runs.</summary>
public enum TrafficEffect
{
    /// <summary>Disturbed, without saying how.</summary>
    Disrupted,
    Delayed,
    Diverted,
    Stopped,

    /// <summary>Runs again.</summary>
    Restored,
}

/// <summary>How road, rail or other traffic runs. Freight has a type of its own, airports too.</summary>
/// <param name="Effect">How it runs.</param>
/// <param name="Modes">On which modes; empty where the source speaks of transport as a whole.</param>
/// <param name="Route">The road, line or network, in the source's words.</param>
/// <param name="Duration">For how long, in the source's words.</param>
/// <param name="Trend">Whether it grows or eases, in the source's words.</param>
/// <param name="Link">What it is connected with, in the source's words.</param>
[Description("How road, rail or other traffic runs: disrupted, delayed, diverted, stopped, or restored.")]
public sealed record TrafficStatusUpdated(
    TrafficEffect Effect,
    [Length(0, 5)] IReadOnlyList<TransportMode>? Modes = null,
    [Length(1, 200)] string? Route = null,
    [Length(1, 100)] string? Duration = null,
    [Length(1, 200)] string? Trend = null,
    [Length(1, 300)] string? Link = null) : IFactType<TrafficStatusUpdated>
{
    private static readonly Aspect Traffic = Aspect.State("traffic", "Traffic");

    public static TrafficStatusUpdated Example => new(TrafficEffect.Delayed, [TransportMode.Rail], "the coast line", "for an hour");

    // Words, not codes: one road closed and another one delayed is no contradiction.
    public IEnumerable<Answer> Answers() =>
        Modes is null or []
            ? [new Answer(Traffic.For(null), new AspectValue.Words(State()))]
            : Modes.Distinct().Select(mode => new Answer(Traffic.For(Wording.Kebab(mode)), new AspectValue.Words(State())));

    public string Tell() => Wording.Sentence(
        $"Traffic{Wording.With(" by ", Modes?.Select(Wording.Plain).ToArray())} {State()}{Wording.With(", trend: ", Trend)}{Wording.With(", connected with: ", Link)}");

    private string State() => $"{Wording.Plain(Effect)}{Wording.With(" (", Route, ")")}{Wording.With(", ", Duration)}";
}
