namespace IncidentTimeline.EventLog;

/// <summary>How a rebuild, or a revert, ended. A closed set.</summary>
public abstract record RebuildOutcome
{
    private RebuildOutcome()
    {
    }

    /// <summary>The other tables are in use now; those that were stay as the way back.</summary>
    /// <param name="Position">The last event in both at that moment.</param>
    /// <param name="Differences">What was accepted; none where both were equal, or nothing was compared.</param>
    public sealed record Switched(LogPosition Position, IReadOnlyList<TableDifference> Differences) : RebuildOutcome;

    /// <summary>The new tables say otherwise than the old ones, which stay in use. The new ones stay, too, to be looked at, until the next rebuild.</summary>
    /// <param name="Position">The last event in both when they were compared.</param>
    /// <param name="Differences">Where they differ; at least one.</param>
    public sealed record Differs(LogPosition Position, IReadOnlyList<TableDifference> Differences) : RebuildOutcome;

    /// <summary>Another rebuild runs on this log. Nothing was done.</summary>
    public sealed record Busy : RebuildOutcome;

    /// <summary>The other tables have columns, constraints, indexes or rights that those in use have not, or the reverse. Nothing was switched.</summary>
    /// <param name="What">What only one side has, in PostgreSQL's words.</param>
    public sealed record OtherShape(IReadOnlyList<string> What) : RebuildOutcome;

    /// <summary>Somebody read the tables all the time, or the log grew faster than it could be applied. Nothing was switched.</summary>
    public sealed record InUse : RebuildOutcome;

    /// <summary>There are no earlier tables of this log to go back to.</summary>
    public sealed record NothingBefore : RebuildOutcome;
}

/// <summary>One table that is not the same in two copies.</summary>
/// <param name="Table">Its name.</param>
/// <param name="RowsInUse">How many rows the table in use has.</param>
/// <param name="RowsRebuilt">How many the new one has.</param>
/// <param name="Rows">Some of the rows that only one of them has.</param>
public sealed record TableDifference(string Table, long RowsInUse, long RowsRebuilt, IReadOnlyList<DifferingRow> Rows);

/// <summary>A row that only one copy has.</summary>
/// <param name="IsRebuilt">Whether the new one has it; else the one in use.</param>
/// <param name="Row">As PostgreSQL writes a row, cut at <see cref="LengthMax"/> characters.</param>
public sealed record DifferingRow(bool IsRebuilt, string Row)
{
    /// <summary>Characters of a row that are shown: enough to see which one it is.</summary>
    public const int LengthMax = 500;
}
