using System.Diagnostics;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Hosting;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace IncidentTimeline.Server.Problems;

/// <summary>Answers as problem documents what no endpoint answered: an unknown path, and a failure.</summary>
internal static partial class ProblemPages
{
    public static void UseProblems(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProblemPages));
        app.UseExceptionHandler(errors => errors.Run(context => Explain(context, logger).ExecuteAsync(context)));
        app.UseStatusCodePages(pages => (pages.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => Problem.Unreadable(),
            StatusCodes.Status404NotFound => Problem.NotFound($"No resource {pages.HttpContext.Request.Path}."),
            StatusCodes.Status405MethodNotAllowed => Problem.MethodNotAllowed(),
            StatusCodes.Status415UnsupportedMediaType => Problem.Unsupported("Send Content-Type: application/json."),
            var other => Problem.Other(other),
        }).ExecuteAsync(pages.HttpContext));
    }

    // The caller gets a trace id and nothing else of a failure; the rest is the operator's, under the same trace id.
    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Explain(HttpContext context, ILogger logger)
    {
        var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        switch (error)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest }:
                return Problem.Unreadable();
            case BadHttpRequestException bad:
                return Problem.Other(bad.StatusCode);
            case PostgresException { SqlState: PostgresErrorCodes.DiskFull }:
            case not null when error.IsOutage() && context.RequestServices.GetRequiredService<Storage>().IsFull:
                LogStorageFull(logger, trace, error.Message);
                return Problem.StorageFull(context);
            case PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction }:
                return Problem.ReadOnly(context);
            case LogRewoundException: // It has been logged; the service ends.
                return Problem.NotCaughtUp(context);
            case not null when error.IsOutage():
                LogDatabaseAway(logger, trace, error.Message);
                return Problem.DatabaseAway(context);
            default:
                LogFailed(logger, error, trace);
                return Problem.Failed(trace);
        }
    }

    [LoggerMessage(EventId = 720, Level = LogLevel.Error, Message = "A request failed, trace {TraceId}: look at the exception, which is a defect of this program")]
    private static partial void LogFailed(ILogger logger, Exception? exception, string traceId);

    [LoggerMessage(EventId = 722, Level = LogLevel.Error, Message = "A request found no room in the database, trace {TraceId}; make room on its disk, it goes on by itself: {Reason}")]
    private static partial void LogStorageFull(ILogger logger, string traceId, string reason);

    [LoggerMessage(EventId = 721, Level = LogLevel.Warning, Message = "A request found no database, trace {TraceId}: {Reason}")]
    private static partial void LogDatabaseAway(ILogger logger, string traceId, string reason);
}
