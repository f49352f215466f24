using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Information;

/// <summary>It is said that something is not known in public, without saying who keeps it back.</summary>
/// <param name="Topics">What is not known.</param>
/// <param name="Effect">What the gap leads to, in the source's words.</param>
/// <param name="About">The question that stays open because of it, where it is one.</param>
[Description("It is said that something is not known in public.")]
public sealed record InformationGapReported(
    [Length(1, 20)] IReadOnlyList<string> Topics,
    [Length(1, 500)] string? Effect = null,
    AspectKey? About = null) : IFactType<InformationGapReported>
{
    public static InformationGapReported Example => new(["who gave the order"], "rumours on social media");

    public IEnumerable<Answer> Answers() => [new(Aspects.Information(About), new AspectValue.Silence(Wording.List(Topics), "not known in public"))];

    public string Tell() => Wording.Sentence($"Not known in public: {Wording.List(Topics)}{Wording.With(", effect: ", Effect)}");
}
