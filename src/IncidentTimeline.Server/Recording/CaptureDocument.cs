using System.ComponentModel.DataAnnotations;
using System.Text;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Documents;
using IncidentTimeline.Server.Problems;
using IncidentTimeline.Sources;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace IncidentTimeline.Server.Recording;

/// <summary>POST /documents: freezes what a source published, by its SHA-256.</summary>
internal static class CaptureDocument
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes of a request from which on it counts as large: 1 MiB, as much as other resources take at all.</summary>
    private const long LargeBytes = 1024 * 1024;

    // Large captures at once: the largest takes some 300 MB while it is read and stored. A turn begins when the body is here, so that
    // no slow sender has one; what one caller may hold lets it wait for a few turns only, which end sooner than others' patience.
    private static readonly SemaphoreSlim LargeCaptures = new(2);
    private static readonly TimeSpan LargeCaptureWaitMax = TimeSpan.FromSeconds(10);

    public static void MapCaptureDocument(this WebApplication app) =>
        app.MapPost("/documents", Post)
            .WithName("CaptureDocument")
            .WithSummary("Captures a document: its bytes as published, or a transcription, marked as one. The same bytes again answer the first receipt.")
            .WithMetadata(new RequestSizeLimitAttribute((DocumentStore.BytesMax / 3 * 4) + (1024 * 1024)))
            .Accepts<NewDocument>("application/json")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422).ProducesProblem(429);

    private static async Task<Results<Created<CaptureReceipt>, Ok<CaptureReceipt>, ProblemHttpResult>> Post(
        HttpContext context, FactRecorder recorder, CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReceiveAsync(context.Request, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        if (body.Length < LargeBytes)
        {
            return await CaptureAsync(body, context, recorder, cancellationToken);
        }

        if (!await LargeCaptures.WaitAsync(LargeCaptureWaitMax, cancellationToken))
        {
            return Problem.Busy(context);
        }

        try
        {
            return await CaptureAsync(body, context, recorder, cancellationToken);
        }
        finally
        {
            LargeCaptures.Release();
        }
    }

    private static async Task<Results<Created<CaptureReceipt>, Ok<CaptureReceipt>, ProblemHttpResult>> CaptureAsync(
        ReadOnlyMemory<byte> body, HttpContext context, FactRecorder recorder, CancellationToken cancellationToken)
    {
        var (document, problem) = RequestBody.Read<NewDocument>(body);
        if (document is null)
        {
            return problem!; // One of the two is there.
        }

        var (outcome, hash) = await RecordAsync(document, recorder, context.Actor(), cancellationToken);
        return outcome.ToResult(context, $"/documents/{hash}").Result switch
        {
            Created<Receipt> created => TypedResults.Created(created.Location, CaptureReceipt.Of(created.Value!, hash)), // Receipts are never null.
            Ok<Receipt> again => TypedResults.Ok(CaptureReceipt.Of(again.Value!, hash)), // As above.
            var other => (ProblemHttpResult)other,
        };
    }

    /// <summary>Freezes the bytes and founds the document's stream.</summary>
    public static async Task<(RecordOutcome Outcome, DocumentHash Hash)> RecordAsync(
        NewDocument document, FactRecorder recorder, string actor, CancellationToken cancellationToken)
    {
        if (Content(document) is not { } content)
        {
            return (RecordOutcome.Refuse("no-text", "Bytes that are not UTF-8 text need their text beside them, so that quotations can be found in it.", "/text"), default);
        }

        var hash = DocumentHash.Of(content.Bytes);
        return (await recorder.CaptureAsync(hash, content.Bytes, content.Text, Captured(document, content), actor, cancellationToken), hash);
    }

    // The text of plain text is the bytes themselves, read strictly: a replaced character would shift no offset but hide what was there.
    private static (byte[] Bytes, string Text, DocumentForm Form)? Content(NewDocument document)
    {
        if (document.Bytes is not { } bytes)
        {
            return (Encoding.UTF8.GetBytes(document.Text!), document.Text!, DocumentForm.Transcription); // Checked by the shape.
        }

        if (document.Text is { } text)
        {
            return (bytes, text, DocumentForm.Original);
        }

        try
        {
            var read = StrictUtf8.GetString(bytes);
            return read.Contains('\0', StringComparison.Ordinal) ? null : (bytes, read, DocumentForm.Original);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static IDecision Captured(NewDocument document, (byte[] Bytes, string Text, DocumentForm Form) content)
    {
        // A text beside the bytes is proved by a hash of its own: what quotations rest on must not change unseen.
        DocumentHash? textSha256 = document.Bytes is null || document.Text is null ? null : DocumentHash.Of(Encoding.UTF8.GetBytes(content.Text));
        return document.Supersedes is { } before
            ? new DocumentVersionCaptured(document.Publisher, document.MediaType, content.Form, content.Bytes.Length, before, document.Url, document.Title, document.Language, document.CapturedAt, textSha256)
            : new DocumentCaptured(document.Publisher, document.MediaType, content.Form, content.Bytes.Length, document.Url, document.Title, document.Language, document.CapturedAt, textSha256);
    }
}

/// <summary>A document to be captured: its bytes as published (Base64), or the text that a person transcribed.</summary>
/// <param name="Publisher">Who published it: a registered source.</param>
/// <param name="Bytes">The bytes as published, Base64, at most 32 MiB.</param>
/// <param name="Text">Without bytes: the transcription. With bytes that are no UTF-8 text: the text in them, for quotations.</param>
/// <param name="MediaType">IANA media type of the bytes. Default text/plain.</param>
/// <param name="Supersedes">The version of the same address that this one follows.</param>
/// <param name="Url">Where it was published.</param>
/// <param name="Title">Its title.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="CapturedAt">When it was captured, where that was before now.</param>
public sealed record NewDocument(
    SourceId Publisher,
    byte[]? Bytes = null,
    [Length(1, DocumentStore.BytesMax), Verbatim] string? Text = null,
    [Length(1, 200)] string MediaType = "text/plain",
    DocumentHash? Supersedes = null,
    [Length(1, 2_000)] string? Url = null,
    [Length(1, 500)] string? Title = null,
    [Length(2, 35)] string? Language = null,
    DateTimeOffset? CapturedAt = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Bytes is null or [] && string.IsNullOrEmpty(Text))
        {
            yield return new ValidationResult("A document has bytes, or a transcription in text.", ["bytes"]);
        }

        if (Bytes?.Length > DocumentStore.BytesMax)
        {
            yield return new ValidationResult("A document has at most 32 MiB.", ["bytes"]);
        }

        if (Bytes is null && Text is not null && Encoding.UTF8.GetByteCount(Text) > DocumentStore.BytesMax)
        {
            yield return new ValidationResult("A document has at most 32 MiB, as UTF-8.", ["text"]);
        }
    }
}

/// <summary>What a capturer gets.</summary>
/// <param name="Version">Version of the document's stream; also the ETag.</param>
/// <param name="Position">Its position in the log.</param>
/// <param name="Sha256">The document's name from now on.</param>
public sealed record CaptureReceipt(long Version, long Position, DocumentHash Sha256)
{
    internal static CaptureReceipt Of(Receipt receipt, DocumentHash hash) => new(receipt.Version, receipt.Position, hash);
}
