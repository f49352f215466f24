using System.Buffers;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Problems;

namespace IncidentTimeline.Server.Events;

/// <summary>GET /events: the log as it is, one event a line.</summary>
internal static class ReadEvents
{
    /// <summary>Events in one reply; the next one goes on after the last position.</summary>
    private const int LimitMax = 10_000;

    public static void MapEvents(this WebApplication app) =>
        app.MapGet("/events", Get).WithName("ReadEvents")
            .WithSummary("The log after a position, one JSON event a line, in order and without a gap.")
            .Produces<string>(200, "application/x-ndjson").ProducesProblem(400);

    private static IResult Get(HttpContext context, EventStore store, CancellationToken cancellationToken, long after = 0, int limit = 1_000)
    {
        if (after is < 0 or > long.MaxValue - LimitMax)
        {
            return Problem.InvalidQuery("after", "A position is 0 or more, and no log grows that long.");
        }

        return limit is < 1 or > LimitMax
            ? Problem.InvalidQuery("limit", $"Between 1 and {LimitMax}.")
            : TypedResults.Stream(body => WriteAsync(body, store, after, limit, cancellationToken), "application/x-ndjson");
    }

    private static async Task WriteAsync(Stream body, EventStore store, long after, int limit, CancellationToken cancellationToken)
    {
        // A line is made in memory and sent at once: the server refuses to be written to synchronously.
        var line = new ArrayBufferWriter<byte>();
        await using var writer = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = Wire.Options.Encoder, SkipValidation = true });
        await foreach (var recorded in store.ReadLogAsync(new LogPosition(after), new LogPosition(after + limit), cancellationToken))
        {
            Write(writer, recorded);
            await writer.FlushAsync(cancellationToken);
            line.Write("\n"u8);
            await body.WriteAsync(line.WrittenMemory, cancellationToken);
            line.ResetWrittenCount();
            writer.Reset();
        }
    }

    private static void Write(Utf8JsonWriter writer, RecordedEvent recorded)
    {
        writer.WriteStartObject();
        writer.WriteNumber("position", recorded.Position.Value);
        writer.WriteString("stream", recorded.StreamId);
        writer.WriteNumber("version", recorded.Version.Value);
        writer.WriteString("eventId", recorded.EventId);
        writer.WriteString("type", recorded.Type);
        writer.WriteNumber("schemaVersion", recorded.SchemaVersion);
        writer.WriteString("recordedAt", recorded.RecordedAt.UtcDateTime);
        writer.WritePropertyName("data");
        writer.WriteRawValue(recorded.Data.Span, skipInputValidation: true);
        writer.WritePropertyName("metadata");
        writer.WriteRawValue(recorded.Metadata.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }
}
