using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Information;

/// <summary>A group or body takes responsibility, or is said to have done so.</summary>
/// <param name="By">The group or body. Never a private person's name.</param>
/// <param name="For">For what.</param>
[Description("A group or body takes responsibility.")]
public sealed record ResponsibilityClaimed(
    [Length(1, 200)] string By,
    [Length(1, 300)] string? For = null) : IFactType<ResponsibilityClaimed>
{
    private static readonly Aspect Responsibility = Aspect.Occurrence("responsibility", "Responsibility claimed");

    public static ResponsibilityClaimed Example => new("a coast guard unit", "the warning shots");

    public IEnumerable<Answer> Answers() => [new(Responsibility, new AspectValue.Words(By))];

    public string Tell() => Wording.Sentence($"Responsibility{Wording.With(" for ", For)} claimed by {By}");
}
