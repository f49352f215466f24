using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Information;

/// <summary>Somebody who knows, or should know, does not tell. An information gap, never a value.</summary>
/// <param name="Topics">What is withheld.</param>
/// <param name="Act">In which form: "under seal".</param>
/// <param name="Reason">The reason that is given.</param>
/// <param name="By">Who withholds it, where somebody else reports that: then the reporter is the voice.</param>
/// <param name="About">The question that stays open because of it, where it is one.</param>
[Description("Somebody who knows does not tell.")]
public sealed record InformationWithheld(
    [Length(1, 20)] IReadOnlyList<string> Topics,
    [Length(1, 200)] string? Act = null,
    [Length(1, 500)] string? Reason = null,
    [Length(1, 200)] string? By = null,
    AspectKey? About = null) : IFactType<InformationWithheld>
{
    public static InformationWithheld Example => new(["the flight path"], "under seal", "an open case");

    public IEnumerable<Answer> Answers() => [new(Aspects.Information(About), new AspectValue.Silence(Wording.List(Topics), Act ?? "information withheld"))];

    public string Tell() => Wording.Sentence(
        $"Information withheld{Wording.With(" by ", By)}: {Wording.List(Topics)}{Wording.With(" (", Act, ")")}{Wording.With(", reason: ", Reason)}");
}
