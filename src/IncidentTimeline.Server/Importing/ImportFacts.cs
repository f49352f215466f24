using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Access.Limits;
using IncidentTimeline.Server.Problems;
using IncidentTimeline.Server.Recording;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.OpenApi;

namespace IncidentTimeline.Server.Importing;

/// <summary>POST /facts: a stream of lines, each with the facts of one incident, and a verdict a line. What is wrong with one line is no trouble for the others.</summary>
internal static class ImportFacts
{
    /// <summary>Its name in the OpenAPI document.</summary>
    internal const string Name = nameof(ImportFacts);

    public static void MapImportFacts(this WebApplication app) =>
        app.MapPost("/facts", Post)
            .WithName(Name)
            .WithSummary("Records a stream of any length: one JSON object a line, whose facts are recorded all or none, and one verdict a line, in their order.")
            .WithMetadata(new DisableRequestSizeLimitAttribute()) // A stream has no length; a line has, and so has what waits of it.
            .AddOpenApiOperationTransformer(DescribeBodyAsync)
            .Produces<LineVerdict>(200, "application/x-ndjson")
            .ProducesProblem(401).ProducesProblem(415);

    // Not by Accepts, which would have the router turn another media type away before anybody asked who sends it.
    private static async Task DescribeBodyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken) =>
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/x-ndjson"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(FactLine), null, cancellationToken) },
            },
        };

    private static async Task Post(
        HttpContext context, FactRecorder recorder, EventStore store, KeyRing keys, HeldBytes held, TimeProvider time, IHostApplicationLifetime life, CancellationToken cancellationToken)
    {
        if (!RequestBody.Is(context.Request, "application/x-ndjson", out var problem))
        {
            await problem.ExecuteAsync(context);
            return;
        }

        if (!held.TryHold(context, FactStream.BytesUnderWayMax))
        {
            await Problem.NoRoom(context).ExecuteAsync(context);
            return;
        }

        // Whoever sends as fast as a feed speaks may be silent for long, and we hold him up while the database is busy.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        context.Response.ContentType = "application/x-ndjson";
        await context.Response.StartAsync(cancellationToken);
        var recording = new LineRecorder(recorder, store, context.Actor(), time);
        var caller = context.Caller()!; // No writing endpoint is open to nobody: see AccessTable.
        using var import = new FactStream(context.Request.BodyReader, context.Response.BodyWriter, recording, () => keys.StillLetsIn(caller));
        await import.RunAsync(life.ApplicationStopping, cancellationToken);
    }
}
