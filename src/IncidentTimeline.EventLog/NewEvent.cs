namespace IncidentTimeline.EventLog;

/// <summary>
/// An event on its way into the log. <paramref name="Data"/> and <paramref name="Metadata"/> are UTF-8 JSON and are stored
/// byte for byte; their memory must stay untouched until the append has answered.
/// </summary>
/// <param name="EventId">Unique in the whole log; what makes a retry recognisable.</param>
/// <param name="Type">1 to <see cref="Limits.TypeLengthMax"/> characters.</param>
/// <param name="SchemaVersion">1 or more: which shape of the type <paramref name="Data"/> has.</param>
/// <param name="Data">What happened. With stream, type and schema version it is the content that a retry is compared by.</param>
/// <param name="Metadata">Circumstances of the recording (actor, trace). Not compared: a retry may carry others, the first stay.</param>
public sealed record NewEvent(
    Guid EventId,
    string Type,
    int SchemaVersion,
    ReadOnlyMemory<byte> Data,
    ReadOnlyMemory<byte> Metadata);
