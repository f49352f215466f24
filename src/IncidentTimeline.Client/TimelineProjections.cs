namespace IncidentTimeline.Client;

/// <summary>A projection of the service: tables that it keeps by following the log.</summary>
/// <param name="Name">Names it.</param>
/// <param name="Status"><c>running</c>, <c>stopped</c> or <c>idle</c>.</param>
/// <param name="Position">The last event in it.</param>
/// <param name="Head">The last event of the log.</param>
/// <param name="Tables">Where it is kept.</param>
/// <param name="HasPrevious">Whether there are tables from before the last rebuild, to go back to.</param>
/// <param name="HasUnfinished">Whether a rebuild runs, was cut short, or found differences and left its tables.</param>
public sealed record Projection(string Name, string Status, long Position, long Head, IReadOnlyList<string> Tables, bool HasPrevious, bool HasUnfinished);

/// <summary>One line of a rebuild or a revert. Which members are there depends on its kind; a kind that this client does not know may come.</summary>
/// <param name="Kind"><c>progress</c>, <c>difference</c> or <c>verdict</c>.</param>
/// <param name="Step">Of progress: what is being done.</param>
/// <param name="Position">The last event in the new tables; of a verdict, where both were compared or switched.</param>
/// <param name="UpTo">Of progress: the last event that the step is to bring there.</param>
/// <param name="EventsPerSecond">Of progress: since the step began.</param>
/// <param name="SecondsLeft">Of progress: until the step has ended, at that rate.</param>
/// <param name="Table">Of a difference: its table.</param>
/// <param name="RowsInUse">Of a difference: rows of the table in use.</param>
/// <param name="RowsRebuilt">Of a difference: rows of the new one.</param>
/// <param name="OnlyInUse">Of a difference: some rows that only the table in use has.</param>
/// <param name="OnlyRebuilt">Of a difference: some rows that only the new one has.</param>
/// <param name="Outcome">Of a verdict: its code.</param>
/// <param name="IsSwitched">Of a verdict: whether other tables are in use now.</param>
/// <param name="Detail">Of a verdict: what to do next.</param>
public sealed record RebuildLine(
    string Kind,
    string? Step = null,
    long? Position = null,
    long? UpTo = null,
    long? EventsPerSecond = null,
    double? SecondsLeft = null,
    string? Table = null,
    long? RowsInUse = null,
    long? RowsRebuilt = null,
    IReadOnlyList<string>? OnlyInUse = null,
    IReadOnlyList<string>? OnlyRebuilt = null,
    string? Outcome = null,
    bool? IsSwitched = null,
    string? Detail = null);
