using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Information;

/// <summary>Somebody who could say something did not. An information gap, never a value.</summary>
/// <param name="Topics">On what.</param>
/// <param name="Act">In which form: "left the question open".</param>
/// <param name="Reason">The reason that is given.</param>
/// <param name="By">Who is silent, where somebody else reports the silence: then the reporter is the voice.</param>
/// <param name="About">The question that stays open because of it, where it is one.</param>
[Description("Somebody who could say something did not comment.")]
public sealed record CommentDeclined(
    [Length(1, 20)] IReadOnlyList<string> Topics,
    [Length(1, 200)] string? Act = null,
    [Length(1, 500)] string? Reason = null,
    [Length(1, 200)] string? By = null,
    AspectKey? About = null) : IFactType<CommentDeclined>
{
    public static CommentDeclined Example => new(["the number of flights"], "left the question open", About: new AspectKey("flights-diverted"));

    public IEnumerable<Answer> Answers() => [new(Aspects.Information(About), new AspectValue.Silence(Wording.List(Topics), Act ?? "comment declined"))];

    public string Tell() => Wording.Sentence(
        $"No comment{Wording.With(" by ", By)} on {Wording.List(Topics)}{Wording.With(" (", Act, ")")}{Wording.With(", reason: ", Reason)}");
}
