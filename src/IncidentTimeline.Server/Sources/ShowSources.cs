using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Pictures;
using IncidentTimeline.Server.Problems;
using IncidentTimeline.Sources;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Sources;

/// <summary>GET /sources and /sources/{id}/statements: who speaks, and what a voice said over time.</summary>
internal static class ShowSources
{
    public static void MapSources(this WebApplication app)
    {
        app.MapGet("/sources", GetList).WithName("ListSources").WithSummary("The registered sources with their grades.").ProducesProblem(400).ProducesProblem(503);
        app.MapGet("/sources/{id}/statements", GetStatements).WithName("ListStatements")
            .WithSummary("What a source said as a voice, by report time, and what became of each statement; and its unnamed speakers' where it is the publisher.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
    }

    private static async Task<Results<Ok<IReadOnlyList<SourceListing>>, ProblemHttpResult>> GetList(
        [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, CancellationToken cancellationToken)
    {
        var (view, problem) = await viewer.ResolveAsync(cut, context, cancellationToken);
        if (view is null)
        {
            return problem!; // One of the two is there.
        }

        var knowledge = await view.Finder.OfSourcesAsync(view.Cut, cancellationToken);
        IReadOnlyList<SourceListing> sources = [.. knowledge.InForce.Sources.OrderBy(one => one.Key).Select(one => SourceListing.Of(one.Key, one.Value, knowledge))];
        return TypedResults.Ok(sources);
    }

    private static async Task<Results<Ok<SourceStatements>, ProblemHttpResult>> GetStatements(
        string id, [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, FactSearch search, FactSearchRunner searching, CancellationToken cancellationToken)
    {
        if (!SourceId.TryParse(id, out var source, out var reason))
        {
            return Problem.NotFound(reason);
        }

        var (view, problem) = await viewer.ResolveAsync(cut, context, cancellationToken);
        if (view is null)
        {
            return problem!; // As above.
        }

        if (!await searching.WaitForAsync(view.Cut.Known, cancellationToken))
        {
            return Problem.NotCaughtUp(context);
        }

        var knowledge = await view.Finder.OfSourceAsync(source, await search.FindAllAsync(source, cancellationToken), view.Cut, cancellationToken);
        return knowledge.InForce.Source(source) is { } registered
            ? TypedResults.Ok(SourceStatements.Of(source, registered, knowledge, view.AsOf))
            : Problem.NotFound($"No source {source} is registered.");
    }
}

/// <summary>A registered source.</summary>
/// <param name="Source">Its id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name as shown.</param>
/// <param name="Region">The region that it speaks for, where it was registered with one.</param>
/// <param name="RegionName">That region's name.</param>
/// <param name="Url">Where it publishes.</param>
/// <param name="Reliability">How the desk graded it; missing while it did not.</param>
internal sealed record SourceListing(SourceId Source, SourceKind Kind, string Name, RegionCode? Region, string? RegionName, string? Url, Reliability? Reliability)
{
    public static SourceListing Of(SourceId id, SourceRegistered source, Knowledge knowledge) =>
        new(id, source.Kind, source.Name, source.Region, source.Region is { } region ? Regions.NameOf(region) : null, source.Url, knowledge.InForce.ReliabilityOf(id));
}

/// <summary>What a source said.</summary>
/// <param name="Source">The source.</param>
/// <param name="AsOf">The cut points as resolved.</param>
/// <param name="Statements">By report time; those of unknown report time last.</param>
internal sealed record SourceStatements(SourceListing Source, AsOf AsOf, IReadOnlyList<SourceStatement> Statements)
{
    public static SourceStatements Of(SourceId id, SourceRegistered source, Knowledge knowledge, AsOf asOf) => new(
        SourceListing.Of(id, source, knowledge),
        asOf,
        [
            .. knowledge.Statements.Where(one => one.Fact.Voice.Source == id)
                .OrderBy(one => one.Fact.ReportTime ?? DateTimeOffset.MaxValue).ThenBy(one => one.Fact.Id).ThenBy(one => one.Aspect.Key)
                .Select(one => new SourceStatement(one.Incident, knowledge.Incidents.GetValueOrDefault(one.Incident)?.Title ?? one.Incident.Value, one.Aspect.Key, one.Place.Tell(), AccountView.Of(one, knowledge, asOf.EventTime), one.Standing)),
        ]);
}

/// <summary>One statement of a source.</summary>
/// <param name="Incident">The incident that it is about.</param>
/// <param name="Title">Its name as shown.</param>
/// <param name="Aspect">The question that it answers.</param>
/// <param name="Place">Where, in words.</param>
/// <param name="Account">The claim.</param>
/// <param name="Standing">What became of it.</param>
internal sealed record SourceStatement(IncidentId Incident, string Title, AspectKey Aspect, string Place, AccountView Account, Standing Standing);
