namespace IncidentTimeline.Times;

/// <summary>The table of words that are resolved through the report time, version 1. A word not in it stays unresolved.</summary>
/// <remarks>Days and hours are local to the fact's zone, on the day of publication. No bound lies after the publication itself: what is reported has happened.</remarks>
public static class RelativeTimes
{
    public const int Version = 1;

    /// <summary>Bounds of the words, or undated where the table or the zone does not know them.</summary>
    public static TimeBounds Resolve(string? asStated, string? zone, DateTimeOffset published)
    {
        // At the ends of the calendar there is no day before or after; a publication time there is a slip of the pen.
        if (asStated is null || zone is null || published.Year is < 2 or > 9998 || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var local))
        {
            return TimeBounds.Undated;
        }

        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(published, local).DateTime);
        return asStated.Trim().ToLowerInvariant() switch
        {
            "last night" or "overnight" or "during the night" or "in the night" => Between(day.AddDays(-1), 18, day, 6),
            "this morning" => Between(day, 6, day, 12),
            "this afternoon" => Between(day, 12, day, 18),
            "today" => Between(day, 0, day.AddDays(1), 0),
            "yesterday" => Between(day.AddDays(-1), 0, day, 0),
            "yesterday morning" => Between(day.AddDays(-1), 6, day.AddDays(-1), 12),
            "yesterday evening" or "last evening" => Between(day.AddDays(-1), 18, day, 0),
            "over the past day" or "in the past 24 hours" => Capped(published.AddHours(-24), published),
            "over the past week" or "in the past week" => Capped(published.AddDays(-7), published),
            "over the past month" or "in the past month" => Capped(At(day.AddMonths(-1), 0), published),
            _ => TimeBounds.Undated,
        };

        TimeBounds Between(DateOnly fromDay, int fromHour, DateOnly toDay, int toHour) => Capped(At(fromDay, fromHour), At(toDay, toHour));

        TimeBounds Capped(DateTimeOffset earliest, DateTimeOffset latest) =>
            new(Min(earliest, published).ToUniversalTime(), Min(latest, published).ToUniversalTime());

        DateTimeOffset At(DateOnly on, int hour) => LocalTime(on.ToDateTime(new TimeOnly(hour, 0)), local);
    }

    /// <summary>The instant of a local time, no later than the calendar ends; a time that a clock change skips is read with the offset before the change.</summary>
    internal static DateTimeOffset LocalTime(DateTime time, TimeZoneInfo zone) =>
        new(Math.Clamp(time.Ticks - zone.GetUtcOffset(time).Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);

    private static DateTimeOffset Min(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
