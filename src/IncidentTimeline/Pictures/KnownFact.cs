using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;

namespace IncidentTimeline.Pictures;

/// <summary>Why a fact or statement has no effect on the picture, or that it has.</summary>
public enum Standing
{
    Stands,

    /// <summary>A later statement of the same register took its place.</summary>
    Superseded,

    /// <summary>Its source took it back.</summary>
    Withdrawn,

    /// <summary>The desk removed it.</summary>
    Struck,

    /// <summary>Published after the time asked for.</summary>
    NotYetPublished,

    /// <summary>A publication time was asked for and this one's is unknown: listed, without effect.</summary>
    ReportTimeUnknown,
}

/// <summary>One fact as it is known at K: its coding then, its report time then, its incidents then.</summary>
public sealed class KnownFact
{
    private (DateTimeOffset ReportTime, int Act)? _latestInChain;
    private KnownFact _farther = null!; // Set by Follow, as Root is.
    private Voice? _voice;

    public required RecordedFact Recorded { get; init; }

    /// <summary>The coding in force: the recorded one, or the desk's latest correction of it.</summary>
    public required Fact Coding { get; init; }

    /// <summary>ρ: the fact's own report time, else its document's asserted publication time; missing when unknown.</summary>
    public required DateTimeOffset? ReportTime { get; init; }

    /// <summary>The event time's bounds, stated, resolved, or settled by a person.</summary>
    public required TimeBounds Bounds { get; init; }

    /// <summary>Whether a person settled the bounds.</summary>
    public required bool IsTimeSettled { get; init; }

    public required int? Credibility { get; init; }

    public required ReviewVerdict? Review { get; init; }

    public required bool IsRecoded { get; init; }

    /// <summary>Stands, or struck, not yet published, or of unknown report time; withdrawal is added once all facts are known.</summary>
    public Standing Standing { get; internal set; }

    /// <summary>The retraction that withdrew it.</summary>
    public KnownFact? WithdrawnBy { get; internal set; }

    /// <summary>The known fact of the same voice or publisher that this one explicitly revises.</summary>
    public KnownFact? Revises { get; internal set; }

    /// <summary>The first fact of the chain of revisions: its register is the register of all.</summary>
    public KnownFact Root { get; internal set; } = null!; // Set by Knowledge before anyone sees the fact.

    /// <summary>The incidents it counts under: its home after moves and merges, then its links.</summary>
    public IReadOnlyList<IncidentId> Incidents { get; internal set; } = [];

    /// <summary>How many facts stand before it in its chain of revisions.</summary>
    internal int Depth { get; private set; }

    /// <summary>When it counts as said, for what supersedes what; missing where its report time is unknown. A revision is never older than what it revises, whatever report time it was given.</summary>
    internal (DateTimeOffset ReportTime, int Act)? Order => ReportTime is null ? null : _latestInChain;

    public FactId Id => Recorded.Fact.FactId;

    public Voice Voice => _voice ??= Coding.Attribution.Voice();

    /// <summary>Whether it takes part at all: published by P and not struck. What was withdrawn still does.</summary>
    public bool IsSeen => Standing is Standing.Stands or Standing.Withdrawn;

    /// <summary>Rank at an equal report time on one feed key: report, revise, withdraw, reinstate (SEMANTICS 7).</summary>
    public int Act => Recorded.Fact.Claim switch
    {
        StatementCorrected => 1,
        StatementRetracted => 2,
        StatementReinstated => 3,
        _ => 0,
    };

    internal bool IsRetraction => Recorded.Fact.Claim is StatementRetracted;

    /// <summary>What the claim names as revised, or null.</summary>
    internal FactId? RevisesId => IsRetraction ? null : Recorded.Fact.Claim.Target();

    internal bool MayRevise(KnownFact target) =>
        Recorded.Fact.Attribution.Voice() == target.Recorded.Fact.Attribution.Voice()
        || Recorded.Fact.Attribution.Publisher == target.Recorded.Fact.Attribution.Publisher;

    /// <summary>The registers of a feed that it stands in: that of its own key, and that of the fact its chain of revisions began with.</summary>
    internal IReadOnlyList<(Voice Voice, string FeedKey)> FeedRegisters() => (FeedRegister, Root.FeedRegister) switch
    {
        ({ } own, { } root) when own != root => [own, root],
        ({ } own, _) => [own],
        (null, { } root) => [root],
        _ => [],
    };

    private (Voice Voice, string FeedKey)? FeedRegister => Recorded.Fact.FeedKey is { } key ? (Recorded.Fact.Attribution.Voice(), key) : null;

    /// <summary>Whether this retraction takes the other back (SEMANTICS 7): by name also where a report time is unknown, by feed key only what was reported before.</summary>
    internal bool Withdraws(KnownFact other) =>
        Recorded.Fact.Claim is StatementRetracted retracted && !other.IsRetraction
        && (retracted.Retracts is { } named
            ? named == other.Id && MayRevise(other) && !(other.ReportTime > ReportTime)
            : FeedRegisters().Intersect(other.FeedRegisters()).Any()
                && (other.ReportTime < ReportTime || (ReportTime is not null && other.ReportTime == ReportTime && other.Act < Act)));

    /// <summary>Puts it behind what it revises, which has been put in its own place before.</summary>
    internal void Follow(KnownFact? revised)
    {
        var own = IsSeen && ReportTime is { } reported ? (reported, Act) : ((DateTimeOffset, int)?)null;
        Root = revised?.Root ?? this;
        Depth = revised is null ? 0 : revised.Depth + 1;
        _farther = revised is null ? this : revised.Depth - revised._farther.Depth == revised._farther.Depth - revised._farther._farther.Depth ? revised._farther._farther : revised;
        _latestInChain = Nullable.Compare(own, revised?._latestInChain) >= 0 ? own : revised!._latestInChain; // Greater than missing, so there.
    }

    /// <summary>Whether this one explicitly takes the other's place, directly or through facts between. By leaps, each twice as far as the one before, so that a long chain costs little.</summary>
    internal bool RevisesTransitively(KnownFact other)
    {
        if (this == other || Root != other.Root)
        {
            return false;
        }

        var target = this;
        while (target.Depth > other.Depth)
        {
            target = target._farther.Depth >= other.Depth ? target._farther : target.Revises!; // Below its root, so it revises something.
        }

        return target == other;
    }
}
