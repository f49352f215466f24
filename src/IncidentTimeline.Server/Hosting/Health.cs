using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Hosting;

/// <summary>GET /health/live: the process answers. GET /health/ready: what it answers is current, and whether recording works.</summary>
internal static class Health
{
    /// <summary>Seconds after which it is worth to ask again: about the time the log's reader takes to notice a change.</summary>
    private const int RetryAfterSeconds = 2;

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => TypedResults.Ok(new Liveness("alive"))).WithName("Live").WithSummary("The process answers.");
        app.MapGet("/health/ready", GetReady).WithName("Ready").WithSummary("The log was read lately, and pictures and search are not behind it.").Produces<Readiness>(503);
    }

    private static JsonHttpResult<Readiness> GetReady(HttpContext context, ReadinessCheck check)
    {
        var readiness = check.Look();
        if (!readiness.CanRead)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return TypedResults.Json(readiness, statusCode: readiness.CanRead ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>The process answers.</summary>
internal sealed record Liveness(string Status);
