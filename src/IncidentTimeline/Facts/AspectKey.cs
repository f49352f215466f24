using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Facts;

/// <summary>Key of one question that facts answer: <c>name</c> or <c>name:qualifier</c>, lower kebab; the qualifier is a code (<c>airport-status:svo</c>).</summary>
/// <remarks>Place and unit are not in it. What is counted is (<c>passengers-stranded</c>). At most 100 characters.</remarks>
[JsonConverter(typeof(TextValueConverter<AspectKey>))]
public readonly partial record struct AspectKey(string Value) : ITextValue<AspectKey>, IComparable<AspectKey>
{
    public static string Pattern => "^[a-z0-9]+(-[a-z0-9]+)*(:[a-z0-9]+(-[a-z0-9]+)*)?$";

    /// <summary>The part before the colon.</summary>
    public string Name => Value.Split(':')[0];

    public static bool TryParse(string text, out AspectKey value, [NotNullWhen(false)] out string? reason)
    {
        value = new AspectKey(text);
        reason = text.Length <= 100 && Shape().IsMatch(text)
            ? null
            : "An aspect is name or name:qualifier in lower-case kebab, at most 100 characters, such as airport-status:svo.";
        return reason is null;
    }

    public int CompareTo(AspectKey other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*(:[a-z0-9]+(-[a-z0-9]+)*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
