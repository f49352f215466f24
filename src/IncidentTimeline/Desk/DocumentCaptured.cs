using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Desk;

/// <summary>What a source published was captured: frozen bytes, named by their SHA-256.</summary>
/// <param name="Publisher">Who published it: a registered source.</param>
/// <param name="MediaType">IANA media type of the captured bytes.</param>
/// <param name="Form">Whether the bytes are what was published or a person's transcription of it.</param>
/// <param name="Bytes">Size of the captured bytes.</param>
/// <param name="Url">Where it was published.</param>
/// <param name="Title">Its title.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="CapturedAt">When it was captured, where that was before it was recorded.</param>
/// <param name="TextSha256">SHA-256 of the text in UTF-8 that quotations are found in, where the bytes are not that text.</param>
[Description("What a source published was captured: frozen bytes, named by their SHA-256.")]
public sealed record DocumentCaptured(
    SourceId Publisher,
    [Length(1, 200)] string MediaType,
    DocumentForm Form,
    [Range(1, 33_554_432)] long Bytes,
    [Length(1, 2_000)] string? Url = null,
    [Length(1, 500)] string? Title = null,
    [Length(2, 35)] string? Language = null,
    DateTimeOffset? CapturedAt = null,
    DocumentHash? TextSha256 = null) : IDecisionType<DocumentCaptured>
{
    public static DecisionSubject Subject => DecisionSubject.Document;

    public static DocumentCaptured Example => new(new SourceId("wire-desk"), "text/plain", DocumentForm.Original, 1_024, "https://wire.example/kaluga-1", "Two drones down", "en");

    public string Tell() => $"Document captured: {Title ?? Url ?? MediaType}.";
}

/// <summary>Whether a document's bytes are what was published.</summary>
public enum DocumentForm
{
    /// <summary>The bytes as published.</summary>
    Original,

    /// <summary>Text that a person typed or pasted; said plainly wherever it is shown.</summary>
    Transcription,
}
