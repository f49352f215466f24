using System.ComponentModel;
using System.Globalization;
using IncidentTimeline.Changes;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace IncidentTimeline.Server.Pictures;

/// <summary>The two ends of a difference, as they stand in its URL.</summary>
/// <param name="From">The earlier end: an RFC 3339 instant, or a position where the axis is known.</param>
/// <param name="To">The later end, likewise. Default the head, or now.</param>
/// <param name="Axis">Which cut point moves: known, published or event. Default known.</param>
internal sealed record DiffEnds(
    [property: FromQuery(Name = "from"), Description("The earlier end: an RFC 3339 instant, or a position where the axis is known.")] string? From,
    [property: FromQuery(Name = "to"), Description("The later end, likewise. Default: the head of the log, or now.")] string? To,
    [property: FromQuery(Name = "axis"), Description("Which cut point moves: known, published or event. Default: known.")] string? Axis);

/// <summary>GET /regions/{code}/picture/diff: what a picture shows otherwise than an earlier one, and why.</summary>
internal static class ShowPictureDiff
{
    public static void MapPictureDiff(this WebApplication app) =>
        app.MapGet("/regions/{code}/picture/diff", Get).WithName("ShowPictureDiff")
            .WithSummary("What a region's picture shows otherwise than an earlier one: withdrawals first, each change with the facts and desk decisions it came by. include=context adds context incidents.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);

    private static async Task<Results<Ok<PictureDiff>, ProblemHttpResult>> Get(
        string code, [AsParameters] DiffEnds ends, [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, TimeProvider time, CancellationToken cancellationToken, string? include = null)
    {
        if (!RegionCode.TryParse(code, out var region, out var reason) || !Regions.Exists(region))
        {
            return Problem.NotFound(reason ?? $"No ISO 3166 region {code} is known.");
        }

        if (include is not (null or "context"))
        {
            return Problem.InvalidQuery("include", "Only context can be included.");
        }

        if (AxisOf(ends.Axis) is not { } axis)
        {
            return Problem.InvalidQuery("axis", "Give known, published or event.");
        }

        if (Fault(ends, cut, axis) is { } fault)
        {
            return fault;
        }

        // One now for both ends, whatever is not cut through by the axis.
        var now = Viewer.Write(time.GetUtcNow());
        var (earlier, later, problem) = await viewer.ResolveAsync(At(cut, axis, ends.From, now), At(cut, axis, ends.To, now), context, cancellationToken);
        if (earlier is null || later is null)
        {
            return problem!; // Where one is missing, that says why.
        }

        if (!Follows(earlier, later, axis))
        {
            return Problem.InvalidQuery("from", "It comes after to. Give the earlier end as from, and the later as to.");
        }

        var (before, after) = await later.Finder.OfRegionBetweenAsync(region, earlier.Cut, later.Cut, cancellationToken);
        return TypedResults.Ok(later.Fold("diff", () => PictureDiff.Of(new Moment(before, earlier.EventTime), new Moment(after, later.EventTime), region, axis, include == "context")));
    }

    private static DiffAxis? AxisOf(string? axis) => axis switch
    {
        null or "known" => DiffAxis.Known,
        "published" => DiffAxis.Published,
        "event" => DiffAxis.Event,
        _ => null,
    };

    private static ProblemHttpResult? Fault(DiffEnds ends, CutPoints cut, DiffAxis axis)
    {
        if (ends.From is null)
        {
            return Problem.InvalidQuery("from", "Give the earlier end.");
        }

        var (replaced, parameter) = axis switch
        {
            DiffAxis.Known => (cut.KnownAt, "knownAt"),
            DiffAxis.Published => (cut.PublishedBy, "publishedBy"),
            _ => (cut.EventTime, "eventTime"),
        };
        if (replaced is not null)
        {
            return Problem.InvalidQuery(parameter, "Along this axis from and to say it.");
        }

        foreach (var (name, end) in new[] { ("from", ends.From), ("to", ends.To) })
        {
            if (end is not null && !(axis == DiffAxis.Known && long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out _)) && !Viewer.TryInstant(end, out _))
            {
                return Problem.InvalidQuery(name, axis == DiffAxis.Known
                    ? "Give a position, such as 42, or an RFC 3339 instant with an offset, such as 2024-05-14T09:30:00Z."
                    : "Give an RFC 3339 instant with an offset, such as 2024-05-14T09:30:00Z (write + as %2B).");
            }
        }

        return null;
    }

    private static CutPoints At(CutPoints cut, DiffAxis axis, string? end, string now) => axis switch
    {
        DiffAxis.Known => cut with { KnownAt = end, EventTime = cut.EventTime ?? now },
        DiffAxis.Published => cut with { PublishedBy = end ?? now, EventTime = cut.EventTime ?? now },
        _ => cut with { EventTime = end ?? now },
    };

    private static bool Follows(View earlier, View later, DiffAxis axis) => axis switch
    {
        DiffAxis.Known => earlier.Cut.Known <= later.Cut.Known,
        DiffAxis.Published => earlier.Cut.PublishedBy <= later.Cut.PublishedBy,
        _ => earlier.EventTime <= later.EventTime,
    };
}
