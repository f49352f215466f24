using IncidentTimeline.Facts;
using IncidentTimeline.Places;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Pictures;

/// <summary>The place where one voice's statements on one question follow each other (SEMANTICS 3).</summary>
public readonly record struct Register(Voice Voice, AspectKey Aspect, string? FeedKey, IncidentId? Incident, string? Place, string? Time);

/// <summary>A fact's answer to one question: one aspect of one incident at one place.</summary>
public sealed class Statement
{
    public required KnownFact Fact { get; init; }

    public required Aspect Aspect { get; init; }

    public required AspectValue Value { get; init; }

    public required IncidentId Incident { get; init; }

    public required Place Place { get; init; }

    public required Register Register { get; init; }

    /// <summary>A seen statement of the same register that took this one's place; the latest of them.</summary>
    public Statement? SupersededBy { get; internal set; }

    public Standing Standing => Fact.Standing == Standing.Stands && SupersededBy is not null ? Standing.Superseded : Fact.Standing;

    public bool Stands => Standing == Standing.Stands;

    /// <summary>Whether this one takes the other's place: same register, and explicitly or by a later report time. Statements of one document never do (SEMANTICS 6).</summary>
    internal bool Supersedes(Statement other) =>
        Fact != other.Fact && (IsLaterThan(other) || Fact.RevisesTransitively(other.Fact))
        && Register == other.Register && !IsOfTheSameDocument(other);

    /// <summary>Whether it was said later, as far as report times tell; at one report time of one feed key the act decides (SEMANTICS 7).</summary>
    internal bool IsLaterThan(Statement other) =>
        Fact.Order is { } mine && other.Fact.Order is { } others
        && (mine.ReportTime > others.ReportTime || (mine.ReportTime == others.ReportTime && Register.FeedKey is not null && mine.Act > others.Act));

    /// <summary>Whether it makes its incident happen in its region: it states a value, of no other region beside.</summary>
    public bool IsHome() => Value is not (AspectValue.Silence or AspectValue.Denial)
        && Fact.Coding.Places.All(place => place.StandsUnder() == Place.StandsUnder());

    internal bool IsOfTheSameDocument(Statement other) =>
        Fact.Recorded.Fact.Document is { } document && document == other.Fact.Recorded.Fact.Document;
}
