using System.Diagnostics;
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
    /// <summary>The version of the shapes that this program writes.</summary>
    internal const int SchemaVersion = 1;

    private static readonly (string Prefix, DecisionSubject Kind)[] Streams =
        [("incident-", DecisionSubject.Incident), ("document-", DecisionSubject.Document), ("source-", DecisionSubject.Source)];

    private static readonly HashSet<string> FactTypes = [.. Catalogue.FactTypes.Select(type => type.Name)];
    private static readonly HashSet<string> DecisionTypes = [.. Catalogue.Decisions.Select(type => type.Name)];

    public static string StreamOf(IncidentId incident) => $"incident-{incident}";

    public static string StreamOf(DocumentHash document) => $"document-{document}";

    public static string StreamOf(SourceId source) => $"source-{source}";

    /// <summary>What a stream is about, and its id; the kind is null for a stream that is none of ours.</summary>
    public static (DecisionSubject? Kind, string Subject) SubjectOf(string stream)
    {
        foreach (var (prefix, kind) in Streams)
        {
            if (stream.StartsWith(prefix, StringComparison.Ordinal))
            {
                return (kind, stream[prefix.Length..]);
            }
        }

        return (null, stream);
    }

    public static NewEvent Encode(Fact fact, string actor) =>
        new(fact.FactId.Id, fact.Claim.GetType().Name, SchemaVersion, JsonSerializer.SerializeToUtf8Bytes(fact, Wire.Options), EncodeMetadata(actor));

    public static NewEvent Encode(Guid id, IDecision decision, string actor) =>
        new(id, decision.GetType().Name, SchemaVersion, JsonSerializer.SerializeToUtf8Bytes(decision, Wire.Options), EncodeMetadata(actor));

    /// <summary>The ledger with one more event. An event that cannot be read stops it: skipping one would show a wrong picture.</summary>
    public static Ledger Apply(Ledger ledger, RecordedEvent recorded) => Recorded(recorded) switch
    {
        ({ } fact, _) => ledger.With(fact),
        (_, { } decision) => ledger.With(decision),
        _ => throw new UnreachableException("An event is a fact or a decision."),
    };

    /// <summary>The event as the domain knows it: a fact or a decision, with where and when it was recorded, and by whom.</summary>
    public static (RecordedFact? Fact, RecordedDecision? Decision) Recorded(RecordedEvent recorded)
    {
        var position = new Position(recorded.Position.Value);
        var actor = ActorOf(recorded);
        var subject = SubjectOf(recorded.StreamId).Subject;
        return Decode(recorded) switch
        {
            ({ } fact, _) => (new RecordedFact(position, recorded.RecordedAt, actor, new IncidentId(subject), fact), null),
            (_, { } decision) => (null, new RecordedDecision(position, recorded.RecordedAt, actor, recorded.EventId, subject, decision)),
            _ => throw new UnreachableException("An event is a fact or a decision."),
        };
    }

    /// <summary>The fact or the decision that an event is; one of the two is there. The one place where an older shape becomes today's: by its schema version.</summary>
    /// <exception cref="NotSupportedException">Its type or version is none that this program knows: a newer one wrote it.</exception>
    /// <exception cref="JsonException">It does not have the shape of its type.</exception>
    public static (Fact? Fact, IDecision? Decision) Decode(RecordedEvent recorded) => recorded.SchemaVersion switch
    {
        1 when FactTypes.Contains(recorded.Type) => (Read<Fact>(recorded.Data), null),
        1 when DecisionTypes.Contains(recorded.Type) => (null, Read<IDecision>(recorded.Data)),
        _ => throw new NotSupportedException($"Event {recorded.Position.Value} is a {recorded.Type} of version {recorded.SchemaVersion}, which this program does not know. Deploy the newer one."),
    };

    public static string ActorOf(RecordedEvent recorded) => Read<EventMetadata>(recorded.Metadata).Actor;

    private static T Read<T>(ReadOnlyMemory<byte> json) where T : class =>
        WrittenJson.Read<T>(json.Span) ?? throw new JsonException("null is no event.");

    private static byte[] EncodeMetadata(string actor) => JsonSerializer.SerializeToUtf8Bytes(new EventMetadata(actor), Wire.Options);
}

/// <summary>What the service adds to an event. It is no part of its content.</summary>
/// <param name="Actor">Who recorded it.</param>
internal sealed record EventMetadata([property: JsonPropertyName("actor")] string Actor);
