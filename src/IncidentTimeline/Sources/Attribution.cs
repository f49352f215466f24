using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Sources;

/// <summary>In which capacity somebody speaks.</summary>
public enum SpeakerRole
{
    OfficialBody,
    NamedOffice,
    NamedOfficial,
    Spokesperson,
    Government,
    UnnamedOfficial,
    AnonymousSource,
    Analysts,
    Researchers,
    Media,
    Residents,
    Organisation,
    Sensor,
    Other,
}

/// <summary>Somebody whose words a source passes on: a registered source, or an anonymous role with its label.</summary>
/// <param name="Source">The registered source; missing for an anonymous role.</param>
/// <param name="Label">How the document calls the speaker. Required for an anonymous role. Never a private person's name.</param>
/// <param name="Role">In which capacity.</param>
/// <param name="Channel">Through which channel: "in a statement", "on condition of anonymity".</param>
[Description("Somebody whose words a source passes on: a registered source, or an anonymous role with its label.")]
public sealed record Speaker(
    SpeakerRole Role,
    SourceId? Source = null,
    [Length(1, 200)] string? Label = null,
    [Length(1, 200)] string? Channel = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Source is null && string.IsNullOrWhiteSpace(Label))
        {
            yield return new ValidationResult("A speaker is a registered source or has a role label.", ["label"]);
        }
    }
}

/// <summary>The chain from publisher to speaker.</summary>
/// <param name="Publisher">Who published it: a registered source.</param>
/// <param name="Speakers">Who speaks, outermost first; empty where the publisher itself does.</param>
/// <param name="Ambiguous">The document leaves open whether the speaker or the publisher says it: the publisher counts as the voice, flagged.</param>
[Description("The chain from the publisher to whoever speaks.")]
public sealed record Attribution(
    SourceId Publisher,
    [Length(0, 10)] IReadOnlyList<Speaker>? Speakers = null,
    bool Ambiguous = false)
{
    /// <summary>The registered sources in it, the publisher first.</summary>
    public IEnumerable<SourceId> Sources() => (Speakers ?? []).Select(speaker => speaker.Source).OfType<SourceId>().Prepend(Publisher).Distinct();

    /// <summary>Who says it: the innermost speaker; an anonymous one is the pair of publisher and label (SEMANTICS, Terms).</summary>
    public Voice Voice() => Speakers is [.., var innermost] && !Ambiguous
        ? innermost.Source is { } source ? new Voice(source, null) : new Voice(Publisher, innermost.Label!.Trim().ToLowerInvariant())
        : new Voice(Publisher, null);
}

/// <summary>The innermost source of a fact's attribution. An anonymous role is the pair of publisher and role label.</summary>
public readonly record struct Voice(SourceId Source, string? AnonymousRole) : IComparable<Voice>
{
    public bool IsAnonymous => AnonymousRole is not null;

    /// <summary>The voice as one text: <c>source</c>, or <c>publisher~role</c>.</summary>
    public string Key => AnonymousRole is null ? Source.Value : $"{Source.Value}~{AnonymousRole}";

    public int CompareTo(Voice other) => string.CompareOrdinal(Key, other.Key);

    public override string ToString() => Key;
}
