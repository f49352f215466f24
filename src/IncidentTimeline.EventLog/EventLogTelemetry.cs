using System.Diagnostics;

namespace IncidentTimeline.EventLog;

/// <summary>
/// What the log tells of itself, on .NET's own means: an activity source and a meter of one name, for whoever listens.
/// docs/reference/telemetry.md lists the metrics. Neither ever holds a payload, an event id or a stream id.
/// </summary>
public static class EventLogTelemetry
{
    /// <summary>The name of both, for <c>AddSource</c> and <c>AddMeter</c>.</summary>
    public const string Name = "IncidentTimeline.EventLog";

    internal static readonly ActivitySource Activities = new(Name);
}
