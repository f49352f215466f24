using System.Globalization;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Times;

/// <summary>EDTF level 0 (ISO 8601-2:2019): year, month, day, instant, and an interval of two of them. Qualified or open forms are kept as text, not resolved.</summary>
public static partial class EdtfDate
{
    private static readonly string[] OffsetFormats = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm'Z'"];

    // ISO 8601: a time without an offset is local time, as a day is a local day.
    private static readonly string[] LocalFormats = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm"];

    public static bool TryResolve(string edtf, string? zone, out TimeBounds bounds)
    {
        bounds = TimeBounds.Undated;
        var local = zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;
        var parts = edtf.Split('/');
        if (parts.Length > 2 || !TrySpan(parts[0], local, out var first) || !TrySpan(parts[^1], local, out var last) || first.From > last.To)
        {
            return false;
        }

        bounds = new TimeBounds(first.From, last.To);
        return true;
    }

    /// <summary>What is wrong with a string that looks like level 0, or lies outside the <see cref="Calendar"/>; null for what is resolved and for what is kept as text.</summary>
    public static string? Fault(string edtf, string? zone) =>
        edtf.Split('/') is not { Length: 1 or 2 } parts || !parts.All(part => LevelZero().IsMatch(part)) ? null
        : parts.Any(part => int.Parse(part.AsSpan(0, 4), CultureInfo.InvariantCulture) is < Calendar.YearMin or > Calendar.YearMax) ? Calendar.Expected
        : !TryResolve(edtf, zone, out _) ? "No such date or time, or an interval that ends before it begins (EDTF level 0)."
        : null;

    private static bool TrySpan(string text, TimeZoneInfo zone, out (DateTimeOffset From, DateTimeOffset To) span)
    {
        const DateTimeStyles Strict = DateTimeStyles.None;
        var culture = CultureInfo.InvariantCulture;
        span = default;
        if (DateTimeOffset.TryParseExact(text, OffsetFormats, culture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            span = (instant.ToUniversalTime(), instant.ToUniversalTime());
            return true;
        }

        if (DateTime.TryParseExact(text, LocalFormats, culture, Strict, out var local) && local.Year is > 1 and < 9999)
        {
            instant = RelativeTimes.LocalTime(local, zone).ToUniversalTime();
            span = (instant, instant);
            return true;
        }

        DateTime end;
        if (DateTime.TryParseExact(text, "yyyy-MM-dd", culture, Strict, out var start))
        {
            end = start == DateTime.MaxValue.Date ? start : start.AddDays(1);
        }
        else if (DateTime.TryParseExact(text, "yyyy-MM", culture, Strict, out start))
        {
            end = start.Year == 9999 && start.Month == 12 ? start : start.AddMonths(1);
        }
        else if (DateTime.TryParseExact(text, "yyyy", culture, Strict, out start))
        {
            end = start.Year == 9999 ? start : start.AddYears(1);
        }
        else
        {
            return false;
        }

        if (start.Year < 2)
        {
            return false;
        }

        // The last instant inside the span, so that the inclusive bounds of two neighbouring days do not touch.
        span = (RelativeTimes.LocalTime(start, zone).ToUniversalTime(), RelativeTimes.LocalTime(end, zone).AddTicks(-1).ToUniversalTime());
        return true;
    }

    // Months beyond 19 are the seasons of level 1.
    [GeneratedRegex(@"^\d{4}(-[01]\d(-\d\d(T.*)?)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LevelZero();
}
