using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Places;

/// <summary>An ISO 3166-1 alpha-2 or ISO 3166-2 code: <c>RU</c>, <c>RU-KLU</c>. <c>ZZ</c> is ISO's user-assigned "unknown".</summary>
[JsonConverter(typeof(TextValueConverter<RegionCode>))]
public readonly partial record struct RegionCode(string Value) : ITextValue<RegionCode>, IComparable<RegionCode>
{
    /// <summary>Where what has no enclosing code stands.</summary>
    public static readonly RegionCode Nowhere = new("ZZ");

    public static string Pattern => "^[A-Z]{2}(-[A-Z0-9]{1,3})?$";

    public static bool TryParse(string text, out RegionCode value, [NotNullWhen(false)] out string? reason)
    {
        value = new RegionCode(text);
        reason = Shape().IsMatch(text) ? null : "A region is an ISO 3166-1 alpha-2 or ISO 3166-2 code in capitals, such as UA or UA-30.";
        return reason is null;
    }

    public int CompareTo(RegionCode other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;

    [GeneratedRegex(@"^[A-Z]{2}(-[A-Z0-9]{1,3})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
