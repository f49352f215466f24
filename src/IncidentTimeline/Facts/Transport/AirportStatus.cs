using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Facts.Transport;

/// <summary>The answers that closing and reopening share.</summary>
internal static class AirportStatus
{
    public static IEnumerable<Answer> Of(IReadOnlyList<AirportCode>? airports, string status) =>
        airports is null or []
            ? [new Answer(Aspects.AirportStatus.For(null), new AspectValue.Code(status))]
            : airports.Distinct().Select(airport => new Answer(Aspects.AirportStatus.For(airport.Value), new AspectValue.Code(status)));

    public static string Tell(IReadOnlyList<AirportCode>? airports, string? asStated) =>
        airports is null or [] ? asStated ?? "airports, not named" : string.Join(", ", airports.Select(airport => airport.Value));
}

/// <summary>IATA airport code: three capital letters.</summary>
[JsonConverter(typeof(TextValueConverter<AirportCode>))]
public readonly partial record struct AirportCode(string Value) : ITextValue<AirportCode>
{
    public static string Pattern => "^[A-Z]{3}$";

    public static bool TryParse(string text, out AirportCode value, [NotNullWhen(false)] out string? reason)
    {
        value = new AirportCode(text);
        reason = Shape().IsMatch(text) ? null : "An airport is its IATA code: three capital letters.";
        return reason is null;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"^[A-Z]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
