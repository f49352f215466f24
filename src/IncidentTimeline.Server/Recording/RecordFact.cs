using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace IncidentTimeline.Server.Recording;

/// <summary>POST /incidents/{id}/facts: one fact, or an array of them, all or none.</summary>
internal static class RecordFact
{
    /// <summary>Its name in the OpenAPI document.</summary>
    internal const string Name = nameof(RecordFact);

    /// <summary>Bytes of one request: as much as one append takes.</summary>
    private const int BodyBytesMax = Limits.AppendBytesMax;

    public static void MapRecordFact(this WebApplication app) =>
        app.MapPost("/incidents/{id}/facts", Post)
            .WithName(Name)
            .WithSummary("Records a fact, or an array of facts all or none. The same fact id again answers the first receipt.")
            .WithMetadata(new RequestSizeLimitAttribute(BodyBytesMax))
            .Accepts<Fact>("application/json")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(413).ProducesProblem(422).ProducesProblem(429);

    private static async Task<Results<Created<Receipt>, Ok<Receipt>, ProblemHttpResult>> Post(
        string id, HttpContext context, FactRecorder recorder, CancellationToken cancellationToken)
    {
        if (!IncidentId.TryParse(id, out var incident, out var reason))
        {
            return Problem.NotFound(reason);
        }

        if (!IfMatch.TryRead(context.Request, out var expected))
        {
            return Problem.Malformed("", "If-Match is one quoted version, such as \"7\".");
        }

        var (facts, problem) = await ReadAsync(context.Request, cancellationToken);
        if (facts is null)
        {
            return problem!; // One of the two is there.
        }

        var outcome = await recorder.RecordAsync(incident, facts, context.Actor(), expected, cancellationToken);
        return outcome.ToResult(context, facts is [var one] ? $"/facts/{one.FactId}" : $"/incidents/{incident}/timeline");
    }

    private static async Task<(IReadOnlyList<Fact>? Facts, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (facts, problem) = await RequestBody.ReadOneOrManyAsync<Fact>(request, cancellationToken);
        return facts is { Count: 0 or > Limits.EventsPerAppendMax }
            ? (null, Problem.Malformed("", $"Between 1 and {Limits.EventsPerAppendMax} facts in one request."))
            : (facts, problem);
    }
}
