using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Response;

/// <summary>Whether shelters can be used.</summary>
public enum ShelterStatus
{
    Open,
    Closed,
}

/// <summary>Shelters were opened or closed, and how many people are in them.</summary>
/// <param name="Status">Whether they can be used.</param>
/// <param name="Shelters">How many shelters that is said of.</param>
/// <param name="People">How many people are in them.</param>
/// <param name="AsStated">Which shelters, in the source's words.</param>
[Description("Shelters were opened or closed, and how many people are in them.")]
public sealed record ShelterStatusUpdated(
    ShelterStatus Status,
    Count? Shelters = null,
    Count? People = null,
    [Length(1, 300)] string? AsStated = null) : IFactType<ShelterStatusUpdated>
{
    private static readonly Aspect Shelter = Aspect.State("shelter-status", "Shelters");
    private static readonly Aspect SheltersOpen = Aspect.State("shelters-open", "Shelters open");
    private static readonly Aspect SheltersClosed = Aspect.State("shelters-closed", "Shelters closed");
    private static readonly Aspect PeopleInShelters = Aspect.State("people-in-shelters", "People in shelters");

    public static ShelterStatusUpdated Example => new(ShelterStatus.Open, Count.Exactly(3), Count.Exactly(140), "school basements");

    public IEnumerable<Answer> Answers()
    {
        yield return new Answer(Shelter, Wording.Code(Status));
        if (Shelters is not null)
        {
            yield return new Answer(Status == ShelterStatus.Open ? SheltersOpen : SheltersClosed, Shelters.ToValue());
        }

        if (People is not null)
        {
            yield return new Answer(PeopleInShelters, People.ToValue());
        }
    }

    public string Tell() => Wording.Sentence(
        $"Shelters {Wording.Plain(Status)}{Wording.With(": ", AsStated)}{Wording.With(", number: ", Shelters)}{Wording.With(", people in them: ", People)}");
}
