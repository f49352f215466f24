using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
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

    public static JsonNode Of(Type type) => Wire.Described.GetJsonSchemaAsNode(type, ExporterOptions);

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
        schema = ScalarOf(type) ?? schema;

        if (schema is not JsonObject node)
        {
            return schema;
        }

        // The exporter goes by the constructor, the reader by IsRequired: what may be null may be absent (see Wire).
        if (node["required"] is JsonArray required)
        {
            var optional = context.TypeInfo.Properties.Where(property => !property.IsRequired).Select(property => property.Name).ToHashSet();
            _ = required.RemoveAll(name => optional.Contains(name!.GetValue<string>())); // Names of members.
        }

        FillWhatTheExporterLeavesOut(node, context.TypeInfo);

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

    // Where a converter is our own, the exporter forgets to ask about the items of a list, and about members that have a default.
    private static void FillWhatTheExporterLeavesOut(JsonObject node, JsonTypeInfo info)
    {
        if (node["items"] is null && ItemOf(info.Type) is { } item && ScalarOf(item) is { } items)
        {
            node["items"] = items;
        }

        foreach (var property in info.Properties)
        {
            if (node["properties"]?[property.Name] is JsonObject member && !member.ContainsKey("type") && ScalarOf(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is { } scalar)
            {
                member["type"] = property.IsGetNullable ? new JsonArray((string)scalar["type"]!, "null") : scalar["type"]!.DeepClone(); // A scalar has a type.
                scalar.Remove("type");
                foreach (var (keyword, value) in scalar)
                {
                    member[keyword] = value?.DeepClone();
                }
            }
        }
    }

    // What our own converters write as one value.
    private static JsonObject? ScalarOf(Type type) =>
        PatternOf(type) is { } pattern ? new JsonObject { ["type"] = "string", ["pattern"] = pattern }
        : type == typeof(DateTimeOffset) ? new JsonObject { ["type"] = "string", ["format"] = "date-time" }
        : type == typeof(Position) ? new JsonObject { ["type"] = "integer", ["minimum"] = 0 }
        : null;

    /// <summary>The attributes of a member, whether they stand at the property or at the record's parameter.</summary>
    public static IEnumerable<Attribute> Attributes(JsonPropertyInfo property) =>
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
            case RegularExpressionAttribute rule:
                node["pattern"] = rule.Pattern;
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

    private static Type? ItemOf(Type type) =>
        type.GetInterfaces().Append(type).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    /// <summary>The rule of an <see cref="ITextValue{TSelf}"/>, or null for any other type.</summary>
    public static string? PatternOf(Type type) =>
        type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ITextValue<>))
            ? (string?)type.GetProperty(nameof(ITextValue<>.Pattern), BindingFlags.Public | BindingFlags.Static)!.GetValue(null) // The interface demands it.
            : null;
}
