using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;
using IncidentTimeline.Places;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;

namespace IncidentTimeline.Facts;

/// <summary>One thing that one voice says about the world, recorded as said and never edited. What it says is the claim; the rest is who, how surely, when, where, and on which words it rests.</summary>
/// <remarks>This record, serialised in this member order, is what the log stores, compares on a retry, and hashes.</remarks>
/// <param name="FactId">Its name, chosen by who records it; a retry with the same id and content answers the first position.</param>
/// <param name="Claim">What it says.</param>
/// <param name="Status">How surely the source says it. Default asserted.</param>
/// <param name="Polarity">In which form it was put. Default affirmed.</param>
/// <param name="StatusCue">The words that show the status: "according to preliminary reports".</param>
/// <param name="EventTime">When it happened, as vague as stated. Default unstated.</param>
/// <param name="Places">Where, as vague as stated; at least one, of precision unknown if nothing was said.</param>
/// <param name="Attribution">Who published it, and who speaks in it.</param>
/// <param name="ReportedAt">The fact's own report time where it has one; else its document's publication time counts, once asserted.</param>
/// <param name="FeedKey">An opaque key from a feed's raw columns, at most 512 bytes; facts of one voice and key answer one question and follow each other.</param>
/// <param name="Document">The captured document that the quotations are in.</param>
/// <param name="Quotations">The exact spans it rests on; one or more where a document is given.</param>
/// <param name="Line">For a fact from a data file: its line.</param>
/// <param name="Inferred">JSON pointers of the members that the coder inferred rather than read.</param>
/// <param name="Note">A remark of the coder.</param>
[Description("One thing that one voice says about the world: the claim, and who, how surely, when, where, and on which words it rests.")]
public sealed record Fact(
    FactId FactId,
    IClaim Claim,
    EventTime? EventTime,
    [Length(1, 50)] IReadOnlyList<Place> Places,
    Attribution Attribution,
    FactStatus Status = FactStatus.Asserted,
    Polarity Polarity = Polarity.Affirmed,
    [Length(1, 500)] string? StatusCue = null,
    DateTimeOffset? ReportedAt = null,
    [Length(1, 512)] string? FeedKey = null,
    DocumentHash? Document = null,
    [Length(0, 50)] IReadOnlyList<Quotation>? Quotations = null,
    SourceLine? Line = null,
    [Length(0, 50)] IReadOnlyList<string>? Inferred = null,
    [Length(1, 2_000), Lines] string? Note = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var quotes = Quotations?.Count ?? 0;
        if (Document is null ? Line is null || quotes > 0 : Line is not null || quotes == 0)
        {
            yield return new ValidationResult("A fact rests on a document with one or more quotations, or on the line of a data file.", ["quotations"]);
        }

        if (FeedKey is not null && System.Text.Encoding.UTF8.GetByteCount(FeedKey) > 512)
        {
            yield return new ValidationResult("A feed key is at most 512 bytes.", ["feedKey"]);
        }
    }
}
