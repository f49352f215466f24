namespace IncidentTimeline.EventLog;

/// <summary>
/// The log is not the one that was followed so far: it ends before a position that was read from it, or holds another event there. Its
/// database was restored from a backup, or failed over to a server that lacked the last commits. Whoever acted on those events must be told.
/// </summary>
public sealed class LogRewoundException(string message) : Exception(message);
