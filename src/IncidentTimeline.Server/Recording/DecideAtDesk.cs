using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Problems;
using IncidentTimeline.Sources;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Recording;

/// <summary>POST /incidents/{id}/desk, /documents/{sha256}/desk and /sources/{id}/desk: the desk's decisions, in the stream of what they are about.</summary>
internal static class DecideAtDesk
{
    public static void MapDecideAtDesk(this WebApplication app)
    {
        Map<IncidentId>("/incidents/{id}/desk", "DecideOnIncident", DecisionSubject.Incident, EventCodec.StreamOf);
        Map<DocumentHash>("/documents/{id}/desk", "DecideOnDocument", DecisionSubject.Document, EventCodec.StreamOf);
        Map<SourceId>("/sources/{id}/desk", "DecideOnSource", DecisionSubject.Source, EventCodec.StreamOf);

        void Map<TId>(string route, string name, DecisionSubject subject, Func<TId, string> streamOf) where TId : struct, ITextValue<TId> =>
            app.MapPost(route, (string id, HttpContext context, FactRecorder recorder, KnownLedger known, CancellationToken cancellationToken) =>
                    PostAsync(id, subject, streamOf, context, recorder, known, cancellationToken))
                .WithName(name)
                .WithSummary("Records a decision of the desk. It can be undone by a DecisionUndone.")
                .Accepts<DeskRequest>("application/json")
                .ProducesProblem(400).ProducesProblem(401).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422).ProducesProblem(429);
    }

    private static async Task<Results<Created<DeskReceipt>, Ok<DeskReceipt>, ProblemHttpResult>> PostAsync<TId>(
        string text, DecisionSubject subject, Func<TId, string> streamOf, HttpContext context, FactRecorder recorder, KnownLedger known, CancellationToken cancellationToken) where TId : struct, ITextValue<TId>
    {
        if (!TId.TryParse(text, out var id, out var reason))
        {
            return Problem.NotFound(reason);
        }

        if (!IfMatch.TryRead(context.Request, out var expected))
        {
            return Problem.Malformed("", "If-Match is one quoted version, such as \"7\".");
        }

        var (request, problem) = await RequestBody.ReadAsync<DeskRequest>(context.Request, cancellationToken);
        if (request is null)
        {
            return problem!; // One of the two is there.
        }

        if (Catalogue.SubjectOf(request.Decision) is var about && about != subject && about != DecisionSubject.Any)
        {
            return Problem.Refused("wrong-subject", $"A {request.Decision.GetType().Name} is decided on a {about.ToString().ToLowerInvariant()}.", "/decision/type");
        }

        if (request.Decision is IncidentOpened or SourceRegistered or DocumentCaptured or DocumentVersionCaptured)
        {
            return Problem.Refused("founds-a-stream", "Post it to /incidents, /sources or /documents.", "/decision/type");
        }

        if (!await known.IsFoundedAsync(streamOf(id), cancellationToken))
        {
            return Problem.NotFound($"No {subject.ToString().ToLowerInvariant()} {id.Value} is known.");
        }

        var decisionId = request.DecisionId ?? Guid.CreateVersion7();
        var outcome = await recorder.DecideAsync(streamOf(id), id.Value, decisionId, request.Decision, context.Actor(), expected, cancellationToken);
        return Answer(context, outcome, decisionId);
    }

    private static Results<Created<DeskReceipt>, Ok<DeskReceipt>, ProblemHttpResult> Answer(HttpContext context, RecordOutcome outcome, Guid decisionId) =>
        outcome.ToResult(context, context.Request.Path).Result switch
        {
            Created<Receipt> created => TypedResults.Created(created.Location, DeskReceipt.Of(created.Value!, decisionId)), // Receipts are never null.
            Ok<Receipt> again => TypedResults.Ok(DeskReceipt.Of(again.Value!, decisionId)), // As above.
            var problem => (ProblemHttpResult)problem,
        };
}

/// <summary>A decision of the desk.</summary>
/// <param name="Decision">What is decided.</param>
/// <param name="DecisionId">Its id, so that a retry is recognised; made by the service where missing.</param>
public sealed record DeskRequest(IDecision Decision, Guid? DecisionId = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DecisionId == Guid.Empty)
        {
            yield return new ValidationResult("A decision id is a UUID and not all zeros.", ["decisionId"]);
        }
    }
}

/// <summary>What the desk gets.</summary>
/// <param name="Version">Version of the stream after it; also the ETag.</param>
/// <param name="Position">Its position in the log.</param>
/// <param name="DecisionId">By which it is undone.</param>
public sealed record DeskReceipt(long Version, long Position, Guid DecisionId)
{
    internal static DeskReceipt Of(Receipt receipt, Guid decisionId) => new(receipt.Version, receipt.Position, decisionId);
}
