using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Sources;

/// <summary>Name of a source, chosen by the desk: lower-case letters, digits and hyphens, 1 to 100 characters.</summary>
[JsonConverter(typeof(TextValueConverter<SourceId>))]
public readonly partial record struct SourceId(string Value) : ITextValue<SourceId>, IComparable<SourceId>
{
    public static string Pattern => "^[a-z0-9][a-z0-9-]{0,99}$";

    public static bool TryParse(string text, out SourceId value, [NotNullWhen(false)] out string? reason)
    {
        value = new SourceId(text);
        reason = Shape().IsMatch(text) ? null : "A source id is 1 to 100 lower-case letters, digits and hyphens.";
        return reason is null;
    }

    public int CompareTo(SourceId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
