using System.Collections.Frozen;
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

    internal const string InstantExpected = "Expected an RFC 3339 time with an offset, such as 2024-05-14T09:30:00Z: a day of the calendar, hours to 23, seconds to 59 (no leap second), offsets to 14:00, at most seven decimals.";

    /// <summary>Strict: unknown and doubled members, wrong case, missing and null values are errors with their path. Names camelCase, enums kebab-case, times RFC 3339 in UTC, text unescaped so that Cyrillic stays readable.</summary>
    public static JsonSerializerOptions Options { get; } = Create(readsStrictly: true);

    /// <summary>The same for writing schemas: the framework's converter of enums describes itself, and ours cannot.</summary>
    internal static JsonSerializerOptions Described { get; } = Create(readsStrictly: false);

    /// <summary>Gives any serialiser options these rules, so that the service answers as the log is written. Reading takes <see cref="Options"/>, whose enums are stricter.</summary>
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

    private static JsonSerializerOptions Create(bool readsStrictly)
    {
        var options = new JsonSerializerOptions();
        if (readsStrictly)
        {
            options.Converters.Add(new CodeConverterFactory()); // Before the framework's: the first that can is taken.
        }

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

    /// <summary>The codes of an enum on the wire, in its order.</summary>
    internal static IEnumerable<string> CodesOf(Type type) => Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName);

    /// <summary>The instant in the form in which nearly all are written, <c>2024-05-14T09:30:00Z</c>; false for any other.</summary>
    internal static bool TryReadInstant(ref Utf8JsonReader reader, out DateTimeOffset instant)
    {
        instant = default;
        if (reader is not { TokenType: JsonTokenType.String, HasValueSequence: false, ValueSpan: { Length: 20 } text }
            || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z'
            || !TryReadDigits(text[..4], out var year) || year < 1
            || !TryReadDigits(text[5..7], out var month) || month is < 1 or > 12
            || !TryReadDigits(text[8..10], out var day) || day < 1 || day > DateTime.DaysInMonth(year, month)
            || !TryReadDigits(text[11..13], out var hour) || hour > 23
            || !TryReadDigits(text[14..16], out var minute) || minute > 59
            || !TryReadDigits(text[17..19], out var second) || second > 59)
        {
            return false;
        }

        instant = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }

    /// <summary>An enum by its code, letter for letter. The framework's own converter also takes "stated,confirmed", as a third value whose number is the two together.</summary>
    private sealed class CodeConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(CodeConverter<>).MakeGenericType(typeToConvert))!; // Null is for nullable types only.
    }

    private sealed class CodeConverter<T> : JsonConverter<T> where T : struct, Enum
    {
        private static readonly FrozenDictionary<string, T> ByCode = CodesOf(typeof(T)).Zip(Enum.GetNames<T>().Select(Enum.Parse<T>)).ToFrozenDictionary(one => one.First, one => one.Second);
        private static readonly FrozenDictionary<T, JsonEncodedText> Codes = ByCode.ToFrozenDictionary(one => one.Value, one => JsonEncodedText.Encode(one.Key));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && ByCode.TryGetValue(reader.GetString()!, out var value) ? value // A string is no null.
            : throw new JsonException($"Expected one of {string.Join(", ", CodesOf(typeof(T)))}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Codes[value]);
    }

    /// <summary>RFC 3339 with an offset, always written in UTC. A time without an offset would be read in the server's zone, so it is refused.</summary>
    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        private static readonly string[] Formats =
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (TryReadInstant(ref reader, out var plain))
            {
                return plain;
            }

            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            return text.Length > 19 && (text[^1] == 'Z' || text[^6] is '+' or '-')
                && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
                ? instant.ToUniversalTime()
                : throw new JsonException(InstantExpected);
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte["2024-05-14T09:30:00.0000000Z".Length];
            value.UtcDateTime.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
            var end = text[..(length - 1)].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
            text[end] = (byte)'Z';
            writer.WriteStringValue(text[..(end + 1)]);
        }
    }
}
