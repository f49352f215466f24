namespace IncidentTimeline.EventLog;

/// <summary>An event as the log has it. Never changes.</summary>
/// <param name="Position">Place in the whole log.</param>
/// <param name="StreamId">The stream it belongs to.</param>
/// <param name="Version">Place in that stream.</param>
/// <param name="EventId">The id its recorder gave it.</param>
/// <param name="Type">Its type's name.</param>
/// <param name="SchemaVersion">Which shape of the type <paramref name="Data"/> has.</param>
/// <param name="Data">UTF-8 JSON, the bytes that were appended.</param>
/// <param name="Metadata">UTF-8 JSON, the bytes that were appended.</param>
/// <param name="RecordedAt">UTC, to the microsecond, by the database's clock. Never earlier than that of a lower position; equal within a group.</param>
public sealed record RecordedEvent(
    LogPosition Position,
    string StreamId,
    StreamVersion Version,
    Guid EventId,
    string Type,
    int SchemaVersion,
    ReadOnlyMemory<byte> Data,
    ReadOnlyMemory<byte> Metadata,
    DateTimeOffset RecordedAt);
