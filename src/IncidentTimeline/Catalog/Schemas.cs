using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Catalog;

/// <summary>JSON Schemas of what goes over the wire, with the limits that stand as attributes in the types.</summary>
public static class Schemas
{
    private static readonly JsonSchemaExporterOptions ExporterOptions = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) => Transform(context, schema),
    };

    public static JsonNode Of(Type type) => Wire.Options.GetJsonSchemaAsNode(type, ExporterOptions);

    /// <summary>The schema of one fact type or decision as it stands on the wire: with its <c>type</c> member.</summary>
    internal static JsonNode OfNamed(Type type)
    {
        var schema = Of(type).AsObject();
        if (schema["properties"] is not JsonObject properties)
        {
            schema["properties"] = properties = [];
        }

        properties.Insert(0, "type", new JsonObject { ["const"] = type.Name });
        var required = schema["required"]?.AsArray() ?? [];
        required.Insert(0, "type");
        schema["required"] = required;
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return schema;
    }

    /// <summary>Adds to a schema node what its type and attributes say. Also used for the OpenAPI document.</summary>
    public static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (PatternOf(type) is { } pattern)
        {
            schema = new JsonObject { ["type"] = "string", ["pattern"] = pattern };
        }
        else if (type == typeof(DateTimeOffset))
        {
            schema = new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        }
        else if (type == typeof(Position))
        {
            schema = new JsonObject { ["type"] = "integer", ["minimum"] = 0 };
        }

        if (schema is not JsonObject node)
        {
            return schema;
        }

        if (type == typeof(IClaim))
        {
            node["description"] = "What the fact says: one of the fact types, named by its type member.";
        }

        var own = context.PropertyInfo is null ? type.GetCustomAttributes() : Attributes(context.PropertyInfo);
        foreach (var attribute in own)
        {
            Describe(node, attribute, isText: IsText(node));
        }

        return node;
    }

    internal static IEnumerable<Attribute> Attributes(System.Text.Json.Serialization.Metadata.JsonPropertyInfo property) =>
        (property.AttributeProvider?.GetCustomAttributes(true) ?? [])
        .Concat(property.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(true) ?? [])
        .OfType<Attribute>();

    private static void Describe(JsonObject node, Attribute attribute, bool isText)
    {
        switch (attribute)
        {
            case DescriptionAttribute description:
                node["description"] ??= description.Description;
                break;
            case LengthAttribute length:
                node[isText ? "minLength" : "minItems"] = length.MinimumLength;
                node[isText ? "maxLength" : "maxItems"] = length.MaximumLength;
                break;
            case RangeAttribute range:
                node["minimum"] = Convert.ToDecimal(range.Minimum, System.Globalization.CultureInfo.InvariantCulture);
                node["maximum"] = Convert.ToDecimal(range.Maximum, System.Globalization.CultureInfo.InvariantCulture);
                break;
        }
    }

    private static bool IsText(JsonObject node) => node["type"] switch
    {
        JsonValue value => value.GetValue<string>() == "string",
        JsonArray values => values.Any(value => value?.GetValue<string>() == "string"),
        _ => false,
    };

    private static string? PatternOf(Type type) =>
        type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ITextValue<>))
            ? (string?)type.GetProperty(nameof(ITextValue<>.Pattern), BindingFlags.Public | BindingFlags.Static)!.GetValue(null) // The interface demands it.
            : null;
}
