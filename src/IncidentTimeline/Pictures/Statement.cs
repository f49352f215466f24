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

    /// <summary>What tells its place from others: one question is about one.</summary>
    public required string PlaceKey { get; init; }

    /// <summary>Whether a seen statement of the same register took this one's place.</summary>
    public bool IsSuperseded { get; internal set; }

    public Standing Standing => Fact.Standing == Standing.Stands && IsSuperseded ? Standing.Superseded : Fact.Standing;

    public bool Stands => Standing == Standing.Stands;

    /// <summary>When it counts as said among the statements of its register; missing where its report time is unknown. At one report time of one feed key the act decides (SEMANTICS 7).</summary>
    internal (DateTimeOffset ReportTime, int Act)? Order => Fact.Order is { } order ? (order.ReportTime, Register.FeedKey is null ? 0 : order.Act) : null;

    internal DocumentHash? Document => Fact.Recorded.Fact.Document;

    /// <summary>Whether it makes its incident happen in its region: it states a value, of no other region beside.</summary>
    public bool IsHome() => Value is not (AspectValue.Silence or AspectValue.Denial)
        && Fact.Coding.Places.All(place => place.StandsUnder() == Place.StandsUnder());

    /// <summary>Statements of one document never take each other's place (SEMANTICS 6).</summary>
    internal bool IsOfTheSameDocument(Statement other) => Document is { } document && document == other.Document;

    /// <summary>Whether it is known to be the later of the two. Of two statements with one report time neither is, unless it says so, or one feed key does.</summary>
    internal bool IsSaidAfter(Statement other) =>
        Fact.ReportTime > other.Fact.ReportTime || Fact.RevisesTransitively(other.Fact)
        || (Register == other.Register && !IsOfTheSameDocument(other) && other.Order is { } order && Nullable.Compare(Order, order) > 0);

    /// <summary>Whether it may be compared with the other as with what was said before: what explicitly revises this one came after it, whenever it was recorded.</summary>
    internal bool MayFollow(Statement other) => other.Fact != Fact && !other.Fact.RevisesTransitively(Fact);
}
