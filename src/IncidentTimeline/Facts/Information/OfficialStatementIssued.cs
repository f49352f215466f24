using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Facts.Information;

/// <summary>An official position was put out that answers no other question: its words, or what they amount to.</summary>
/// <param name="Text">The words, where they are quoted.</param>
/// <param name="Stance">What they amount to, where they are only described.</param>
/// <param name="DirectQuote">Whether the source gives them as a direct quotation.</param>
/// <param name="Repeated">Whether it is said to have been put out repeatedly.</param>
/// <param name="Placement">Where the source places it: "caption".</param>
/// <param name="Characterises">The word by which it names the event, where that word is a judgement.</param>
[Description("An official position was put out: its words, or what they amount to.")]
public sealed record OfficialStatementIssued(
    [Length(1, 5_000), Lines] string? Text = null,
    [Length(1, 500)] string? Stance = null,
    bool DirectQuote = false,
    bool Repeated = false,
    [Length(1, 100)] string? Placement = null,
    [Length(1, 200)] string? Characterises = null) : IFactType<OfficialStatementIssued>, IValidatableObject
{
    private static readonly Aspect OfficialStatements = Aspect.Occurrence("official-statements", "Official statements");

    public static OfficialStatementIssued Example => new("The bridge will be inspected before it opens.", DirectQuote: true);

    public IEnumerable<Answer> Answers() => [new(OfficialStatements, new AspectValue.Words(Said()))];

    public string Tell() => Wording.Sentence(
        $"Official statement{(Repeated ? ", repeated" : "")}: {Said()}{Wording.With(" (calls it: ", Characterises, ")")}");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Text is null && Stance is null)
        {
            yield return new ValidationResult("Either the words or the stance is stated.", ["text"]);
        }
    }

    private string Said() => Text ?? Stance ?? "";
}
