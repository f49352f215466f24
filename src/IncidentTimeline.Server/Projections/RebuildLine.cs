using System.Text.Json.Serialization;
using IncidentTimeline.EventLog;

namespace IncidentTimeline.Server.Projections;

/// <summary>One line that a rebuild or a revert says.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Progress), "progress")]
[JsonDerivedType(typeof(Difference), "difference")]
[JsonDerivedType(typeof(Verdict), "verdict")]
internal abstract record RebuildLine
{
    private RebuildLine()
    {
    }

    /// <summary>How far it is.</summary>
    /// <param name="Step">What is being done.</param>
    /// <param name="Position">The last event in the new tables.</param>
    /// <param name="UpTo">The last one that this step is to bring there.</param>
    /// <param name="EventsPerSecond">Since the step began; missing until something was measured.</param>
    /// <param name="SecondsLeft">Until the step has ended, at that rate.</param>
    public sealed record Progress(RebuildStep Step, long Position, long UpTo, long? EventsPerSecond, double? SecondsLeft) : RebuildLine
    {
        public static Progress Of(RebuildProgress progress) => new(
            progress.Step, progress.Position.Value, progress.UpTo.Value, progress.EventsPerSecond > 0 ? (long)progress.EventsPerSecond : null, progress.Left is { } left ? Math.Round(left.TotalSeconds, 1) : null);
    }

    /// <summary>A table that is another than the one in use.</summary>
    /// <param name="Table">Its name.</param>
    /// <param name="RowsInUse">How many rows the one in use has.</param>
    /// <param name="RowsRebuilt">How many the new one has.</param>
    /// <param name="OnlyInUse">Some rows that only the one in use has, as PostgreSQL writes them.</param>
    /// <param name="OnlyRebuilt">Some that only the new one has.</param>
    public sealed record Difference(string Table, long RowsInUse, long RowsRebuilt, IReadOnlyList<string> OnlyInUse, IReadOnlyList<string> OnlyRebuilt) : RebuildLine
    {
        public static Difference Of(TableDifference difference) => new(
            difference.Table, difference.RowsInUse, difference.RowsRebuilt, Rows(difference, isRebuilt: false), Rows(difference, isRebuilt: true));

        private static IReadOnlyList<string> Rows(TableDifference difference, bool isRebuilt) => [.. difference.Rows.Where(row => row.IsRebuilt == isRebuilt).Select(row => row.Row)];
    }

    /// <summary>The end, always the last line: without it the rebuild was cut short, and the tables in use are as they were.</summary>
    /// <param name="Outcome">A code: switched, differs, busy, other-shape, in-use, nothing-before.</param>
    /// <param name="IsSwitched">Whether other tables are in use now.</param>
    /// <param name="Position">The last event in both tables when they were compared or switched; missing where neither was done.</param>
    /// <param name="Detail">What to do next.</param>
    public sealed record Verdict(string Outcome, bool IsSwitched, long? Position, string Detail) : RebuildLine;
}
