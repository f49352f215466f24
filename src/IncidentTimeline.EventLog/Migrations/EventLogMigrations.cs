namespace IncidentTimeline.EventLog;

/// <summary>The log's own migrations. They come before those of anyone who builds on it.</summary>
public static class EventLogMigrations
{
    public static IReadOnlyList<Migration> All { get; } = Migrator.FromResources(typeof(EventLogMigrations).Assembly, "Migrations");
}
