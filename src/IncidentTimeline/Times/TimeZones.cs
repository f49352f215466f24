namespace IncidentTimeline.Times;

/// <summary>Names of time zones as the IANA database spells them.</summary>
internal static class TimeZones
{
    private const string Expected = "An IANA time zone, spelt as there, such as Europe/Kyiv.";

    /// <summary>What would be right, or null for a name of the database. The system also finds names in another case, once it has met the right one, names of Windows, and files beside the database.</summary>
    public static string? Fault(string zone) =>
        !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) || !found.HasIanaId || !char.IsAsciiLetterUpper(found.Id[0]) ? Expected
        : found.Id != zone ? $"{Expected} This one is spelt {found.Id}."
        : null;
}
