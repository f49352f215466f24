namespace IncidentTimeline.Server.Hosting.Postgres;

/// <summary>The embedded PostgreSQL cannot do what was asked. The message is for the operator: what is wrong, and what to do next.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? innerException = null) : Exception(message, innerException);
