using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Access.Limits;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Pictures;
using IncidentTimeline.Server.Problems;
using IncidentTimeline.Sources;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Documents;

/// <summary>GET /documents/{sha256}, its text and bytes, and the facts that rest on it.</summary>
internal static class ShowDocuments
{
    public static void MapDocuments(this WebApplication app)
    {
        app.MapGet("/documents/{sha256}", GetOne).WithName("ShowDocument")
            .WithSummary("What is known of a captured document, its SHA-256 computed anew.").ProducesProblem(400).ProducesProblem(404);
        app.MapGet("/documents/{sha256}/text", GetText).WithName("ReadDocumentText")
            .WithSummary("The text that quotations count in, as UTF-8.").Produces<string>(200, "text/plain").ProducesProblem(404);
        app.MapGet("/documents/{sha256}/bytes", GetBytes).WithName("ReadDocumentBytes")
            .WithSummary("The bytes as captured.").Produces<byte[]>(200, "application/octet-stream").ProducesProblem(404);
        app.MapGet("/documents/{sha256}/facts", GetFacts).WithName("ListDocumentFacts")
            .WithSummary("The facts that rest on a document, by where they are quoted, and the spans that nobody has coded.").ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<Results<Ok<TracedDocument>, ProblemHttpResult>> GetOne(
        string sha256, [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, DocumentStore documents, CancellationToken cancellationToken)
    {
        if (!DocumentHash.TryParse(sha256, out var hash, out var reason))
        {
            return Problem.NotFound(reason);
        }

        var (view, problem) = await viewer.ResolveAsync(cut, context, cancellationToken);
        if (view is null)
        {
            return problem!; // One of the two is there.
        }

        FoldQueue.Leave(context);
        var knowledge = await view.Finder.OfDocumentAsync(hash, view.Cut, cancellationToken);
        var document = TracedDocument.Of(hash, await documents.ReadAsync(hash, cancellationToken), await documents.ReadTextAsync(hash, cancellationToken), knowledge);
        return document.Form is null ? NotCaptured(hash) : TypedResults.Ok(document);
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> GetText(string sha256, DocumentStore documents, CancellationToken cancellationToken) =>
        !DocumentHash.TryParse(sha256, out var hash, out var reason) ? Problem.NotFound(reason)
        : await documents.ReadTextAsync(hash, cancellationToken) is { } text ? TypedResults.Text(text, "text/plain; charset=utf-8")
        : NotCaptured(hash);

    // Always as a download of unknown type: what a source published is never run by our own origin.
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetBytes(string sha256, DocumentStore documents, CancellationToken cancellationToken) =>
        !DocumentHash.TryParse(sha256, out var hash, out var reason) ? Problem.NotFound(reason)
        : await documents.ReadAsync(hash, cancellationToken) is { } bytes ? TypedResults.File(bytes, "application/octet-stream", hash.Value)
        : NotCaptured(hash);

    private static async Task<Results<Ok<DocumentFacts>, ProblemHttpResult>> GetFacts(
        string sha256, [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, DocumentStore documents, CancellationToken cancellationToken)
    {
        if (!DocumentHash.TryParse(sha256, out var hash, out var reason))
        {
            return Problem.NotFound(reason);
        }

        var (view, problem) = await viewer.ResolveAsync(cut, context, cancellationToken);
        if (view is null)
        {
            return problem!; // As above.
        }

        FoldQueue.Leave(context);
        return await documents.FindTextAsync(hash, cancellationToken) is { } text
            ? TypedResults.Ok(DocumentFacts.Of(hash, text, await view.Finder.OfDocumentAsync(hash, view.Cut, cancellationToken), view.EventTime))
            : NotCaptured(hash);
    }

    private static ProblemHttpResult NotCaptured(DocumentHash hash) => Problem.NotFound($"No document {hash} was captured.");
}

/// <summary>The facts that rest on a document.</summary>
/// <param name="Document">The document.</param>
/// <param name="Facts">By where they are quoted; struck ones too, marked.</param>
/// <param name="Uncoded">Spans that no fact rests on.</param>
internal sealed record DocumentFacts(DocumentHash Document, IReadOnlyList<FactView> Facts, IReadOnlyList<TextSpan> Uncoded)
{
    public static DocumentFacts Of(DocumentHash hash, DocumentText text, Knowledge knowledge, DateTimeOffset eventTime)
    {
        var facts = knowledge.Facts.Where(fact => fact.Coding.Document == hash)
            .OrderBy(fact => fact.Coding.Quotations is [var first, ..] ? first.Start : 0).ThenBy(fact => fact.Id).ToList();
        var coded = facts.Where(fact => fact.Standing != IncidentTimeline.Pictures.Standing.Struck)
            .SelectMany(fact => fact.Coding.Quotations ?? []).Select(quotation => (quotation.Start, quotation.End));
        return new DocumentFacts(
            hash,
            [.. facts.Select(fact => FactView.Of(fact, knowledge, eventTime))],
            [.. text.Without(coded).Select(span => new TextSpan(span.Start, span.End, text.Slice(span.Start, span.End)))]);
    }
}

/// <summary>A span of a document's text, in code points.</summary>
internal sealed record TextSpan(int Start, int End, string Text);
