using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace IncidentTimeline.Catalog;

/// <summary>What keeps bytes from being a JSON text that is read here, whatever its shape: encoding, syntax, depth.</summary>
public static class JsonFault
{
    /// <summary>Characters of a member's name that a pointer still spells out; a longer one is pointed at through its object.</summary>
    internal const int NameLengthMax = 200;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = Wire.NestingMax, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>Where the text stops being JSON, or null.</summary>
    /// <param name="json">The bytes, without a byte order mark.</param>
    /// <param name="hasInexactNumber">Whether a number stands there that <see cref="decimal"/> cannot keep digit for digit.</param>
    public static ShapeProblem? Find(ReadOnlySpan<byte> json, out bool hasInexactNumber)
    {
        hasInexactNumber = false;
        if (!Utf8.IsValid(json))
        {
            return new ShapeProblem("", $"The text is UTF-8; byte {FirstInvalid(json) + 1} is not.");
        }

        var reader = new Utf8JsonReader(json, Strict);
        var path = new Path();
        try
        {
            while (reader.Read())
            {
                path.Pass(ref reader);
                hasInexactNumber |= reader.TokenType == JsonTokenType.Number && !IsExact(reader.ValueSpan);
            }

            return null;
        }
        catch (JsonException e)
        {
            return new ShapeProblem(path.ToPointer(json), Explain(json, e, path.Depth));
        }
    }

    /// <summary>Whether a JSON number is kept digit for digit, as nothing that a source says may be rounded: at most 28 digits, below 7.9e28.</summary>
    internal static bool IsExact(ReadOnlySpan<byte> number)
    {
        // Short plain numbers, which are nearly all, need no second look.
        if (number.Length <= 28 && number.IndexOfAny((byte)'e', (byte)'E') < 0)
        {
            return true;
        }

        return Utf8Parser.TryParse(number, out decimal kept, out var consumed, number.IndexOfAny((byte)'e', (byte)'E') < 0 ? 'G' : 'E') && consumed == number.Length
            && Significant(Encoding.ASCII.GetString(number)) is { } said && said == Significant(kept.ToString(CultureInfo.InvariantCulture));
    }

    // The digits without zeros at either end, and the power of ten of the last one; null where that power is beyond all reason.
    private static (string Digits, long Power)? Significant(string number)
    {
        var mantissa = number.TrimStart('-');
        var power = 0L;
        if (mantissa.IndexOfAny(['e', 'E']) is >= 0 and var at)
        {
            if (!long.TryParse(mantissa.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power) || power is < -1_000_000 or > 1_000_000)
            {
                return null;
            }

            mantissa = mantissa[..at];
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimEnd('0');
        return significant.TrimStart('0') is { Length: > 0 } left ? (left, power - fraction + digits.Length - significant.Length) : ("", 0);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            at += consumed;
        }

        return at;
    }

    private static string Explain(ReadOnlySpan<byte> json, JsonException fault, int depth)
    {
        var (line, column) = ((int)(fault.LineNumber ?? 0), (int)(fault.BytePositionInLine ?? 0));
        var at = Offset(json, line, column);
        var place = $"line {line + 1}, byte {column + 1}";
        return json.IndexOfAnyExcept(" \t\r\n"u8) < 0 ? "The body is empty; a JSON text is expected."
            : at >= json.Length ? $"The JSON text ends too early, at {place}."
            : depth >= Wire.NestingMax && json[at] is (byte)'{' or (byte)'[' ? $"More than {Wire.NestingMax} levels of JSON, at {place}."
            : json[at] == (byte)'/' ? $"JSON has no comments; one begins at {place}."
            : json[at] is (byte)'N' or (byte)'I' or (byte)'+' ? $"No JSON value begins at {place}; NaN, Infinity and a leading plus are no JSON numbers."
            : $"This is no JSON any more at {place}.";
    }

    private static int Offset(ReadOnlySpan<byte> json, int line, int column)
    {
        var start = 0;
        for (; line > 0 && json[start..].IndexOf((byte)'\n') is >= 0 and var end; line--)
        {
            start += end + 1;
        }

        return start + column;
    }

    /// <summary>The way from the root to the value that is being read.</summary>
    private sealed class Path
    {
        // Of an object: where the name of the member being read begins, or -1 between two members. Of an array: items read so far.
        private readonly Stack<(bool IsArray, long At)> _levels = new();

        public int Depth => _levels.Count;

        public void Pass(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    _levels.Pop();
                    _levels.Push((false, reader.TokenStartIndex));
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    _levels.Push(reader.TokenType == JsonTokenType.StartArray ? (true, 0) : (false, -1));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _levels.Pop();
                    EndValue();
                    break;
                default:
                    EndValue();
                    break;
            }
        }

        public string ToPointer(ReadOnlySpan<byte> json)
        {
            var pointer = new StringBuilder();
            foreach (var (isArray, at) in _levels.Reverse())
            {
                var step = isArray ? at.ToString(CultureInfo.InvariantCulture) : at < 0 ? null : NameAt(json[(int)at..]);
                if (step is null)
                {
                    break;
                }

                pointer.Append('/').Append(Shape.Escape(step));
            }

            return pointer.ToString();
        }

        private void EndValue()
        {
            if (_levels.TryPop(out var level))
            {
                _levels.Push(level.IsArray ? (true, level.At + 1) : (false, -1));
            }
        }

        private static string? NameAt(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
            return reader.Read() && reader.TryGetText(out var name) && name.Length <= NameLengthMax ? name : null;
        }
    }
}

internal static class JsonText
{
    /// <summary>The text of a string or name; false where it holds half a surrogate pair, which is no text.</summary>
    public static bool TryGetText(this ref Utf8JsonReader reader, out string text)
    {
        try
        {
            text = reader.GetString()!; // Asked of strings and names only.
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
