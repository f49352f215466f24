using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Response;

/// <summary>Whether a curfew applies.</summary>
public enum CurfewStatus
{
    InForce,
    Lifted,
}

/// <summary>A curfew was imposed or lifted. Its hours are kept in the source's words: they come round every night and are no event time.</summary>
/// <param name="Status">Whether it applies.</param>
/// <param name="Hours">From when to when, each day: "from 22:00 to 05:00".</param>
/// <param name="Exempt">Who may go out all the same.</param>
/// <param name="AsStated">The source's words for the measure, where it does not say curfew.</param>
[Description("A curfew was imposed or lifted.")]
public sealed record CurfewStatusUpdated(
    CurfewStatus Status,
    [Length(1, 200)] string? Hours = null,
    [Length(1, 300)] string? Exempt = null,
    [Length(1, 200)] string? AsStated = null) : IFactType<CurfewStatusUpdated>
{
    private static readonly Aspect Curfew = Aspect.State("curfew", "Curfew");
    private static readonly Aspect CurfewHours = Aspect.State("curfew-hours", "Hours of the curfew");

    public static CurfewStatusUpdated Example => new(CurfewStatus.InForce, "from 22:00 to 05:00", "night-shift workers with a pass");

    public IEnumerable<Answer> Answers()
    {
        yield return new Answer(Curfew, Wording.Code(Status));

        // A curfew that is lifted has no hours: what they were before answers nothing.
        if (Status == CurfewStatus.InForce && Hours is not null)
        {
            yield return new Answer(CurfewHours, new AspectValue.Words(Hours));
        }
    }

    public string Tell() => Wording.Sentence(
        $"Curfew {Wording.Plain(Status)}{Wording.With(" (", AsStated, ")")}{Wording.With(", hours: ", Hours)}{Wording.With(", except for ", Exempt)}");
}
