using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Following;

/// <summary>Where a follower says that it is, and whether this log is the one that it followed there (ADR 0016).</summary>
/// <param name="After">The last position that it took; 0 where it has taken none.</param>
/// <param name="Epoch">The epoch that it was told last; null where it keeps none, and can only be held to the position.</param>
internal readonly record struct FollowerPlace(long After, Guid? Epoch)
{
    /// <summary>The header of a reply that is followed: the epoch in which the follower is. Another is told before the first event that was recorded in it.</summary>
    private const string EpochHeader = "Timeline-Epoch";

    /// <summary>Reads it from a request. A client that reconnects sends the address it began with, and how far it got in the header <c>Last-Event-ID</c>.</summary>
    public static bool TryRead(long after, string? lastEventId, string? epoch, out FollowerPlace place, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        var hasEpoch = Guid.TryParseExact(epoch, "D", out var id);
        problem = (lastEventId is not null && !long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out after)) || after < 0
            ? Problem.InvalidQuery("after", "A position is 0 or more; Last-Event-ID is one that the stream gave as id.")
            : epoch is not null && !hasEpoch
                ? Problem.InvalidQuery("epoch", "The epoch that was told last, as it was told: in the header Timeline-Epoch, or with the position that was reached.")
                : null;
        place = problem is null ? new FollowerPlace(after, hasEpoch ? id : null) : default;
        return problem is null;
    }

    /// <summary>Why it cannot go on from there; null where it can.</summary>
    public ProblemHttpResult? RefusalBy(LogHistory log, HttpContext context)
    {
        if (After == 0)
        {
            return null;
        }

        // A standby may simply not have come so far.
        if (log.IsReplica && After > log.Head.Value)
        {
            return Problem.NotCaughtUp(context);
        }

        var shared = Epoch is { } epoch ? log.EndOf(epoch) : LogPosition.End;
        var now = log.Epochs is [.., var last] ? last.Id : (Guid?)null;
        return shared is not { } end ? Problem.LogRewound(After, null, now)
            : After > Math.Min(end.Value, log.Head.Value) ? Problem.LogRewound(After, Math.Min(end.Value, log.Head.Value), now)
            : null;
    }

    /// <summary>Tells in which epoch it is.</summary>
    public Guid? Tell(LogHistory log, HttpContext context)
    {
        var epoch = log.Of(new LogPosition(After))?.Id;
        context.Response.Headers[EpochHeader] = epoch?.ToString();
        return epoch;
    }
}
