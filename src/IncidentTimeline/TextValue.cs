using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IncidentTimeline;

/// <summary>A value that is written as one JSON string and is checked when it is built: an id, a code, a key.</summary>
/// <remarks>The default of such a struct is no valid value; it never comes from the wire.</remarks>
public interface ITextValue<TSelf> where TSelf : struct, ITextValue<TSelf>
{
    string Value { get; }

    /// <summary>The rule as a regular expression, as it stands in the JSON Schema.</summary>
    static abstract string Pattern { get; }

    /// <summary>Reads the text, or says in <paramref name="reason"/> what would have been right.</summary>
    static abstract bool TryParse(string text, out TSelf value, [NotNullWhen(false)] out string? reason);
}

/// <summary>Reads and writes an <see cref="ITextValue{TSelf}"/>; a wrong text becomes a <see cref="JsonException"/> with the reason.</summary>
public sealed class TextValueConverter<T> : JsonConverter<T> where T : struct, ITextValue<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"Expected a string matching {T.Pattern}.");
        }

        return T.TryParse(reader.GetString()!, out var value, out var reason) ? value : throw new JsonException(reason);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
