using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Information;

/// <summary>Something is put down to a cause.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Of">Of what.</param>
/// <param name="Share">Which of the speakers say so, in the source's words: "most".</param>
[Description("Something is put down to a cause.")]
public sealed record CauseAttributed(
    [Length(1, 500)] string Cause,
    [Length(1, 300)] string? Of = null,
    [Length(1, 100)] string? Share = null) : IFactType<CauseAttributed>
{
    private static readonly Aspect Causes = Aspect.Occurrence("cause", "Cause");

    public static CauseAttributed Example => new("a snapped cable", "the outage");

    public IEnumerable<Answer> Answers() => [new(Causes, new AspectValue.Words(Cause + Wording.With(" (of ", Of, ")")))];

    public string Tell() => Wording.Sentence($"Cause{Wording.With(" of ", Of)}: {Cause}{Wording.With(" (said by ", Share, ")")}");
}
