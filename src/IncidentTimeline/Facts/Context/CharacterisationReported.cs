using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Context;

/// <summary>What a characterisation is about.</summary>
public enum CharacterisationTopic
{
    /// <summary>One of a series, or a trend.</summary>
    Pattern,

    /// <summary>How often such a thing happens.</summary>
    Frequency,

    /// <summary>How grave it is.</summary>
    Severity,

    /// <summary>What the area is like.</summary>
    Area,

    /// <summary>What the site of the event is like.</summary>
    Setting,

    /// <summary>How people take it.</summary>
    PublicReaction,

    /// <summary>What somebody calls for.</summary>
    Demand,

    /// <summary>What people are advised to do.</summary>
    PublicAdvice,

    /// <summary>How alert forces are.</summary>
    SecurityPosture,

    /// <summary>That somebody watches.</summary>
    Monitoring,

    /// <summary>How authorities deal with it.</summary>
    OfficialResponse,

    /// <summary>What comes first in dealing with it.</summary>
    ResponsePriority,

    /// <summary>Which measures are weighed.</summary>
    PolicyDebate,

    /// <summary>What it costs.</summary>
    EconomicImpact,
}

/// <summary>Words about an event or an area that answer no countable question. Two of them never contradict each other by machine.</summary>
/// <param name="Topic">What they are about.</param>
/// <param name="Words">The words, one entry a point.</param>
/// <param name="Who">Whom they are said of: "commuters". Never a private person's name.</param>
/// <param name="Where">Where exactly, in the source's words.</param>
/// <param name="Trend">Whether it grows or eases, in the source's words.</param>
/// <param name="IncludesIncident">Whether the incident is said to be the latest of it.</param>
/// <param name="Presupposes">What the words take for granted.</param>
/// <param name="Term">The word for the event that comes with it, where it could mislead.</param>
[Description("Words about an event or an area that answer no countable question.")]
public sealed record CharacterisationReported(
    CharacterisationTopic Topic,
    [Length(1, 20)] IReadOnlyList<string> Words,
    [Length(0, 20)] IReadOnlyList<string>? Who = null,
    [Length(1, 200)] string? Where = null,
    [Length(1, 200)] string? Trend = null,
    bool? IncludesIncident = null,
    [Length(1, 300)] string? Presupposes = null,
    [Length(1, 100)] string? Term = null) : IFactType<CharacterisationReported>
{
    private static readonly IReadOnlyList<Aspect> Topics = [.. Enum.GetValues<CharacterisationTopic>().Select(AspectOf)];

    public static CharacterisationReported Example => new(CharacterisationTopic.PublicReaction, ["queues at petrol stations"], ["commuters"], Trend: "easing");

    public IEnumerable<Answer> Answers() => [new(Topics[(int)Topic], new AspectValue.Words(Wording.List(Words)))];

    public string Tell() => Wording.Sentence(
        $"{Wording.Plain(Topic)}{Wording.With(" (", Who, ")")}: {Wording.List(Words)}{Wording.With(", where: ", Where)}{Wording.With(", trend: ", Trend)}{Wording.With(", taken for granted: ", Presupposes)}");

    // How things stand holds until said otherwise; a reaction, a demand or a comparison stays said, and others stand beside it.
    private static Aspect AspectOf(CharacterisationTopic topic)
    {
        var key = $"characterisation:{Wording.Kebab(topic)}";
        var words = Wording.Plain(topic);
        var label = $"{char.ToUpperInvariant(words[0])}{words[1..]}";
        return topic is CharacterisationTopic.SecurityPosture or CharacterisationTopic.Monitoring or CharacterisationTopic.OfficialResponse
            or CharacterisationTopic.ResponsePriority or CharacterisationTopic.PolicyDebate or CharacterisationTopic.PublicAdvice or CharacterisationTopic.Area
            ? Aspect.State(key, label)
            : Aspect.Occurrence(key, label);
    }
}
