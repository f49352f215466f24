using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace IncidentTimeline.Facts;

/// <summary>Name of a fact: a UUID, chosen by who records it, so that a retry is recognised. Also the event's id in the log.</summary>
[JsonConverter(typeof(TextValueConverter<FactId>))]
public readonly record struct FactId(Guid Id) : ITextValue<FactId>, IComparable<FactId>
{
    public string Value => Id.ToString("D");

    public static string Pattern => "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";

    public static bool TryParse(string text, out FactId value, [NotNullWhen(false)] out string? reason)
    {
        reason = Guid.TryParseExact(text, "D", out var id) && id != Guid.Empty
            ? null
            : "A fact id is a UUID in its hyphenated form and not all zeros.";
        value = new FactId(id);
        return reason is null;
    }

    public int CompareTo(FactId other) => Id.CompareTo(other.Id);

    public override string ToString() => Value;
}
