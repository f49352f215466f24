using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Impact;

/// <summary>How many people came to harm. Each number answers its own question only: no injuries does not say that nobody was killed.</summary>
/// <param name="Killed">People killed.</param>
/// <param name="Injured">People injured.</param>
/// <param name="Missing">People missing.</param>
/// <param name="Casualties">Casualties, killed and injured not told apart. Only none of them, or none reported, answers both.</param>
/// <param name="DirectCasualties">Casualties of the event itself, where the source says "direct": a question of its own.</param>
[Description("How many people were killed, injured or are missing. Each number answers its own question only.")]
public sealed record CasualtyStatusUpdated(
    Count? Killed = null,
    Count? Injured = null,
    Count? Missing = null,
    Count? Casualties = null,
    Count? DirectCasualties = null) : IFactType<CasualtyStatusUpdated>, IValidatableObject
{
    private static readonly Aspect PeopleMissing = Aspect.State("people-missing", "People missing");
    private static readonly Aspect CasualtiesUndivided = Aspect.State("casualties", "Casualties, killed and injured not told apart");
    private static readonly Aspect DirectCasualtiesOnly = Aspect.State("direct-casualties", "Direct casualties");

    public static CasualtyStatusUpdated Example => new(Killed: Count.Exactly(0), Injured: Count.Exactly(3));

    public IEnumerable<Answer> Answers()
    {
        var both = CasualtiesAnswerBoth() ? Casualties : null;
        if ((Killed ?? both) is { } killed)
        {
            yield return new Answer(Aspects.PeopleKilled, killed.ToValue());
        }

        if ((Injured ?? both) is { } injured)
        {
            yield return new Answer(Aspects.PeopleInjured, injured.ToValue());
        }

        if (Missing is not null)
        {
            yield return new Answer(PeopleMissing, Missing.ToValue());
        }

        if (Casualties is not null && both is null)
        {
            yield return new Answer(CasualtiesUndivided, Casualties.ToValue());
        }

        if (DirectCasualties is not null)
        {
            yield return new Answer(DirectCasualtiesOnly, DirectCasualties.ToValue());
        }
    }

    public string Tell()
    {
        var parts = new (string Label, Count? Count)[]
        {
            ("killed", Killed), ("injured", Injured), ("missing", Missing), ("casualties", Casualties), ("direct casualties", DirectCasualties),
        };
        return Wording.Sentence(string.Join(", ", parts.Where(part => part.Count is not null).Select(part => $"{part.Label}: {part.Count!.Tell()}"))); // Filtered in the same line.
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Killed is null && Injured is null && Missing is null && Casualties is null && DirectCasualties is null)
        {
            yield return new ValidationResult("At least one number is stated.", ["casualties"]);
        }
    }

    private bool CasualtiesAnswerBoth() => Casualties?.ToValue() is AspectValue.NoneReported or AspectValue.Quantity { Most: 0 };
}
