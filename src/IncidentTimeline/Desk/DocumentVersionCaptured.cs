using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Desk;

/// <summary>Another version of a captured document was captured from the same address; the earlier one stays as it is.</summary>
/// <param name="Publisher">Who published it: a registered source.</param>
/// <param name="MediaType">IANA media type of the captured bytes.</param>
/// <param name="Form">Whether the bytes are what was published or a person's transcription of it.</param>
/// <param name="Bytes">Size of the captured bytes.</param>
/// <param name="Supersedes">The version before.</param>
/// <param name="Url">Where it was published.</param>
/// <param name="Title">Its title.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="CapturedAt">When it was captured, where that was before it was recorded.</param>
/// <param name="TextSha256">SHA-256 of the text in UTF-8 that quotations are found in, where the bytes are not that text.</param>
[Description("Another version of a captured document was captured from the same address; the earlier one stays as it is.")]
public sealed record DocumentVersionCaptured(
    SourceId Publisher,
    [Length(1, 200)] string MediaType,
    DocumentForm Form,
    [Range(1, 33_554_432)] long Bytes,
    DocumentHash Supersedes,
    [Length(1, 2_000)] string? Url = null,
    [Length(1, 500)] string? Title = null,
    [Length(2, 35)] string? Language = null,
    DateTimeOffset? CapturedAt = null,
    DocumentHash? TextSha256 = null) : IDecisionType<DocumentVersionCaptured>
{
    public static DecisionSubject Subject => DecisionSubject.Document;

    public static DocumentVersionCaptured Example => new(new SourceId("wire-desk"), "text/plain", DocumentForm.Original, 1_024, new DocumentHash("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"), "https://wire.example/kaluga-1", "Two drones down", "en");

    public string Tell() => $"New version of a document captured: {Title ?? Url ?? MediaType}.";
}
