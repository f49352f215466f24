using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Facts;

/// <summary>Name of an incident, chosen by the desk: lower-case letters, digits and hyphens, 1 to 100 characters.</summary>
[JsonConverter(typeof(TextValueConverter<IncidentId>))]
public readonly partial record struct IncidentId(string Value) : ITextValue<IncidentId>, IComparable<IncidentId>
{
    public static string Pattern => "^[a-z0-9][a-z0-9-]{0,99}$";

    public static bool TryParse(string text, out IncidentId value, [NotNullWhen(false)] out string? reason)
    {
        value = new IncidentId(text);
        reason = Shape().IsMatch(text) ? null : "An incident id is 1 to 100 lower-case letters, digits and hyphens.";
        return reason is null;
    }

    public int CompareTo(IncidentId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
