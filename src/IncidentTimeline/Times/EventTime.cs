using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace IncidentTimeline.Times;

/// <summary>In which way a time was stated.</summary>
public enum EventTimeKind
{
    /// <summary>A date or instant.</summary>
    Exact,

    /// <summary>Relative to publication: "last night".</summary>
    Relative,

    /// <summary>Somewhere in a span: "over the past month".</summary>
    Window,

    /// <summary>Only before or after something else.</summary>
    OrderOnly,

    /// <summary>A state as of publication: "so far", the present tense.</summary>
    AsOfPublication,

    /// <summary>No time was stated.</summary>
    Unstated,
}

/// <summary>When it happened, as vague as it was stated.</summary>
/// <param name="Kind">In which way it was stated.</param>
/// <param name="AsStated">The source's words.</param>
/// <param name="Edtf">An EDTF string (ISO 8601-2) where one fits; level 0 dates and intervals are resolved, others kept.</param>
/// <param name="Earliest">The earliest instant it can mean, where that is stated.</param>
/// <param name="Latest">The latest instant it can mean, where that is stated.</param>
/// <param name="Until">For a state: the stated end, after which it no longer holds.</param>
/// <param name="Zone">IANA time zone of the place; without it relative words stay unresolved.</param>
[Description("When it happened, as vague as it was stated: the words, their kind, and bounds where they are stated.")]
public sealed record EventTime(
    EventTimeKind Kind,
    [Length(1, 300)] string? AsStated = null,
    [Length(1, 100)] string? Edtf = null,
    DateTimeOffset? Earliest = null,
    DateTimeOffset? Latest = null,
    DateTimeOffset? Until = null,
    [Length(1, 64)] string? Zone = null) : IValidatableObject
{
    public static readonly EventTime Unstated = new(EventTimeKind.Unstated);

    public static EventTime At(DateTimeOffset instant) => new(EventTimeKind.Exact, Earliest: instant, Latest: instant);

    /// <summary>The time as stated, as one text: what tells two times of one register apart, unresolved and unjudged.</summary>
    public string Key() => $"{Kind}|{AsStated?.Trim().ToLowerInvariant()}|{Edtf}|{Earliest?.UtcDateTime:O}|{Latest?.UtcDateTime:O}";

    /// <summary>Whether the words only mean something together with the document they stand in.</summary>
    public bool DependsOnDocument() => Earliest is null && Latest is null && Edtf is null;

    /// <summary>The bounds that follow from what is stated, and from the report time where the words are relative to it (SEMANTICS 9, 18).</summary>
    public TimeBounds Resolve(DateTimeOffset? reportTime)
    {
        if (Earliest is not null || Latest is not null)
        {
            return new TimeBounds(Earliest, Latest ?? (Kind == EventTimeKind.Exact ? Earliest : null));
        }

        if (Edtf is not null && EdtfDate.TryResolve(Edtf, Zone, out var stated))
        {
            return stated;
        }

        return (Kind, reportTime) switch
        {
            (EventTimeKind.AsOfPublication, { } published) => new TimeBounds(published, published),
            (EventTimeKind.Relative or EventTimeKind.Window, { } published) => RelativeTimes.Resolve(AsStated, Zone, published),
            _ => TimeBounds.Undated,
        };
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Earliest > Latest)
        {
            yield return new ValidationResult("earliest is not after latest.", ["earliest"]);
        }

        if (Until < (Earliest ?? Latest))
        {
            yield return new ValidationResult("until is not before the state begins.", ["until"]);
        }

        if (Kind == EventTimeKind.Exact && Earliest is null && Latest is null && (Edtf is null || !EdtfDate.TryResolve(Edtf, Zone, out _)))
        {
            yield return new ValidationResult("An exact time states earliest, latest or an EDTF level 0 date.", ["earliest"]);
        }

        if (Edtf is not null && EdtfDate.Fault(Edtf, Zone) is { } fault)
        {
            yield return new ValidationResult(fault, ["edtf"]);
        }

        if (Zone is not null && TimeZones.Fault(Zone) is { } zoneFault)
        {
            yield return new ValidationResult(zoneFault, ["zone"]);
        }
    }
}

/// <summary>Inclusive bounds of an event time. Both missing: undated. One missing: open on that side.</summary>
public readonly record struct TimeBounds(DateTimeOffset? Earliest, DateTimeOffset? Latest)
{
    public static readonly TimeBounds Undated;

    [JsonIgnore]
    public bool IsUndated => Earliest is null && Latest is null;

    /// <summary>Surely so by then.</summary>
    public bool HoldsAt(DateTimeOffset instant) => Latest <= instant;

    /// <summary>Perhaps so by then, perhaps not.</summary>
    public bool IsPossibleAt(DateTimeOffset instant) => !IsUndated && !HoldsAt(instant) && (Earliest is null || Earliest <= instant);

    /// <summary>Surely not so by then.</summary>
    public bool IsAbsentAt(DateTimeOffset instant) => Earliest > instant;
}
