using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Sources;

/// <summary>What a quotation shows of the fact.</summary>
public enum QuotationRole
{
    Value,
    Speaker,
    Status,
    Time,
    Place,
}

/// <summary>An exact span of a document's text that a fact rests on (W3C Web Annotation: TextQuoteSelector with TextPositionSelector).</summary>
/// <param name="Role">What it shows. Default value.</param>
/// <param name="Exact">The words, character for character.</param>
/// <param name="Start">Where they begin, in Unicode code points from 0.</param>
/// <param name="End">Where they end, exclusive, in code points.</param>
/// <param name="Prefix">The text just before, so that the span is found again in another version.</param>
/// <param name="Suffix">The text just after.</param>
[Description("An exact span of the document's text: the words, and where they stand in Unicode code points.")]
public sealed record Quotation(
    [Length(1, 10_000), Verbatim] string Exact,
    [Range(0, 100_000_000)] int Start,
    [Range(1, 100_000_000)] int End,
    QuotationRole Role = QuotationRole.Value,
    [Length(0, 200), Verbatim] string? Prefix = null,
    [Length(0, 200), Verbatim] string? Suffix = null);

/// <summary>The line of a data file that a fact was read from: its own quotation.</summary>
/// <param name="FileSha256">SHA-256 of the whole file.</param>
/// <param name="Number">Line number, from 1; lines end at byte 0A.</param>
/// <param name="Raw">The line's bytes without the line end, Base64.</param>
[Description("The line of a data file that a fact was read from.")]
public sealed record SourceLine(
    DocumentHash FileSha256,
    [Range(1, 1_000_000_000)] int Number,
    [Length(1, 131_072), RegularExpression(SourceLine.Base64, ErrorMessage = "Bytes in Base64 (RFC 4648, 4), padded and without line breaks.")] string Raw)
{
    private const string Base64 = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";
}
