using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Air;

/// <summary>Debris of something brought down fell to the ground. What it damaged is a damage report.</summary>
/// <param name="Sites">In how many places; without it, at least one.</param>
/// <param name="Of">Of what it is the debris.</param>
/// <param name="On">What it fell on.</param>
[Description("Debris of something brought down fell to the ground.")]
public sealed record DebrisFallReported(
    Count? Sites = null,
    [Length(1, 200)] string? Of = null,
    [Length(1, 300)] string? On = null) : IFactType<DebrisFallReported>
{
    private static readonly Aspect DebrisSites = Aspect.Occurrence("debris-sites", "Places where debris fell");

    public static DebrisFallReported Example => new(Count.Exactly(2), "a drone", "garage roofs");

    public IEnumerable<Answer> Answers() => [new(DebrisSites, Sites?.ToValue() ?? new AspectValue.Quantity(1, null))];

    public string Tell() => Wording.Sentence($"Debris{Wording.With(" of ", Of)} fell{Wording.With(" on ", On)}{Wording.With(", places: ", Sites)}");
}
