namespace IncidentTimeline.Client;

/// <summary>The way from a fact down to the bytes: a mirror of <c>GET /facts/{id}/trace</c>.</summary>
/// <param name="Fact">The fact with what became of it.</param>
/// <param name="Regions">The names of the regions in which its places are or may be, by code.</param>
/// <param name="Quotations">Its words in their sentences, each looked up again in the stored text.</param>
/// <param name="Attribution">From the publisher to whoever speaks.</param>
/// <param name="Answers">What it says to each question that it answers, and what became of that.</param>
/// <param name="Coding">Who coded it, when, and what was inferred.</param>
/// <param name="Decisions">What the desk decided about it, and is in force.</param>
/// <param name="Undone">What it decided about it and undid.</param>
/// <param name="Document">The captured document; null for a line of a data file.</param>
/// <param name="Line">The line of a data file.</param>
public sealed record FactTrace(
    FactView Fact,
    IReadOnlyDictionary<string, string> Regions,
    IReadOnlyList<TracedQuotation> Quotations,
    IReadOnlyList<TracedSpeaker> Attribution,
    IReadOnlyList<TracedAnswer> Answers,
    TracedCoding Coding,
    IReadOnlyList<DeskStep> Decisions,
    IReadOnlyList<UndoneStep> Undone,
    TracedDocument? Document = null,
    TracedLine? Line = null);

/// <summary>A fact with what became of it.</summary>
/// <param name="Account">The claim as it is shown.</param>
/// <param name="Standing"><c>stands</c>, <c>superseded</c>, <c>withdrawn</c>, <c>struck</c>, <c>not-yet-published</c> or <c>report-time-unknown</c>.</param>
/// <param name="Incidents">Where it counts.</param>
/// <param name="Fact">The coding in force.</param>
/// <param name="Actor">Who coded it.</param>
/// <param name="RecordedAt">When the log recorded it.</param>
/// <param name="AsFirstCoded">The first coding, where the desk has recoded it.</param>
/// <param name="WithdrawnBy">The retraction that took it back.</param>
public sealed record FactView(
    Account Account, string Standing, IReadOnlyList<string> Incidents, Fact Fact, string Actor, DateTimeOffset RecordedAt, Fact? AsFirstCoded = null, Guid? WithdrawnBy = null);

/// <summary>A quotation with what surrounds it.</summary>
/// <param name="Quotation">The words and where they stand.</param>
/// <param name="IsFound">Whether the stored text still reads so there.</param>
/// <param name="Sentence">The sentence around them.</param>
public sealed record TracedQuotation(Quotation Quotation, bool IsFound, string? Sentence = null);

/// <summary>What a fact says to one question.</summary>
/// <param name="Incident">The incident that the question is about.</param>
/// <param name="Aspect">The question.</param>
/// <param name="Label">The question in words.</param>
/// <param name="Place">Where, in words.</param>
/// <param name="PlaceKey">What tells two places apart.</param>
/// <param name="Text">The answer in words.</param>
/// <param name="Standing">As of a fact.</param>
/// <param name="SupersededBy">The fact that took its place first, where one did.</param>
public sealed record TracedAnswer(string Incident, string Aspect, string Label, string Place, string PlaceKey, string Text, string Standing, Guid? SupersededBy = null);

/// <summary>The document behind a fact, its hash computed anew.</summary>
/// <param name="Sha256">Its name.</param>
/// <param name="IsIntact">Whether the stored bytes and the text that is quoted are those that were captured.</param>
/// <param name="RecomputedSha256">SHA-256 of the bytes as stored now; null where none are.</param>
/// <param name="Publisher">Who published it.</param>
/// <param name="PublisherName">Its registered name.</param>
/// <param name="Form"><c>original</c>: the bytes as published, or <c>transcription</c>.</param>
/// <param name="Title">Its title.</param>
/// <param name="Url">Where it was published.</param>
/// <param name="Supersedes">The version before it.</param>
/// <param name="PublishedAt">When it was published, as a person asserted it; null where nobody has.</param>
/// <param name="CapturedBy">Who captured it.</param>
/// <param name="CapturedPosition">Where the log recorded that.</param>
public sealed record TracedDocument(
    string Sha256,
    bool IsIntact,
    string? RecomputedSha256 = null,
    string? Publisher = null,
    string? PublisherName = null,
    string? Form = null,
    string? Title = null,
    string? Url = null,
    string? Supersedes = null,
    DateTimeOffset? PublishedAt = null,
    string? CapturedBy = null,
    long? CapturedPosition = null);

/// <summary>A line of a data file, with its text.</summary>
public sealed record TracedLine(SourceLine Line, string Text);

/// <summary>One link of the attribution.</summary>
/// <param name="Role"><c>publisher</c>, or the speaker's role.</param>
/// <param name="Name">The registered name, or the role label.</param>
/// <param name="IsVoice">Whether this is who counts as saying it.</param>
/// <param name="Source">The registered source.</param>
/// <param name="Channel">Through which channel.</param>
public sealed record TracedSpeaker(string Role, string Name, bool IsVoice, string? Source = null, string? Channel = null);

/// <summary>Who coded a fact.</summary>
/// <param name="Actor">Whose key it was.</param>
/// <param name="RecordedAt">When the log recorded it.</param>
/// <param name="Position">Where.</param>
/// <param name="Inferred">JSON pointers to what was inferred rather than read.</param>
/// <param name="Note">The coder's remark.</param>
/// <param name="Review">What a second person found: <c>accepted</c> or <c>queried</c>; null where nobody has looked.</param>
public sealed record TracedCoding(string Actor, DateTimeOffset RecordedAt, long Position, IReadOnlyList<string> Inferred, string? Note = null, string? Review = null);
