namespace IncidentTimeline.EventLog;

/// <summary>How far a rebuild is.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Position">The last event in the new tables.</param>
/// <param name="UpTo">The last event that this step is to bring there.</param>
/// <param name="EventsPerSecond">Since the step began; 0 until something was measured.</param>
/// <param name="Left">Until the step has ended, at that rate; null where that is not known.</param>
public sealed record RebuildProgress(RebuildStep Step, LogPosition Position, LogPosition UpTo, double EventsPerSecond = 0, TimeSpan? Left = null);

/// <summary>The steps of a rebuild, in their order.</summary>
public enum RebuildStep
{
    /// <summary>What an earlier one left is removed; empty tables are made.</summary>
    Preparing,

    /// <summary>The log is read once, and its rows are copied.</summary>
    Filling,

    /// <summary>Indexes are built and the planner's statistics taken.</summary>
    Indexing,

    /// <summary>What was recorded meanwhile is applied.</summary>
    CatchingUp,

    /// <summary>Old and new tables are compared as both were at one position.</summary>
    Comparing,

    /// <summary>Waits for readers of the tables, such as a check or a backup, and puts the new ones in place of the old.</summary>
    Switching,
}
