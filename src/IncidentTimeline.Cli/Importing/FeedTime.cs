using System.Globalization;

namespace IncidentTimeline.Cli.Importing;

/// <summary>Reads times as a feed writes them: RFC 3339, a local time in a zone, or a form of the feed's own.</summary>
/// <param name="zone">Of times without an offset; null: they cannot be read.</param>
/// <param name="formats">The feed's own; empty for the usual.</param>
internal sealed class FeedTime(TimeZoneInfo? zone, IReadOnlyList<string> formats)
{
    private static readonly string[] WithOffset = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
    private static readonly string[] Local = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm"];

    /// <summary>The zone, where the mapping names one.</summary>
    public string? Zone => zone?.Id;

    /// <summary>The instants it may be: two where a local time comes twice, as the clocks are put back.</summary>
    /// <param name="text">As written.</param>
    /// <param name="earliest">The instant, or the first of two.</param>
    /// <param name="latest">The same, or the second of two.</param>
    public bool TryRead(string text, out DateTimeOffset earliest, out DateTimeOffset latest)
    {
        var own = formats.Where(HasOffset).ToArray();
        var isStated = own.Length > 0
            ? DateTimeOffset.TryParseExact(text, own, CultureInfo.InvariantCulture, DateTimeStyles.None, out earliest)
            : formats.Count == 0 & DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out earliest) && EndsWithOffset(text);
        latest = earliest;
        return isStated || TryReadLocal(text, out earliest, out latest);
    }

    /// <summary>What a text would have to be.</summary>
    public string Unreadable(string text) =>
        $"\"{(text.Length <= 100 ? text : text[..100] + "…")}\" is no time {(formats.Count > 0 ? $"written as {string.Join(" or ", formats)}" : zone is null ? "of RFC 3339 with an offset" : $"of RFC 3339, and none that the clocks of {zone.Id} show")}.";

    private bool TryReadLocal(string text, out DateTimeOffset earliest, out DateTimeOffset latest)
    {
        (earliest, latest) = (default, default);
        var own = formats.Count == 0 ? Local : formats.Where(format => !HasOffset(format)).ToArray();
        if (zone is null || own.Length == 0 || !DateTime.TryParseExact(text, own, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || zone.IsInvalidTime(local))
        {
            return false;
        }

        var offsets = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local) : [zone.GetUtcOffset(local)];
        earliest = new DateTimeOffset(local, offsets.Max());
        latest = new DateTimeOffset(local, offsets.Min());
        return true;
    }

    // Without one, .NET would read it in the zone of this machine.
    private static bool EndsWithOffset(string text) => text.Length > 19 && (text[^1] == 'Z' || text[^6] is '+' or '-');

    private static bool HasOffset(string format) => format.Contains('z', StringComparison.Ordinal) || format.Contains('K', StringComparison.Ordinal);
}
