using System.Text.Json;

namespace IncidentTimeline.Client;

/// <summary>A source to be registered.</summary>
/// <param name="Id">Chosen by the caller: 1 to 100 lower-case letters, digits and hyphens.</param>
/// <param name="Kind">What it is; <c>POST /sources</c> has the words, such as <c>agency</c> or <c>official-body</c>.</param>
/// <param name="Name">As it is shown; for an official the office, never a private person. 1 to 200 characters.</param>
/// <param name="Region">ISO 3166 code of where it speaks for, where that is one region.</param>
/// <param name="Url">Where it publishes.</param>
public sealed record NewSource(string Id, string Kind, string Name, string? Region = null, string? Url = null);

/// <summary>An incident to be opened.</summary>
/// <param name="Id">Chosen by the caller: 1 to 100 lower-case letters, digits and hyphens.</param>
/// <param name="Title">1 to 300 characters.</param>
/// <param name="Kind"><c>happening</c>, <c>group</c>, <c>context</c> or <c>feed</c>.</param>
/// <param name="Questions">Aspects that are always shown, answered or not, beside those of its kind; at most 100.</param>
public sealed record NewIncident(string Id, string Title, string Kind, IReadOnlyList<string>? Questions = null);

/// <summary>A document to be captured: the bytes as published, or a transcription.</summary>
/// <param name="Publisher">The registered source that published it.</param>
/// <param name="Bytes">The bytes as published, at most 32 MiB; null for a transcription.</param>
/// <param name="Text">Without bytes the transcription, marked as one; beside bytes that are no UTF-8 text, the text in them that is quoted.</param>
/// <param name="MediaType">IANA media type of the bytes. Default <c>text/plain</c>.</param>
/// <param name="Supersedes">SHA-256 of the version of the same address that this one follows.</param>
/// <param name="Url">Where it was published.</param>
/// <param name="Title">Its title.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="CapturedAt">When it was captured, where that was before now.</param>
public sealed record NewDocument(
    string Publisher,
    byte[]? Bytes = null,
    string? Text = null,
    string? MediaType = null,
    string? Supersedes = null,
    string? Url = null,
    string? Title = null,
    string? Language = null,
    DateTimeOffset? CapturedAt = null);

/// <summary>What came of recording something.</summary>
/// <param name="Version">The version of its stream (the incident's, document's or source's) after it.</param>
/// <param name="Position">Its place in the log, of several facts the last one's; hand it to <see cref="CutPoints.AtLeast"/> to see your own write.</param>
/// <param name="IsNew">Whether it was recorded now; else the same request had been before, and this is its receipt.</param>
/// <param name="Sha256">Of a document: its name.</param>
public sealed record Receipt(long Version, long Position, bool IsNew = false, string? Sha256 = null);

internal sealed record NewDecision(JsonElement Decision, Guid DecisionId);
