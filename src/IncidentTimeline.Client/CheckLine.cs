namespace IncidentTimeline.Client;

/// <summary>One line of a check. Which members are there depends on its kind; a kind that this client does not know may come.</summary>
/// <param name="Kind"><c>progress</c>, <c>finding</c> or <c>verdict</c>.</param>
/// <param name="Position">Of progress: the last event that was read.</param>
/// <param name="Last">Of progress and verdict: the last event there is.</param>
/// <param name="Code">Of a finding: its stable code.</param>
/// <param name="IsError">Of a finding: whether something is wrong; else it is only worth knowing.</param>
/// <param name="Where">Of a finding: the place.</param>
/// <param name="What">Of a finding: what is there, and what should be.</param>
/// <param name="Meaning">Of a finding: what that means.</param>
/// <param name="IsClean">Of a verdict: whether everything was checked and nothing is wrong.</param>
/// <param name="Events">Of a verdict: how many events the log holds.</param>
/// <param name="Read">Of a verdict: how many of them could be read.</param>
/// <param name="Findings">Of a verdict: how many findings there are of each code.</param>
public sealed record CheckLine(
    string Kind,
    long? Position = null,
    long? Last = null,
    string? Code = null,
    bool? IsError = null,
    string? Where = null,
    string? What = null,
    string? Meaning = null,
    bool? IsClean = null,
    long? Events = null,
    long? Read = null,
    IReadOnlyList<CodeCount>? Findings = null);

/// <summary>How often one code was found.</summary>
public sealed record CodeCount(string Code, long Count);
