namespace IncidentTimeline.EventLog;

/// <summary>The database and the shipped migrations contradict each other. Nothing was changed; a person must look.</summary>
public sealed class MigrationException(string message) : Exception(message);
