namespace IncidentTimeline.Client;

/// <summary>What became of one line of facts.</summary>
/// <param name="Line">Its number in the request, from 1.</param>
/// <param name="Verdict"><c>recorded</c>, <c>already-recorded</c>, <c>id-conflict</c>, <c>refused</c> or <c>stopped</c>: the service gave up there, and this line and the ones after it are to be sent again.</param>
/// <param name="Position">Of the last of its facts in the log.</param>
/// <param name="Version">Of the incident's stream after it.</param>
/// <param name="Problem">Why, where it was not recorded.</param>
public sealed record LineVerdict(long Line, string Verdict, long? Position = null, long? Version = null, LineProblem? Problem = null);

/// <summary>Why a line was not recorded.</summary>
/// <param name="Type">Its stable name, such as <c>/problems/invalid</c>.</param>
/// <param name="Title">What is wrong, in short.</param>
/// <param name="Detail">What to do next.</param>
/// <param name="Errors">The members at fault.</param>
public sealed record LineProblem(string? Type = null, string? Title = null, string? Detail = null, IReadOnlyList<MemberProblem>? Errors = null);

/// <summary>A member at fault.</summary>
/// <param name="Pointer">JSON pointer to it in the line.</param>
/// <param name="Detail">What would be right.</param>
public sealed record MemberProblem(string Pointer, string Detail);
