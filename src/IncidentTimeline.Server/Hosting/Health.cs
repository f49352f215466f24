using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Following;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace IncidentTimeline.Server.Hosting;

/// <summary>GET /health/live: the process answers. GET /health/ready: the log can be read, and pictures and search have all of it, and the last append, if there was one just now, succeeded.</summary>
internal static class Health
{
    /// <summary>Events that pictures or search may be behind and still count as ready.</summary>
    private const long LagMax = 1_000;

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => TypedResults.Ok(new Liveness("alive"))).WithName("Live").WithSummary("The process answers.");
        app.MapGet("/health/ready", GetReady).WithName("Ready").WithSummary("The log can be read, and pictures and search are not behind it.").Produces<Readiness>(503);
    }

    private static async Task<JsonHttpResult<Readiness>> GetReady(EventStore store, LiveLedger ledger, FactSearchRunner search, CancellationToken cancellationToken)
    {
        try
        {
            var head = (await store.HeadAsync(cancellationToken)).Value;
            var pictures = ledger.Current.Head.Value;
            var found = (await search.Projector.CheckpointAsync(cancellationToken)).Value;
            var isReady = ledger.Error is null && store.AppendError is null && search.Projector.Status != ProjectorStatus.Stopped && head - Math.Min(pictures, found) <= LagMax;
            return TypedResults.Json(new Readiness(isReady, head, pictures, found), statusCode: isReady ? 200 : 503);
        }
        catch (NpgsqlException)
        {
            // No database, not ready: this is the one place where its absence is an answer.
            return TypedResults.Json(new Readiness(false, null, ledger.Current.Head.Value, null), statusCode: 503);
        }
    }
}

/// <summary>The process answers.</summary>
internal sealed record Liveness(string Status);

/// <summary>Whether the service can be relied on.</summary>
/// <param name="IsReady">Whether it can.</param>
/// <param name="Head">Last position of the log; missing where the database does not answer.</param>
/// <param name="Pictures">How far pictures got.</param>
/// <param name="Search">How far the search got.</param>
internal sealed record Readiness(bool IsReady, long? Head, long Pictures, long? Search);
