using System.Text.Json;

namespace IncidentTimeline.Client;

/// <summary>One line of an exported log: an event, and beside a captured document its bytes.</summary>
/// <param name="Position">Its place in the log that it comes from.</param>
/// <param name="Stream">What it is about: <c>incident-</c>, <c>document-</c> or <c>source-</c> and the id.</param>
/// <param name="Version">Its place in that stream.</param>
/// <param name="EventId">The id that its recorder gave it, or that followed from its content.</param>
/// <param name="Type">Its type's name.</param>
/// <param name="SchemaVersion">Which shape of the type its data has.</param>
/// <param name="RecordedAt">When that log recorded it.</param>
/// <param name="Data">The fact or the decision.</param>
/// <param name="Metadata">Who recorded it there.</param>
/// <param name="Document">Of a captured document: what was captured.</param>
public sealed record ExportedEvent(
    long Position, string Stream, long Version, Guid EventId, string Type, int SchemaVersion, DateTimeOffset RecordedAt, JsonElement Data, JsonElement Metadata, ExportedDocument? Document = null)
{
    internal static ExportedEvent Of(TimelineEvent recorded) => new(
        recorded.Position, recorded.Subject, recorded.Version, recorded.Id, recorded.Type, recorded.SchemaVersion, recorded.Time, recorded.Data,
        JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["actor"] = recorded.Actor }));
}

/// <summary>What was captured of a document.</summary>
/// <param name="Bytes">The bytes as published, or as transcribed.</param>
/// <param name="Text">The text that quotations are found in, where it is not the bytes.</param>
public sealed record ExportedDocument(byte[] Bytes, string? Text = null);
