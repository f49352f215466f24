namespace IncidentTimeline.Times;

/// <summary>The years that a desk writes about. What lies outside is a slip of the pen, or 0001 or 9999 standing for "not known" and "for ever", which are said by leaving the member out.</summary>
public static class Calendar
{
    public const int YearMin = 1800;

    public const int YearMax = 2199;

    internal const string Expected = "A year from 1800 to 2199; a time that is not known, or has no end, is left out.";

    /// <summary>Whether the instant lies in these years, in UTC.</summary>
    public static bool Holds(DateTimeOffset instant) => instant.UtcDateTime.Year is >= YearMin and <= YearMax;
}
