using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Response;

/// <summary>People were told to leave. How many have left is another question.</summary>
/// <param name="Of">What is evacuated: "two villages".</param>
/// <param name="People">How many people are told to leave.</param>
/// <param name="To">Where to.</param>
/// <param name="AsStated">The source's words for the order: "voluntary".</param>
[Description("People were told to leave.")]
public sealed record EvacuationOrdered(
    [Length(1, 300)] string? Of = null,
    Count? People = null,
    [Length(1, 200)] string? To = null,
    [Length(1, 200)] string? AsStated = null) : IFactType<EvacuationOrdered>
{
    private static readonly Aspect Evacuation = Aspect.State("evacuation", "Evacuation");
    private static readonly Aspect PeopleToldToLeave = Aspect.State("people-told-to-leave", "People told to leave");

    public static EvacuationOrdered Example => new("a nursing home", Count.Exactly(80), "the sports hall");

    public IEnumerable<Answer> Answers()
    {
        yield return new Answer(Evacuation, new AspectValue.Code("ordered"));
        if (People is not null)
        {
            yield return new Answer(PeopleToldToLeave, People.ToValue());
        }
    }

    public string Tell() => Wording.Sentence(
        $"Evacuation ordered{Wording.With(" (", AsStated, ")")}{Wording.With(" of ", Of)}{Wording.With(", people: ", People)}{Wording.With(", to ", To)}");
}
