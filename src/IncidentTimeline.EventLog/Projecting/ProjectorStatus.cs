namespace IncidentTimeline.EventLog;

public enum ProjectorStatus
{
    /// <summary>Not started, or ended by cancellation.</summary>
    Idle,

    /// <summary>Keeping its projection, or waiting for the database to do so.</summary>
    Running,

    /// <summary>Ended by a failure of its projection. It stays so until it is run again, after someone has looked.</summary>
    Stopped,
}
