using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Context;

/// <summary>Others of the kind are mentioned, without telling them one by one. They are never added to anything.</summary>
/// <param name="Count">How many.</param>
/// <param name="What">What they are, in the source's words.</param>
[Description("Other incidents of the kind are mentioned, without telling them one by one.")]
public sealed record SimilarIncidentsReported(
    Count Count,
    [Length(1, 300)] string? What = null) : IFactType<SimilarIncidentsReported>
{
    private static readonly Aspect SimilarIncidents = Aspect.Occurrence("similar-incidents", "Similar incidents");

    public static SimilarIncidentsReported Example => new(Count.Exactly(4), "drones over ports");

    public IEnumerable<Answer> Answers() => [new(SimilarIncidents, Count.ToValue())];

    public string Tell() => Wording.Sentence($"Similar incidents: {Count.Tell()}{Wording.With(" (", What, ")")}");
}
