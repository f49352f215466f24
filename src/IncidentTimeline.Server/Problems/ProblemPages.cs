using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace IncidentTimeline.Server.Problems;

/// <summary>Answers as problem documents what no endpoint answered: an unknown path, and a failure.</summary>
internal static class ProblemPages
{
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(errors => errors.Run(context =>
        {
            var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
            return (error switch
            {
                BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } => Problem.Unreadable(),
                BadHttpRequestException bad => Problem.Other(bad.StatusCode),
                _ when IsOutage(error) => Problem.DatabaseAway(context),
                _ => Problem.Failed(context),
            }).ExecuteAsync(context);
        }));
        app.UseStatusCodePages(pages => (pages.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => Problem.Unreadable(),
            StatusCodes.Status404NotFound => Problem.NotFound($"No resource {pages.HttpContext.Request.Path}."),
            StatusCodes.Status405MethodNotAllowed => Problem.MethodNotAllowed(),
            StatusCodes.Status415UnsupportedMediaType => Problem.Unsupported("Send application/json."),
            var other => Problem.Other(other),
        }).ExecuteAsync(pages.HttpContext));
    }

    private static bool IsOutage(Exception? error) =>
        error is NpgsqlException { IsTransient: true } or PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow }
        or NpgsqlException { InnerException: System.Net.Sockets.SocketException or IOException };
}
