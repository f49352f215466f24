using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IncidentTimeline.Server.Subscriptions;

/// <summary>A position as a worker names it: as a number, or as text, as events tell it.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct NamedPosition(long Value)
{
    /// <summary>Of the text.</summary>
    public const string Pattern = "^[0-9]{1,19}$";

    public static implicit operator long(NamedPosition position) => position.Value;

    public static implicit operator NamedPosition(long value) => new(value);

    private sealed class Converter : JsonConverter<NamedPosition>
    {
        public override NamedPosition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt64(out var value) => value,
            JsonTokenType.String when long.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) => value,
            _ => throw new JsonException("Expected a position, such as 42 or \"42\"."),
        };

        public override void Write(Utf8JsonWriter writer, NamedPosition value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }
}
