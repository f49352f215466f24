using IncidentTimeline.Facts;

namespace IncidentTimeline.Tests.Facts;

/// <summary>A claim's answers as plain text, so that a test reads as the rule.</summary>
internal static class Answering
{
    /// <summary>Each answer as <c>key = value</c>.</summary>
    public static string[] AnswersOf(IClaim claim) => [.. claim.Answers().Select(answer => $"{answer.Aspect.Key} = {answer.Value.Text}")];

    /// <summary>The value of one answer.</summary>
    public static AspectValue AnswerOf(IClaim claim, string aspect) => claim.Answers().Single(answer => answer.Aspect.Key.Value == aspect).Value;
}
