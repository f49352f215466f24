using System.Diagnostics;
using IncidentTimeline.Server.Hosting.Telemetry;

namespace IncidentTimeline.Server.Problems;

/// <summary>Writes every problem document, whatever the caller accepts, with the trace id that the log has too, and counts it by its slug.</summary>
internal sealed class ProblemWriter(ServiceTelemetry telemetry) : IProblemDetailsWriter
{
    private const string SlugPrefix = "/problems/";

    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Extensions.TryAdd("traceId", TraceId(context.HttpContext));
        telemetry.Refused(problem.Type?.StartsWith(SlugPrefix, StringComparison.Ordinal) == true ? problem.Type[SlugPrefix.Length..] : "other", context.HttpContext.Response.StatusCode);
        await context.HttpContext.Response.WriteAsJsonAsync(problem, problem.GetType(), options: null, "application/problem+json", context.HttpContext.RequestAborted);
    }

    /// <summary>What the caller is told and the log holds.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
}
