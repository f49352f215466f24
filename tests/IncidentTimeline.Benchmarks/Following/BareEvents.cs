using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IncidentTimeline.Benchmarks.Following;

/// <summary>
/// The least that the framework can do for followers: <c>GET /events</c> holds a response open, and what is posted to <c>/send</c> is written to
/// each, as one server-sent event. No log, no filter, no key. A program of its own, so that it has a process as the server has.
/// </summary>
internal static class BareEvents
{
    /// <summary>The argument by which the benchmarks' program is this one.</summary>
    public const string Argument = "bare-events";

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        var outputs = new List<PipeWriter>();
        app.MapGet("/events", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            lock (outputs)
            {
                outputs.Add(context.Response.BodyWriter);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (outputs)
            {
                outputs.Remove(context.Response.BodyWriter);
            }
        });
        app.MapPost("/send", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var message = body.ToArray();
            lock (outputs)
            {
                foreach (var output in outputs)
                {
                    // Each on a turn of its own, as the server's followers are.
                    _ = Task.Run(() => WriteAsync(output, message), CancellationToken.None);
                }
            }

            context.Response.StatusCode = StatusCodes.Status202Accepted;
        });
        await app.StartAsync(cancellationToken);
        Console.WriteLine($"Listening on {app.Urls.Single()}");
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static async Task WriteAsync(PipeWriter output, byte[] message)
    {
        output.Write("data: "u8);
        output.Write(message);
        output.Write("\n\n"u8);
        await output.FlushAsync();
    }
}
