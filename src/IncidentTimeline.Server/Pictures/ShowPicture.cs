using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Pictures;

/// <summary>GET /regions, /regions/{code}/picture and /conflicts: what is said to be the case.</summary>
internal static class ShowPicture
{
    public static void MapPictures(this WebApplication app)
    {
        app.MapGet("/regions", GetRegions).WithName("ListRegions")
            .WithSummary("Regions that have questions of their own, with their incidents; never totals. all=true lists every ISO 3166 region known, within= those in one alone; include=context counts context incidents too.")
            .ProducesProblem(400);
        app.MapGet("/regions/{code}/picture", GetPicture).WithName("ShowPicture")
            .WithSummary("What is said to be the case in a region: displayed and competing accounts, and what is not known. include=context adds context incidents.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        app.MapGet("/conflicts", GetConflicts).WithName("ListConflicts")
            .WithSummary("Accounts that cannot all be true, as computed, and relations as asserted by persons.")
            .ProducesProblem(400).ProducesProblem(503);
    }

    private static async Task<Results<Ok<IReadOnlyList<RegionListing>>, ProblemHttpResult>> GetRegions(
        [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, CancellationToken cancellationToken, bool all = false, string? within = null, string? include = null)
    {
        if (include is not (null or "context"))
        {
            return Problem.InvalidQuery("include", "Only context can be included.");
        }

        RegionCode? whole = null;
        if (within is not null)
        {
            if (!RegionCode.TryParse(within, out var code, out var reason) || !Regions.Exists(code))
            {
                return Problem.InvalidQuery("within", reason ?? $"No ISO 3166 region {within} is known.");
            }

            whole = code;
        }

        var (view, problem) = await viewer.ResolveAsync(cut, context, cancellationToken);
        if (view is null)
        {
            return problem!; // One of the two is there.
        }

        var (knowledge, shown) = await view.Finder.OfRegionsAsync(view.Cut, cancellationToken);
        return TypedResults.Ok(view.Fold("regions", () => RegionListing.All(knowledge, shown, all, whole, include == "context")));
    }

    private static async Task<Results<Ok<Picture>, ProblemHttpResult>> GetPicture(
        string code, [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, CancellationToken cancellationToken, string? include = null)
    {
        if (!RegionCode.TryParse(code, out var region, out var reason) || !Regions.Exists(region))
        {
            return Problem.NotFound(reason ?? $"No ISO 3166 region {code} is known.");
        }

        if (include is not (null or "context"))
        {
            return Problem.InvalidQuery("include", "Only context can be included.");
        }

        var (view, problem) = await viewer.ResolveAsync(cut, context, cancellationToken);
        if (view is null)
        {
            return problem!; // As above.
        }

        var (knowledge, surroundings) = await view.Finder.OfRegionAsync(region, view.Cut, cancellationToken);
        return TypedResults.Ok(view.Fold("picture", () => Picture.Of(knowledge, surroundings, region, view.EventTime, include == "context")));
    }

    private static async Task<Results<Ok<Conflicts>, ProblemHttpResult>> GetConflicts(
        [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, CancellationToken cancellationToken)
    {
        var (view, problem) = await viewer.ResolveAsync(cut, context, cancellationToken);
        if (view is null)
        {
            return problem!; // As above.
        }

        var (knowledge, isDisputed) = await view.Finder.OfConflictsAsync(view.Cut, cancellationToken);
        return TypedResults.Ok(view.Fold("conflicts", () => Conflicts.Of(knowledge, view.EventTime, isDisputed)));
    }
}

/// <summary>A region in the list.</summary>
/// <param name="Region">ISO 3166 code.</param>
/// <param name="Name">English name.</param>
/// <param name="Parent">The area it lies in.</param>
/// <param name="Incidents">The incidents with questions on it.</param>
/// <param name="Picture">Where its picture is.</param>
internal sealed record RegionListing(RegionCode Region, string Name, RegionCode? Parent, IReadOnlyList<IncidentId> Incidents, string Picture)
{
    public static IReadOnlyList<RegionListing> All(Knowledge knowledge, Surroundings shown, bool all, RegionCode? within, bool withContext)
    {
        var here = IncidentTimeline.Pictures.Picture.IncidentsByRegion(knowledge, shown, withContext);
        var codes = all ? Regions.All.Select(region => region.Code) : here.Select(group => group.Key);
        return [.. codes.Where(code => within is not { } whole || Regions.Ancestry(code).Contains(whole)).Order().Select(code => new RegionListing(code, Regions.NameOf(code), Regions.Find(code)?.Parent, [.. here[code]], $"/regions/{code}/picture"))];
    }
}
