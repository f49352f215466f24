using System.Text.Json;

namespace IncidentTimeline.Client;

/// <summary>
/// One thing that one voice says about the world: as it is to be recorded, and as it was. Codes are in lower kebab case; <c>GET /fact-types</c> has the
/// limits of every member, and a service newer than this client may answer with codes that are not listed here.
/// </summary>
/// <param name="FactId">Its name, chosen by whoever records it; the same id with the same content again is recorded once.</param>
/// <param name="Claim">What it says: its <c>type</c>, such as <c>AirportClosed</c>, and the members of that type.</param>
/// <param name="Places">Where, as vague as it was stated; at least one, of precision <c>unknown</c> where nothing was said.</param>
/// <param name="Attribution">Who published it, and who speaks in it.</param>
/// <param name="EventTime">When it happened; null for unstated.</param>
/// <param name="Status">How surely its source says it: <c>asserted</c>, <c>stated</c>, <c>confirmed</c>, <c>preliminary</c>, <c>unconfirmed</c> or <c>speculation</c>.</param>
/// <param name="Polarity">In which form it was put: <c>affirmed</c>, <c>negated</c> or <c>denied</c>.</param>
/// <param name="StatusCue">The words that show the status.</param>
/// <param name="ReportedAt">Its own report time; where it has none, its document's publication time counts, once that is asserted.</param>
/// <param name="FeedKey">Of a feed: the key under which later rows follow earlier ones, at most 512 bytes.</param>
/// <param name="Document">SHA-256 of the captured document that the quotations are in.</param>
/// <param name="Quotations">The words it rests on; one or more where a document is given.</param>
/// <param name="Line">Of a data file: its line, in place of document and quotations.</param>
/// <param name="Inferred">JSON pointers to what the coder inferred rather than read.</param>
/// <param name="Note">A remark of the coder.</param>
public sealed record Fact(
    Guid FactId,
    JsonElement Claim,
    IReadOnlyList<Place> Places,
    Attribution Attribution,
    EventTime? EventTime = null,
    string Status = "asserted",
    string Polarity = "affirmed",
    string? StatusCue = null,
    DateTimeOffset? ReportedAt = null,
    string? FeedKey = null,
    string? Document = null,
    IReadOnlyList<Quotation>? Quotations = null,
    SourceLine? Line = null,
    IReadOnlyList<string>? Inferred = null,
    string? Note = null);

/// <summary>Where, as vague as it was stated.</summary>
/// <param name="Precision"><c>country</c>, <c>admin1</c>, <c>admin2</c>, <c>locality</c>, <c>point</c>, <c>part-of-region</c>, <c>region-and-surroundings</c>, <c>informal</c>, <c>informal-set</c>, <c>unspecified-local</c> or <c>unknown</c>.</param>
/// <param name="Region">The ISO 3166 area it is, lies in, or is enclosed by; null where none fits.</param>
/// <param name="Name">The settled name of anything finer than the region.</param>
/// <param name="AsStated">The source's words.</param>
/// <param name="Candidates">Of a vague place: the regions that it may mean.</param>
/// <param name="Point">Coordinates, only where the source states them.</param>
public sealed record Place(
    string Precision, string? Region = null, string? Name = null, string? AsStated = null, IReadOnlyList<string>? Candidates = null, GeoPoint? Point = null);

/// <summary>WGS 84 coordinates in degrees: latitude from −90 to 90, longitude from −180 to 180.</summary>
public sealed record GeoPoint(decimal Latitude, decimal Longitude);

/// <summary>The chain from the publisher to whoever speaks.</summary>
/// <param name="Publisher">A registered source.</param>
/// <param name="Speakers">Who speaks, outermost first; none where the publisher itself does.</param>
/// <param name="Ambiguous">The document leaves open whether the speaker says it or the publisher: the publisher counts as the voice then.</param>
public sealed record Attribution(string Publisher, IReadOnlyList<Speaker>? Speakers = null, bool Ambiguous = false);

/// <summary>Somebody whose words a source passes on.</summary>
/// <param name="Role">In which capacity: <c>official-body</c>, <c>named-office</c>, <c>spokesperson</c>, <c>anonymous-source</c>, <c>residents</c>, <c>sensor</c>, …</param>
/// <param name="Source">The registered source; null for somebody unnamed.</param>
/// <param name="Label">How the document calls the speaker; needed where there is no source. Never a private person's name.</param>
/// <param name="Channel">Through which channel: "in a statement".</param>
public sealed record Speaker(string Role, string? Source = null, string? Label = null, string? Channel = null);

/// <summary>When it happened, as vague as it was stated.</summary>
/// <param name="Kind"><c>exact</c>, <c>relative</c>, <c>window</c>, <c>order-only</c>, <c>as-of-publication</c> or <c>unstated</c>.</param>
/// <param name="AsStated">The source's words.</param>
/// <param name="Edtf">An EDTF string (ISO 8601-2) where one fits.</param>
/// <param name="Earliest">The earliest instant it can mean, where that is stated.</param>
/// <param name="Latest">The latest, likewise.</param>
/// <param name="Until">Of a state: the stated end.</param>
/// <param name="Zone">IANA time zone of the place; without it relative words stay unresolved.</param>
public sealed record EventTime(
    string Kind,
    string? AsStated = null,
    string? Edtf = null,
    DateTimeOffset? Earliest = null,
    DateTimeOffset? Latest = null,
    DateTimeOffset? Until = null,
    string? Zone = null);

/// <summary>An exact span of a document's text (W3C TextQuoteSelector and TextPositionSelector).</summary>
/// <param name="Exact">The words, character for character.</param>
/// <param name="Start">Where they begin, in Unicode code points (not UTF-16 units) from 0.</param>
/// <param name="End">Where they end, exclusive.</param>
/// <param name="Role">What they show: <c>value</c>, <c>speaker</c>, <c>status</c>, <c>time</c> or <c>place</c>.</param>
/// <param name="Prefix">The text just before.</param>
/// <param name="Suffix">The text just after.</param>
public sealed record Quotation(string Exact, int Start, int End, string Role = "value", string? Prefix = null, string? Suffix = null);

/// <summary>The line of a data file that a fact was read from.</summary>
/// <param name="FileSha256">SHA-256 of the whole file.</param>
/// <param name="Number">From 1; a line ends at byte 0A.</param>
/// <param name="Raw">The line's bytes without the line end.</param>
public sealed record SourceLine(string FileSha256, int Number, byte[] Raw);
