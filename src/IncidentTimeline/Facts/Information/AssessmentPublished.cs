using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Information;

/// <summary>Somebody's reading of what lies behind an event: hypotheses, not observations.</summary>
/// <param name="Hypotheses">The readings.</param>
/// <param name="Modality">The source's word of doubt: "might".</param>
/// <param name="Act">In which form it is put: "ask".</param>
/// <param name="Who">Whose reading it is, where the source names several groups. Never a private person's name.</param>
[Description("Somebody's reading of what lies behind an event: hypotheses, not observations.")]
public sealed record AssessmentPublished(
    [Length(1, 20)] IReadOnlyList<string> Hypotheses,
    [Length(1, 100)] string? Modality = null,
    [Length(1, 100)] string? Act = null,
    [Length(0, 20)] IReadOnlyList<string>? Who = null) : IFactType<AssessmentPublished>
{
    private static readonly Aspect Assessments = Aspect.Occurrence("assessments", "Assessments");

    public static AssessmentPublished Example => new(["a test flight gone astray", "a prank"], "might");

    public IEnumerable<Answer> Answers() => [new(Assessments, new AspectValue.Words(Wording.List(Hypotheses)))];

    public string Tell() => Wording.Sentence($"Assessment{Wording.With(" (", Modality, ")")}: {Wording.List(Hypotheses)}");
}
