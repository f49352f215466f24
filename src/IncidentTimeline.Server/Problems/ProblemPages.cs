using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace IncidentTimeline.Server.Problems;

/// <summary>Answers as problem documents what no endpoint answered: an unknown path, and a failure.</summary>
internal static partial class ProblemPages
{
    public static void UseProblems(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProblemPages));
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => Answer(context, context.Features.Get<IExceptionHandlerFeature>()?.Error, logger).ExecuteAsync(context),
            // What is the caller's fault is told to the caller; that the database is away, the log's own loops say once, not each request.
            SuppressDiagnosticsCallback = _ => true,
        });
        app.UseStatusCodePages(pages => (pages.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => Problem.Unreadable(),
            StatusCodes.Status404NotFound => Problem.NotFound($"No resource {pages.HttpContext.Request.Path}."),
            StatusCodes.Status405MethodNotAllowed => Problem.MethodNotAllowed(),
            StatusCodes.Status415UnsupportedMediaType => Problem.Unsupported("Send application/json."),
            var other => Problem.Other(other),
        }).ExecuteAsync(pages.HttpContext));
    }

    private static ProblemHttpResult Answer(HttpContext context, Exception? error, ILogger logger)
    {
        switch (error)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest }:
                return Problem.Unreadable();
            case BadHttpRequestException bad:
                return Problem.Other(bad.StatusCode);
            case not null when IsOutage(error):
                return Problem.DatabaseAway(context);
            default:
                LogFailed(logger, error, context.Request.Method, ProblemWriter.TraceId(context));
                return Problem.Failed(context);
        }
    }

    private static bool IsOutage(Exception? error) =>
        error is NpgsqlException { IsTransient: true } or PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow }
        or NpgsqlException { InnerException: System.Net.Sockets.SocketException or IOException };

    [LoggerMessage(EventId = 720, Level = LogLevel.Error, Message = "A {Method} failed, and its caller was told the trace id {TraceId}; look at the exception, which is a defect of this program")]
    private static partial void LogFailed(ILogger logger, Exception? failure, string method, string traceId);
}
