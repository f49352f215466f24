using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Catalog;

/// <summary>How facts and decisions are written as JSON: on the wire and, in exactly this form, in the log.</summary>
public static class Wire
{
    /// <summary>Deepest nesting of a JSON text.</summary>
    public const int NestingMax = 64;

    /// <summary>Strict: unknown and doubled members, wrong case, missing and null values are errors with their path. Names camelCase, enums kebab-case, times RFC 3339 in UTC, text unescaped so that Cyrillic stays readable.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Gives any serialiser options these rules, so that the service answers as the log is written.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNameCaseInsensitive = false;
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.AllowOutOfOrderMetadataProperties = true;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.MaxDepth = NestingMax;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new InstantConverter());
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameTheTypes, LetNullsBeAbsent } };
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        options.MakeReadOnly();
        return options;
    }

    // A null is not written, so a constructor parameter that may be null may be absent: else what was written could not be read.
    private static void LetNullsBeAbsent(JsonTypeInfo info)
    {
        foreach (var property in info.Properties.Where(property => property.IsRequired && property.IsGetNullable))
        {
            property.IsRequired = false;
        }
    }

    // A claim or a decision carries its type's name, taken from the catalogue: a new fact type needs no line here.
    private static void NameTheTypes(JsonTypeInfo info)
    {
        var types = info.Type == typeof(IClaim) ? KnownTypes.Claims
            : info.Type == typeof(IDecision) ? KnownTypes.Decisions
            : null;
        if (types is null)
        {
            return;
        }

        info.PolymorphismOptions = new JsonPolymorphismOptions
        {
            TypeDiscriminatorPropertyName = "type",
            UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization,
        };
        foreach (var type in types)
        {
            info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(type, type.Name));
        }
    }

    /// <summary>RFC 3339 with an offset, always written in UTC. A time without an offset would be read in the server's zone, so it is refused.</summary>
    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        private static readonly string[] Formats =
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            return text.Length > 19 && (text[^1] == 'Z' || text[^6] is '+' or '-')
                && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
                ? instant.ToUniversalTime()
                : throw new JsonException("Expected an RFC 3339 time with an offset, such as 2024-05-14T09:30:00Z.");
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
    }
}
