using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace IncidentTimeline.Server.Projections;

/// <summary>GET /projections, POST /projections/{name}/rebuild and /revert: the tables that are kept by following the log, filled anew beside those in use.</summary>
internal static class ManageProjections
{
    public static void MapProjections(this WebApplication app)
    {
        app.MapGet("/projections", GetList).WithName("ListProjections")
            .WithSummary("The projections: how far each got, whether there are tables to go back to, and whether a rebuild left some.")
            .ProducesProblem(401).ProducesProblem(403);
        app.MapPost("/projections/{name}/rebuild", Rebuild).WithName("RebuildProjection")
            .WithSummary("Fills a projection anew beside the tables in use, compares both, and switches where they agree. One JSON object a line; the last is the verdict. Ends without one where the caller goes away, and leaves the tables in use as they were.")
            .Produces<string>(200, "application/x-ndjson").ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        app.MapPost("/projections/{name}/revert", Revert).WithName("RevertProjection")
            .WithSummary("Uses the tables from before the last rebuild again, after what was recorded since is applied to them. Answers as a rebuild does.")
            .Produces<string>(200, "application/x-ndjson").ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<Ok<IReadOnlyList<ProjectionView>>> GetList(
        IEnumerable<KeptProjection> kept, ProjectionRebuild rebuild, NpgsqlDataSource database, EventStore store, CancellationToken cancellationToken)
    {
        var head = await store.HeadAsync(cancellationToken);
        var views = new List<ProjectionView>();
        foreach (var (projector, fresh) in kept)
        {
            var projection = fresh();
            var position = await projector.CheckpointAsync(cancellationToken);
            var versions = await rebuild.VersionsAsync(database, projection, cancellationToken);
            views.Add(new ProjectionView(
                projection.Name, projector.Status, position.Value, head.Value, [.. projection.Tables.Select(table => table.Name)], versions.HasPrevious, versions.HasUnfinished));
        }

        return TypedResults.Ok<IReadOnlyList<ProjectionView>>(views);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Rebuild(
        string name, HttpContext context, IEnumerable<KeptProjection> kept, ProjectionRebuild rebuild, IHostApplicationLifetime lifetime, CancellationToken cancellationToken, bool acceptDifferences = false)
    {
        if (Find(name, kept) is not { } projection)
        {
            return NotFound(name);
        }

        await RebuildAnswer.WriteAsync(context, (report, ending) => rebuild.RebuildAsync(projection, acceptDifferences, report, ending), lifetime.ApplicationStopping, cancellationToken);
        return TypedResults.Empty;
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Revert(
        string name, HttpContext context, IEnumerable<KeptProjection> kept, ProjectionRebuild rebuild, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        if (Find(name, kept) is not { } projection)
        {
            return NotFound(name);
        }

        await RebuildAnswer.WriteAsync(context, (report, ending) => rebuild.RevertAsync(projection, report, ending), lifetime.ApplicationStopping, cancellationToken);
        return TypedResults.Empty;
    }

    private static IRebuildableProjection? Find(string name, IEnumerable<KeptProjection> kept) => kept.FirstOrDefault(one => one.Projector.Name == name)?.Fresh();

    private static ProblemHttpResult NotFound(string name) => Problem.NotFound($"No projection is called {(name.Length <= 100 ? name : name[..100] + "…")}; GET /projections lists them.");
}

/// <summary>One projection.</summary>
/// <param name="Name">Names it.</param>
/// <param name="Status">Whether this service keeps it now.</param>
/// <param name="Position">The last event in it.</param>
/// <param name="Head">The last event of the log.</param>
/// <param name="Tables">Where it is kept.</param>
/// <param name="HasPrevious">Whether there are tables from before the last rebuild, to go back to.</param>
/// <param name="HasUnfinished">Whether a rebuild runs, was cut short, or found differences and left its tables.</param>
internal sealed record ProjectionView(string Name, ProjectorStatus Status, long Position, long Head, IReadOnlyList<string> Tables, bool HasPrevious, bool HasUnfinished);
