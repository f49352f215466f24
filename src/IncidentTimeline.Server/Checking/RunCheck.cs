using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Problems;
using IncidentTimeline.Server.Statements;
using Npgsql;

namespace IncidentTimeline.Server.Checking;

/// <summary>GET /check: checks the whole timeline beside the running service, and says what it finds as it finds it.</summary>
internal static class RunCheck
{
    public static void MapCheck(this WebApplication app) =>
        app.MapGet("/check", Get).WithName("RunCheck")
            .WithSummary("Checks the log, the documents, the search and the statement index as they are now. One JSON object a line; the last is the verdict.")
            .Produces<string>(200, "application/x-ndjson").ProducesProblem(429);

    private static async Task Get(
        HttpContext context, CheckGate gate, NpgsqlDataSource database, FactSearch search, StatementIndexRunner indexing, FactSearchRunner searching, CancellationToken cancellationToken)
    {
        if (!gate.TryEnter())
        {
            await Problem.Busy(context, "A check is running. Wait for its verdict, or try again then.").ExecuteAsync(context);
            return;
        }

        try
        {
            var check = new TimelineCheck(database, search, ServiceHost.Migrations, indexing, searching);
            context.Response.ContentType = "application/x-ndjson";
            // The first line may take as long as a large table takes to be read and sorted: the caller should know that it was heard.
            await context.Response.StartAsync(cancellationToken);
            await foreach (var line in check.RunAsync(cancellationToken))
            {
                await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, Wire.Options), cancellationToken);
                await context.Response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
                await context.Response.Body.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            gate.Leave();
        }
    }
}

/// <summary>Lets one check at a time into the database: it reads and sorts whole tables.</summary>
internal sealed class CheckGate : IDisposable
{
    private readonly SemaphoreSlim _free = new(1);

    public bool TryEnter() => _free.Wait(0);

    public void Leave() => _free.Release();

    public void Dispose() => _free.Dispose();
}
