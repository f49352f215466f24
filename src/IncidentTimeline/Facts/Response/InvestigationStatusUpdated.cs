using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Response;

/// <summary>How far an investigation has come.</summary>
public enum InvestigationStatus
{
    /// <summary>Just begun.</summary>
    Opened,

    /// <summary>Going on.</summary>
    Ongoing,

    /// <summary>Said not to be finished, which leaves open whether anybody works on it.</summary>
    Incomplete,

    /// <summary>Set aside.</summary>
    Suspended,

    /// <summary>Finished.</summary>
    Concluded,
}

/// <summary>How far an investigation has come.</summary>
/// <param name="Status">How far.</param>
/// <param name="AsStated">The source's words for it.</param>
/// <param name="Activity">What is being done.</param>
/// <param name="With">Together with whom.</param>
/// <param name="Finding">What it found, where it is said to have found something.</param>
[Description("How far an investigation has come.")]
public sealed record InvestigationStatusUpdated(
    InvestigationStatus Status,
    [Length(1, 200)] string? AsStated = null,
    [Length(1, 300)] string? Activity = null,
    [Length(1, 200)] string? With = null,
    [Length(1, 1_000)] string? Finding = null) : IFactType<InvestigationStatusUpdated>
{
    private static readonly Aspect Investigation = Aspect.State("investigation-status", "Investigation");
    private static readonly Aspect InvestigationFinding = Aspect.State("investigation-finding", "Finding of the investigation");

    public static InvestigationStatusUpdated Example => new(InvestigationStatus.Ongoing, Activity: "comparing serial numbers", With: "the maker");

    public IEnumerable<Answer> Answers()
    {
        yield return new Answer(Investigation, new AspectValue.Code(Outcome()));
        if (Finding is not null)
        {
            yield return new Answer(InvestigationFinding, new AspectValue.Words(Finding));
        }
    }

    public string Tell() => Wording.Sentence(
        $"Investigation {AsStated ?? Wording.Plain(Status)}{Wording.With(": ", Activity)}{Wording.With(", with ", With)}{Wording.With(", finding: ", Finding)}");

    // Opened, ongoing and incomplete do not contradict each other: the investigation is open in all three.
    private string Outcome() => Status is InvestigationStatus.Suspended or InvestigationStatus.Concluded ? Wording.Kebab(Status) : "open";
}
