using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Sources;

/// <summary>SHA-256 of a captured document's bytes (FIPS 180-4), as 64 lower-case hex digits: the document's name.</summary>
[JsonConverter(typeof(TextValueConverter<DocumentHash>))]
public readonly partial record struct DocumentHash(string Value) : ITextValue<DocumentHash>
{
    public static string Pattern => "^[0-9a-f]{64}$";

    public static DocumentHash Of(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)));

    public static bool TryParse(string text, out DocumentHash value, [NotNullWhen(false)] out string? reason)
    {
        value = new DocumentHash(text);
        reason = Shape().IsMatch(text) ? null : "A document is named by its SHA-256: 64 lower-case hex digits.";
        return reason is null;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
