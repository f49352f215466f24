using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IncidentTimeline.Client;

/// <summary>A fact or a desk decision as the log recorded it: a CloudEvent 1.0 in structured JSON. Never changes.</summary>
/// <param name="Id">The id that its recorder gave it; for a fact, the fact's.</param>
/// <param name="Type">Its type's name, such as <c>AirportClosed</c>.</param>
/// <param name="Subject">The stream it belongs to: <c>incident-</c>, <c>document-</c> or <c>source-</c> and the id.</param>
/// <param name="Time">When the log recorded it. Never earlier than that of a lower position.</param>
/// <param name="DataSchema">Names the shape of its data: <c>urn:incident-timeline:{type}:{version}</c>.</param>
/// <param name="Position">Its place in the whole log: 1, 2, 3 … without a gap.</param>
/// <param name="Version">Its place in its stream.</param>
/// <param name="Actor">Who recorded it.</param>
/// <param name="Data">The fact or the decision.</param>
public sealed record TimelineEvent(
    Guid Id,
    string Type,
    string Subject,
    DateTimeOffset Time,
    string DataSchema,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)] long Position,
    long Version,
    string Actor,
    JsonElement Data)
{
    /// <summary>The incident it was recorded under; null for what is about a document or a source.</summary>
    public string? Incident { get; init; }

    /// <summary>The incidents it bears on: its own, and those of every fact that it touches, before it and after it.</summary>
    [JsonConverter(typeof(NameList))]
    public IReadOnlyList<string> Incidents { get; init; } = [];

    /// <summary>The regions it bears on, by ISO 3166 code; <c>ZZ</c> for what no code encloses.</summary>
    [JsonConverter(typeof(NameList))]
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>The types it bears on: its own, and those of every fact that it touches.</summary>
    [JsonConverter(typeof(NameList))]
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The registered sources it bears on, whether they publish or speak.</summary>
    [JsonConverter(typeof(NameList))]
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Of a fact: the facts recorded before it that revise it, such as a retraction that came first. It may not stand.</summary>
    [JsonConverter(typeof(NameList))]
    public IReadOnlyList<string> RevisedBy { get; init; } = [];

    /// <summary>It may bear on anything, and passes every filter: what it touches is not recorded yet, or too much to be listed.</summary>
    public bool Open { get; init; }

    /// <summary>The event as the service sent it, on one line: to be kept or passed on with every attribute.</summary>
    [JsonIgnore]
    public string Json { get; init; } = "";

    /// <summary>Which shape of its type <see cref="Data"/> has.</summary>
    [JsonIgnore]
    public int SchemaVersion => int.Parse(DataSchema.AsSpan(DataSchema.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);

    /// <summary>The fact that was recorded; null where this is a desk decision.</summary>
    /// <exception cref="JsonException">It is a fact of a shape that this client does not know.</exception>
    public Fact? ReadFact() => Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty("factId", out _) ? Data.Deserialize<Fact>(TimelineClient.Json) : null;

    // CloudEvents has no lists: names with commas between.
    private sealed class NameList : JsonConverter<IReadOnlyList<string>>
    {
        public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString()?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options) =>
            writer.WriteStringValue(string.Join(',', value));
    }
}

/// <summary>Which events to be told of: those that bear on one of each kind that is given. What is empty lets everything through.</summary>
/// <remarks>
/// A filter never hides what becomes of a fact that passed it: a correction, retraction, recoding, move or merge passes wherever a fact passes that it touches.
/// </remarks>
public sealed record EventFilter
{
    /// <summary>Everything.</summary>
    public static readonly EventFilter None = new();

    /// <summary>Names of fact types and decisions, such as <c>AirportClosed</c>.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Families of types, such as <c>Transport</c>; each stands for all types in it.</summary>
    public IReadOnlyList<string> Families { get; init; } = [];

    /// <summary>ISO 3166 codes, each with all inside it.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Incidents.</summary>
    public IReadOnlyList<string> Incidents { get; init; } = [];

    /// <summary>Registered sources, whether they publish or speak.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    internal string ToQuery() => string.Concat(
        new[] { ("type", Types), ("family", Families), ("region", Regions), ("incident", Incidents), ("source", Sources) }
            .Where(one => one.Item2.Count > 0).Select(one => $"&{one.Item1}={Uri.EscapeDataString(string.Join(',', one.Item2))}"));
}

/// <summary>A step along the log.</summary>
/// <param name="Position">How far it leads: nothing at or before this position is still to come. A checkpoint may move here once the event was taken.</param>
/// <param name="Event">The event at this position; null where the filter left out all that there was, or nothing happened.</param>
public sealed record FollowStep(long Position, TimelineEvent? Event)
{
    /// <summary>The epoch of the log in which it was told, to be kept with the position; null where the service tells none.</summary>
    public string? Epoch { get; init; }
}

/// <summary>Following does not get on for now, and goes on by itself.</summary>
/// <param name="Reason">What is the matter, for a person.</param>
/// <param name="Position">Where it will go on.</param>
/// <param name="Pause">How long it waits before the next attempt.</param>
public sealed record FollowInterruption(string Reason, long Position, TimeSpan Pause);

/// <summary>A line of the feed that is no event: how far the log has been gone through, and the epoch from there on.</summary>
internal sealed record FeedLine(long? Reached, string? Epoch)
{
    /// <summary>The step that any line of the feed tells.</summary>
    public static FollowStep Read(string line)
    {
        if (line.StartsWith("{\"reached\":", StringComparison.Ordinal))
        {
            var reached = JsonSerializer.Deserialize<FeedLine>(line, TimelineClient.Json);
            return new FollowStep(reached?.Reached ?? throw new JsonException("A line says that null was reached."), null) { Epoch = reached.Epoch };
        }

        var told = JsonSerializer.Deserialize<TimelineEvent>(line, TimelineClient.Json) ?? throw new JsonException("The service answered null.");
        return new FollowStep(told.Position, told with { Json = line });
    }
}
