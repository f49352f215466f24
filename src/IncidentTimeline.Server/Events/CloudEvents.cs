using System.Buffers;
using System.Globalization;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Following;

namespace IncidentTimeline.Server.Events;

/// <summary>
/// An event as it leaves the service: CloudEvents 1.0, structured JSON (cloudevents.io, spec 1.0.2). Extension attributes are lower case
/// without hyphens, and lists are text with commas, as that standard has neither; the position is text, as its integers end at 2³¹ − 1.
/// </summary>
internal static class CloudEvents
{
    /// <summary>RFC 3986 has no scheme for a log; the standard asks for a reference that is unique with the id, which is a UUID.</summary>
    private const string Source = "/events";

    /// <summary>The schema of a type's shape at one version, as <c>GET /fact-types/{type}</c> gives it.</summary>
    public static string SchemaOf(string type, int version) => string.Create(CultureInfo.InvariantCulture, $"urn:incident-timeline:{type}:{version}");

    public static byte[] Write(RecordedEvent recorded, EventReach reach)
    {
        var output = new ArrayBufferWriter<byte>(recorded.Data.Length + 1024);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Wire.Options.Encoder, SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("specversion"u8, "1.0"u8);
        writer.WriteString("id"u8, recorded.EventId);
        writer.WriteString("source"u8, Source);
        writer.WriteString("type"u8, recorded.Type);
        writer.WriteString("subject"u8, recorded.StreamId);
        writer.WriteString("time"u8, recorded.RecordedAt.UtcDateTime);
        writer.WriteString("datacontenttype"u8, "application/json"u8);
        writer.WriteString("dataschema"u8, SchemaOf(recorded.Type, recorded.SchemaVersion));
        Span<char> position = stackalloc char[20];
        recorded.Position.Value.TryFormat(position, out var length, provider: CultureInfo.InvariantCulture);
        writer.WriteString("position"u8, position[..length]);
        writer.WriteNumber("version"u8, recorded.Version.Value);
        writer.WriteString("actor"u8, EventCodec.ActorOf(recorded));
        if (EventCodec.SubjectOf(recorded.StreamId) is (Desk.DecisionSubject.Incident, var incident))
        {
            writer.WriteString("incident"u8, incident);
        }

        WriteList(writer, "incidents"u8, reach.Incidents);
        WriteList(writer, "regions"u8, reach.Regions);
        WriteList(writer, "types"u8, reach.Types);
        WriteList(writer, "sources"u8, reach.Sources);
        WriteList(writer, "revisedby"u8, reach.Revised);
        if (reach.IsOpen)
        {
            writer.WriteBoolean("open"u8, true);
        }

        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(recorded.Data.Span, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    // An attribute that would be empty is left out, as the standard demands.
    private static void WriteList<T>(Utf8JsonWriter writer, ReadOnlySpan<byte> name, SortedSet<T> values)
    {
        if (values.Count > 0)
        {
            writer.WriteString(name, string.Join(',', values));
        }
    }
}
