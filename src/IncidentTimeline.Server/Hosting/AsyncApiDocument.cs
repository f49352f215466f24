using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;
using IncidentTimeline.Changes;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Changes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Hosting;

/// <summary>
/// GET /asyncapi.json: what the two feeds tell, as AsyncAPI 3.0 (asyncapi.com/docs/reference/specification/v3.0.0). Every message is generated from the
/// catalogue, so a new fact type needs no line here.
/// </summary>
internal static class AsyncApiDocument
{
    private const string CloudEvent = "application/cloudevents+json";
    private const string Json = "application/json";
    private const string Components = "#/components/schemas/";

    /// <summary>All but the version, the title and the server, in UTF-8: the same for every caller, and made once.</summary>
    private static readonly Lazy<byte[]> Rest = new(() => JsonSerializer.SerializeToUtf8Bytes(Describe(), Wire.Options));

    public static void MapAsyncApi(this WebApplication app) =>
        app.MapGet("/asyncapi.json", Get).WithName("AsyncApi")
            .WithSummary("The AsyncAPI 3.0 document of the feeds: every fact type and desk decision as a message, with the schema of its payload.")
            .Produces<string>(200, Json);

    private static FileContentHttpResult Get(HttpContext context)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Wire.Options.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteString("asyncapi"u8, "3.0.0"u8);
            writer.WritePropertyName("info"u8);
            Info().WriteTo(writer);
            writer.WritePropertyName("servers"u8);
            Servers(context.Request).WriteTo(writer);
            writer.WriteEndObject();
        }

        // One object out of two.
        return TypedResults.Bytes((byte[])[.. output.WrittenSpan[..^1], (byte)',', .. Rest.Value.AsSpan(1)], Json);
    }

    private static JsonObject Info() => new()
    {
        ["title"] = "IncidentTimeline",
        ["version"] = "v1",
        ["description"] = "Reported facts and desk decisions as they are recorded, in one order and without a gap. A feed is an HTTP answer that goes on: lines of JSON (application/x-ndjson), or server-sent events by Accept. "
            + "Every event is told at least once, in the order of its position; whoever was cut off goes on with after= the last position. Types, members and codes that a reader does not know are passed over.",
        ["license"] = new JsonObject { ["name"] = "MIT" },
    };

    private static JsonObject Servers(HttpRequest request) => new()
    {
        ["this"] = new JsonObject
        {
            ["host"] = request.Host.Value ?? "",
            ["protocol"] = request.Scheme,
            ["description"] = "The service that gave this document.",
            ["security"] = new JsonArray(Reference("#/components/securitySchemes/key"), Reference("#/components/securitySchemes/token")),
        },
    };

    private static JsonObject Describe() => new()
    {
        ["defaultContentType"] = CloudEvent,
        ["channels"] = new JsonObject
        {
            ["events"] = Channel("/events", "The log: every fact and desk decision as it is recorded.", [.. Catalogue.FactTypes.Concat(Catalogue.Decisions).Select(type => type.Name), "Reached"]),
            ["changes"] = Channel("/changes", "What each event changed about the picture.", ["PictureChange", "Reached"]),
        },
        ["operations"] = new JsonObject
        {
            ["tellEvents"] = Operation("events", "Tells the events after a position, and with follow=true each new one.", EventQuery()),
            ["tellChanges"] = Operation("changes", "Tells the changes after a position, and with follow=true each new one.", ChangeQuery()),
        },
        ["components"] = new JsonObject
        {
            ["messages"] = Messages(),
            ["schemas"] = AllSchemas(),
            ["securitySchemes"] = new JsonObject
            {
                ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "A key of the role subscriber, analyst or auditor: Authorization: Bearer it_…" },
                ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = "A token of the issuer that the service was told of, where it was." },
            },
        },
    };

    private static JsonObject Channel(string address, string summary, IEnumerable<string> messages) => new()
    {
        ["address"] = address,
        ["summary"] = summary,
        ["servers"] = new JsonArray(Reference("#/servers/this")),
        ["messages"] = new JsonObject(messages.Select(name => KeyValuePair.Create(name, (JsonNode?)Reference($"#/components/messages/{name}")))),
    };

    // As the service sees it: it sends.
    private static JsonObject Operation(string channel, string summary, JsonObject query) => new()
    {
        ["action"] = "send",
        ["channel"] = Reference($"#/channels/{channel}"),
        ["summary"] = summary,
        ["bindings"] = new JsonObject { ["http"] = new JsonObject { ["method"] = "GET", ["query"] = query, ["bindingVersion"] = "0.3.0" } },
    };

    private static JsonObject EventQuery() => Query(
        ("after", "integer", "The last position that was taken; 0 from the beginning."),
        ("epoch", "string", "The epoch of the log that was told last."),
        ("follow", "boolean", "Goes on with each event as it is recorded."),
        ("limit", "integer", "Events to go through where it does not follow."),
        ("type", "string", "Types, with commas between."),
        ("family", "string", "Families of types, with commas between."),
        ("region", "string", "ISO 3166 codes with commas between, each with all inside it."),
        ("incident", "string", "Incidents, with commas between."),
        ("source", "string", "Sources, with commas between."));

    private static JsonObject ChangeQuery() => Query(
        ("after", "integer", "The last position that was taken; 0 from the beginning."),
        ("epoch", "string", "The epoch of the log that was told last."),
        ("follow", "boolean", "Goes on with each change as it comes."),
        ("region", "string", "An ISO 3166 code, with all inside it."),
        ("incident", "string", "An incident, and what it is merged into."),
        ("type", "string", "Types that the causing event bears on, with commas between."),
        ("family", "string", "Families of types, likewise."),
        ("source", "string", "Sources, likewise."),
        ("include", "string", "context, for the incidents of that kind, too."),
        ("publishedBy", "string", "Counts only what was published by this instant."),
        ("eventTime", "string", "The instant that the answers are about; without it that of the recording."));

    private static JsonObject Query(params (string Name, string Type, string Description)[] parameters) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(parameters.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)new JsonObject { ["type"] = one.Type, ["description"] = one.Description }))),
    };

    private static JsonObject Messages()
    {
        var messages = new JsonObject();
        foreach (var type in Catalogue.FactTypes)
        {
            var data = new JsonObject { ["allOf"] = new JsonArray(Reference(Components + "Fact"), Having("claim", Reference(Components + type.Name))) };
            messages[type.Name] = Message(type.Name, type.Description, Envelope(type, data), CloudEvent);
        }

        foreach (var type in Catalogue.Decisions)
        {
            messages[type.Name] = Message(type.Name, type.Description, Envelope(type, Reference(Components + type.Name)), CloudEvent);
        }

        messages["PictureChange"] = Message("PictureChange", "One event's change of one question's answer.", Reference(Components + "PictureChange"), Json);
        messages["Reached"] = Message("Reached", "How far the log has been gone through: nothing at or before this position is still to come.", Reference(Components + "Reached"), Json);
        return messages;
    }

    private static JsonObject Message(string name, string summary, JsonObject payload, string contentType) => new()
    {
        ["name"] = name,
        ["summary"] = summary,
        ["contentType"] = contentType,
        ["payload"] = payload,
    };

    private static JsonObject Envelope(CatalogueEntry type, JsonObject data) => new()
    {
        ["allOf"] = new JsonArray(
            Reference(Components + "CloudEvent"),
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["type"] = new JsonObject { ["const"] = type.Name },
                    ["dataschema"] = new JsonObject { ["const"] = Events.CloudEvents.SchemaOf(type.Name, type.SchemaVersion) },
                    ["data"] = data,
                },
            }),
    };

    private static JsonObject AllSchemas()
    {
        var schemas = new JsonObject
        {
            ["CloudEvent"] = CloudEventSchema(),
            ["Reached"] = Placed("Reached", Schemas.Of(typeof(Reached))),
            ["PictureChange"] = Placed("PictureChange", Schemas.Of(typeof(PictureChange))),
            ["Fact"] = Placed("Fact", Schemas.Of(typeof(Fact))),
        };
        foreach (var type in Catalogue.FactTypes.Concat(Catalogue.Decisions))
        {
            schemas[type.Name] = Placed(type.Name, type.Schema);
        }

        return schemas;
    }

    private static JsonObject CloudEventSchema() => new()
    {
        ["type"] = "object",
        ["description"] = "A CloudEvent 1.0 in structured JSON. Extension attributes are text; lists have commas between.",
        ["required"] = new JsonArray("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "position", "version", "actor", "data"),
        ["properties"] = new JsonObject
        {
            ["specversion"] = new JsonObject { ["const"] = "1.0" },
            ["id"] = Text("The event's id; of a fact, the fact's.", "uuid"),
            ["source"] = Text("The feed."),
            ["type"] = Text("The name of its type."),
            ["subject"] = Text("Its stream: incident-, document- or source- and the id."),
            ["time"] = Text("When the log recorded it.", "date-time"),
            ["datacontenttype"] = new JsonObject { ["const"] = Json },
            ["dataschema"] = Text("urn:incident-timeline:{type}:{version}: the shape of data."),
            ["position"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[1-9][0-9]*$", ["description"] = "Its place in the whole log, as text: 1, 2, 3 … without a gap." },
            ["version"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["description"] = "Its place in its stream." },
            ["actor"] = Text("Who recorded it."),
            ["incident"] = Text("The incident that it was recorded under."),
            ["incidents"] = Text("The incidents that it bears on, with commas between."),
            ["regions"] = Text("The regions that it bears on: ISO 3166 codes with commas between, ZZ for what no code encloses."),
            ["types"] = Text("The types that it bears on, with commas between."),
            ["sources"] = Text("The registered sources that it bears on, with commas between."),
            ["revisedby"] = Text("Of a fact: the facts recorded before it that revise it, with commas between."),
            ["open"] = new JsonObject { ["type"] = "boolean", ["description"] = "It may bear on anything, and passes every filter." },
            ["data"] = new JsonObject { ["type"] = "object", ["description"] = "The fact or the decision, as it was recorded." },
        },
    };

    private static JsonObject Text(string description, string? format = null) =>
        format is null ? new() { ["type"] = "string", ["description"] = description } : new() { ["type"] = "string", ["format"] = format, ["description"] = description };

    private static JsonObject Having(string member, JsonObject schema) => new() { ["type"] = "object", ["properties"] = new JsonObject { [member] = schema } };

    private static JsonObject Reference(string to) => new() { ["$ref"] = to };

    /// <summary>A schema that was a document of its own, as a part of this one: what it says of itself leads to where it stands now.</summary>
    private static JsonNode Placed(string name, JsonNode schema)
    {
        var placed = schema.DeepClone();
        placed.AsObject().Remove("$schema"); // The default of AsyncAPI has all words that it uses.
        Lead(placed);
        return placed;

        void Lead(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject members:
                    if (members["$ref"] is JsonValue reference && reference.GetValue<string>() is ['#', .. var pointer])
                    {
                        members["$ref"] = Components + name + pointer;
                    }

                    foreach (var (_, member) in members.ToList())
                    {
                        Lead(member);
                    }

                    break;
                case JsonArray items:
                    foreach (var item in items)
                    {
                        Lead(item);
                    }

                    break;
            }
        }
    }
}
