namespace IncidentTimeline.EventLog;

/// <summary>One thing that a check found.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Where">The place, as <c>position 7</c>, <c>stream incident-x</c>, <c>table events</c>.</param>
/// <param name="What">What is there, and what should be.</param>
public sealed record Finding(FindingKind Kind, string Where, string What);

/// <summary>A sort of finding. Its code is stable; the words may improve.</summary>
/// <param name="Code">Kebab-case; the runbook has a row for each.</param>
/// <param name="IsError">Whether something is wrong; else it is only worth knowing.</param>
/// <param name="Meaning">What it means for whoever relies on the log.</param>
public sealed record FindingKind(string Code, bool IsError, string Meaning)
{
    public static FindingKind Error(string code, string meaning) => new(code, true, meaning);

    public static FindingKind Note(string code, string meaning) => new(code, false, meaning);
}
