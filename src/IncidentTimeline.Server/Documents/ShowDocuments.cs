using IncidentTimeline.Desk;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Access.Limits;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Pictures;
using IncidentTimeline.Server.Problems;
using IncidentTimeline.Sources;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Documents;

/// <summary>GET /documents, /documents/{sha256}, its text and bytes, and the facts that rest on it.</summary>
internal static class ShowDocuments
{
    /// <summary>Documents of a page where the caller names no other number, and the most that may be named.</summary>
    public const int PageDefault = 100, PageMax = 500;

    public static void MapDocuments(this WebApplication app)
    {
        app.MapGet("/documents", GetList).WithName("ListDocuments")
            .WithSummary("The captured documents, the latest first, with how many facts rest on each. Pages by before and limit.").ProducesProblem(400).ProducesProblem(503);
        app.MapGet("/documents/{sha256}", GetOne).WithName("ShowDocument")
            .WithSummary("What is known of a captured document, its SHA-256 computed anew.").ProducesProblem(400).ProducesProblem(404);
        app.MapGet("/documents/{sha256}/text", GetText).WithName("ReadDocumentText")
            .WithSummary("The text that quotations count in, as UTF-8.").Produces<string>(200, "text/plain").ProducesProblem(404);
        app.MapGet("/documents/{sha256}/bytes", GetBytes).WithName("ReadDocumentBytes")
            .WithSummary("The bytes as captured.").Produces<byte[]>(200, "application/octet-stream").ProducesProblem(404);
        app.MapGet("/documents/{sha256}/facts", GetFacts).WithName("ListDocumentFacts")
            .WithSummary("The facts that rest on a document, by where they are quoted, and the spans that nobody has coded.").ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<Results<Ok<DocumentPage>, ProblemHttpResult>> GetList(
        [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, CancellationToken cancellationToken, long before = long.MaxValue, int limit = PageDefault)
    {
        if (before < 1 || limit is < 1 or > PageMax)
        {
            return before < 1 ? Problem.InvalidQuery("before", "A position, 1 or more.") : Problem.InvalidQuery("limit", $"Between 1 and {PageMax}.");
        }

        var (view, problem) = await viewer.ResolveAsync(cut, context, cancellationToken);
        if (view is null)
        {
            return problem!; // One of the two is there.
        }

        var (captures, knowledge, facts) = await view.Finder.OfDocumentsAsync(new Position(before), limit, view.Cut, cancellationToken);
        return TypedResults.Ok(new DocumentPage(
            [.. captures.Select(one => DocumentListing.Of(one, knowledge, facts))],
            captures.Count == limit ? captures[^1].Position : null));
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
            return problem!; // As above.
        }

        FoldQueue.Leave(context);
        if (!await documents.TryHoldAsync(context, hash, cancellationToken))
        {
            return Problem.NoRoom(context);
        }

        var knowledge = await view.Finder.OfDocumentAsync(hash, view.Cut, cancellationToken);
        var document = TracedDocument.Of(hash, await documents.ReadAsync(hash, cancellationToken), await documents.ReadTextAsync(hash, cancellationToken), knowledge);
        return document.Form is null ? NotCaptured(hash) : TypedResults.Ok(document);
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> GetText(string sha256, HttpContext context, DocumentStore documents, CancellationToken cancellationToken) =>
        !DocumentHash.TryParse(sha256, out var hash, out var reason) ? Problem.NotFound(reason)
        : !await documents.TryHoldAsync(context, hash, cancellationToken) ? Problem.NoRoom(context)
        : await documents.ReadUtf8TextAsync(hash, cancellationToken) is { } text ? InPieces(text, "text/plain; charset=utf-8")
        : NotCaptured(hash);

    // Always as a download of unknown type: what a source published is never run by our own origin.
    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> GetBytes(string sha256, HttpContext context, DocumentStore documents, CancellationToken cancellationToken) =>
        !DocumentHash.TryParse(sha256, out var hash, out var reason) ? Problem.NotFound(reason)
        : !await documents.TryHoldAsync(context, hash, cancellationToken) ? Problem.NoRoom(context)
        : await documents.ReadAsync(hash, cancellationToken) is { } bytes ? InPieces(bytes, "application/octet-stream", hash.Value)
        : NotCaptured(hash);

    // Else the web server would take a second copy of all of it for a slow reader.
    private static FileStreamHttpResult InPieces(byte[] bytes, string mediaType, string? name = null) => TypedResults.File(new MemoryStream(bytes, writable: false), mediaType, name);

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
        if (!await documents.TryHoldAsync(context, hash, cancellationToken))
        {
            return Problem.NoRoom(context);
        }

        return await documents.FindTextAsync(hash, cancellationToken) is { } text
            ? TypedResults.Ok(DocumentFacts.Of(hash, text, await view.Finder.OfDocumentAsync(hash, view.Cut, cancellationToken), view.EventTime))
            : NotCaptured(hash);
    }

    private static ProblemHttpResult NotCaptured(DocumentHash hash) => Problem.NotFound($"No document {hash} was captured.");
}

/// <summary>A page of documents.</summary>
/// <param name="Documents">The latest captured first.</param>
/// <param name="Next">Hand it to before for the next page; missing on the last.</param>
internal sealed record DocumentPage(IReadOnlyList<DocumentListing> Documents, Position? Next);

/// <summary>A captured document as it is listed; nothing of it is computed anew.</summary>
/// <param name="Sha256">Its name.</param>
/// <param name="Publisher">Who published it.</param>
/// <param name="PublisherName">The registered name.</param>
/// <param name="Form">Captured original or transcription.</param>
/// <param name="Title">Its title.</param>
/// <param name="Url">Where it was published.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="PublishedAt">When it was published, as asserted; missing when unknown.</param>
/// <param name="Supersedes">The version before it.</param>
/// <param name="Facts">How many facts rest on it, whatever became of them.</param>
/// <param name="CapturedBy">Who captured it.</param>
/// <param name="RecordedAt">When the log recorded that.</param>
/// <param name="Position">Where.</param>
internal sealed record DocumentListing(
    DocumentHash Sha256,
    SourceId Publisher,
    string PublisherName,
    DocumentForm Form,
    string? Title,
    string? Url,
    string? Language,
    DateTimeOffset? PublishedAt,
    DocumentHash? Supersedes,
    int Facts,
    string CapturedBy,
    DateTimeOffset RecordedAt,
    Position Position)
{
    public static DocumentListing Of(RecordedDecision recorded, Knowledge knowledge, IReadOnlyDictionary<DocumentHash, int> facts)
    {
        var capture = Capture.Of(recorded.Decision)!; // The index lists captures alone.
        var hash = new DocumentHash(recorded.Subject);
        return new DocumentListing(
            hash,
            capture.Publisher,
            knowledge.InForce.Source(capture.Publisher)?.Name ?? capture.Publisher.Value,
            capture.Form,
            capture.Title,
            capture.Url,
            capture.Language,
            knowledge.InForce.PublicationTimeOf(hash),
            capture.Supersedes,
            facts.GetValueOrDefault(hash),
            recorded.Actor,
            recorded.RecordedAt,
            recorded.Position);
    }
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
