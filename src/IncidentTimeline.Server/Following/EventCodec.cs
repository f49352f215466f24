using System.Text.Json;
using System.Text.Json.Serialization;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Following;

/// <summary>Between the domain's facts and decisions and the log's events. What is stored is our own serialisation, in one fixed member order.</summary>
internal static class EventCodec
{
    private const int SchemaVersion = 1;

    private static readonly HashSet<string> FactTypes = [.. Catalogue.FactTypes.Select(type => type.Name)];
    private static readonly HashSet<string> DecisionTypes = [.. Catalogue.Decisions.Select(type => type.Name)];

    public static string StreamOf(IncidentId incident) => $"incident-{incident}";

    public static string StreamOf(DocumentHash document) => $"document-{document}";

    public static string StreamOf(SourceId source) => $"source-{source}";

    public static NewEvent Encode(Fact fact, string actor) =>
        new(fact.FactId.Id, fact.Claim.GetType().Name, SchemaVersion, JsonSerializer.SerializeToUtf8Bytes(fact, Wire.Options), EncodeMetadata(actor));

    public static NewEvent Encode(Guid id, IDecision decision, string actor) =>
        new(id, decision.GetType().Name, SchemaVersion, JsonSerializer.SerializeToUtf8Bytes(decision, Wire.Options), EncodeMetadata(actor));

    /// <summary>The ledger with one more event. An event of a type or version that this program does not know stops it: skipping one would show a wrong picture.</summary>
    public static Ledger Apply(Ledger ledger, RecordedEvent recorded)
    {
        var position = new Position(recorded.Position.Value);
        var actor = ActorOf(recorded);
        var subject = recorded.StreamId[(recorded.StreamId.IndexOf('-', StringComparison.Ordinal) + 1)..];
        if (recorded.SchemaVersion == SchemaVersion && FactTypes.Contains(recorded.Type))
        {
            return ledger.With(new RecordedFact(position, recorded.RecordedAt, actor, new IncidentId(subject), DecodeFact(recorded)));
        }

        if (recorded.SchemaVersion == SchemaVersion && DecisionTypes.Contains(recorded.Type))
        {
            return ledger.With(new RecordedDecision(position, recorded.RecordedAt, actor, recorded.EventId, subject, JsonSerializer.Deserialize<IDecision>(recorded.Data.Span, Wire.Options)!)); // We wrote it.
        }

        throw new NotSupportedException($"Event {recorded.Position.Value} is a {recorded.Type} of version {recorded.SchemaVersion}, which this program does not know. Deploy the newer one.");
    }

    public static bool IsFact(RecordedEvent recorded) => FactTypes.Contains(recorded.Type);

    public static Fact DecodeFact(RecordedEvent recorded) => JsonSerializer.Deserialize<Fact>(recorded.Data.Span, Wire.Options)!; // We wrote it.

    public static string ActorOf(RecordedEvent recorded) => JsonSerializer.Deserialize<EventMetadata>(recorded.Metadata.Span, Wire.Options)!.Actor; // We wrote it.

    private static byte[] EncodeMetadata(string actor) => JsonSerializer.SerializeToUtf8Bytes(new EventMetadata(actor), Wire.Options);
}

/// <summary>What the service adds to an event. It is no part of its content.</summary>
/// <param name="Actor">Who recorded it.</param>
internal sealed record EventMetadata([property: JsonPropertyName("actor")] string Actor);
