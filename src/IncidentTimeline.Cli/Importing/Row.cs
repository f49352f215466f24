using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace IncidentTimeline.Cli.Importing;

/// <summary>One row of a feed with its columns, and what is wrong with it: the first reason stands.</summary>
internal sealed class Row : IDisposable
{
    /// <summary>Bytes of one text in UTF-8: 64 KiB, as the service takes.</summary>
    private const int TextBytesMax = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private readonly JsonDocument? _json;

    private Row(JsonDocument? json) => _json = json;

    /// <summary>Why it is refused; null while nothing is wrong.</summary>
    public string? Refusal { get; private set; }

    /// <summary>A row from a JSON object.</summary>
    public static Row OfJson(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span))
        {
            return Refused("The line is not UTF-8.");
        }

        try
        {
            var row = new Row(JsonDocument.Parse(bytes, Strict));
            if (row._json!.RootElement.ValueKind != JsonValueKind.Object) // Given just above.
            {
                row.Refuse("The line is no JSON object.");
            }
            else
            {
                row.CheckValues(row._json.RootElement, "");
            }

            return row;
        }
        catch (JsonException e)
        {
            return Refused($"The line is no JSON: {e.Message}");
        }
    }

    /// <summary>A row from the fields of a CSV record; an empty one is as if it were missing.</summary>
    public static Row OfFields(IReadOnlyList<string> names, IReadOnlyList<string> fields)
    {
        if (fields.Count != names.Count)
        {
            return Refused($"The record has {fields.Count} fields, the header {names.Count}.");
        }

        var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            for (var index = 0; index < names.Count; index++)
            {
                if (fields[index].Length > 0)
                {
                    writer.WriteString(names[index], fields[index]);
                }
            }

            writer.WriteEndObject();
        }

        return OfJson(json.ToArray());
    }

    public static Row Refused(string reason)
    {
        var row = new Row(null);
        row.Refuse(reason);
        return row;
    }

    public void Dispose() => _json?.Dispose();

    public void Refuse(string reason) => Refusal ??= reason;

    /// <summary>The value of a column; none where it is missing or null.</summary>
    public JsonElement? Find(Column column)
    {
        if (_json is null)
        {
            return null;
        }

        var value = _json.RootElement;
        foreach (var step in column.Steps)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(step.Span, out value))
            {
                return null;
            }
        }

        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : value;
    }

    /// <summary>Whether a column is there, be it null.</summary>
    public bool Has(Column column)
    {
        var value = _json?.RootElement ?? default;
        foreach (var step in column.Steps)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(step.Span, out value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A scalar as text; null where the column is missing.</summary>
    public string? Text(Column column) => Find(column) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } scalar => scalar.GetRawText(),
        _ => RefuseText(column),
    };

    private string? RefuseText(Column column)
    {
        Refuse($"Column {column.Name} holds an object or a list where a text is wanted.");
        return null;
    }

    // Also in columns that nobody uses: the line is kept as it is, and must be readable as what it claims to be.
    private void CheckValues(JsonElement value, string name)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    CheckValues(member.Value, member.Name);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    CheckValues(item, name);
                }

                break;
            case JsonValueKind.Number when !value.TryGetDecimal(out _):
                Refuse($"The number in {name} is too large or too long to be kept digit for digit.");
                break;
            case JsonValueKind.String:
                CheckText(value, name);
                break;
        }
    }

    private void CheckText(JsonElement value, string name)
    {
        try
        {
            var text = value.GetString()!; // It is a string.
            if (text.Length > TextBytesMax / 3 && Encoding.UTF8.GetByteCount(text) > TextBytesMax)
            {
                Refuse(string.Create(CultureInfo.InvariantCulture, $"The text in {name} has more than {TextBytesMax} bytes."));
            }
            else if (text.Contains('\0', StringComparison.Ordinal))
            {
                Refuse($"The text in {name} holds U+0000.");
            }
        }
        catch (InvalidOperationException)
        {
            // How the reader says that an escape stands for half of a surrogate pair.
            Refuse($"The text in {name} holds half a surrogate pair.");
        }
    }
}

/// <summary>The name of a column, with dots for what lies inside an object.</summary>
internal sealed class Column(string name)
{
    public string Name => name;

    public IReadOnlyList<ReadOnlyMemory<byte>> Steps { get; } = [.. name.Split('.').Select(step => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(step))];
}
