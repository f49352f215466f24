using System.Text;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;
using IncidentTimeline.Reporting;
using IncidentTimeline.Server.Documents;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Facts;

/// <summary>The way from a fact down to the bytes.</summary>
/// <param name="Fact">The fact with what became of it.</param>
/// <param name="Regions">The names of the regions in which its places are or may be, by code.</param>
/// <param name="Quotations">Its words in their sentences, each found again in the stored text.</param>
/// <param name="Document">The captured document; missing for a line of a data file.</param>
/// <param name="Line">The line of a data file.</param>
/// <param name="Attribution">From the publisher to whoever speaks.</param>
/// <param name="Answers">What it says to each question that it answers, and what became of that.</param>
/// <param name="Coding">Who coded it, when, and what was inferred.</param>
/// <param name="Decisions">What the desk decided about it, and is in force.</param>
/// <param name="Undone">What it decided about it and undid.</param>
internal sealed record Trace(
    FactView Fact,
    IReadOnlyDictionary<string, string> Regions,
    IReadOnlyList<TracedQuotation> Quotations,
    TracedDocument? Document,
    TracedLine? Line,
    IReadOnlyList<TracedSpeaker> Attribution,
    IReadOnlyList<TracedAnswer> Answers,
    TracedCoding Coding,
    IReadOnlyList<DeskStep> Decisions,
    IReadOnlyList<UndoneStep> Undone)
{
    public static Trace Of(KnownFact fact, Knowledge knowledge, DateTimeOffset eventTime, byte[]? bytes, string? text) => new(
        FactView.Of(fact, knowledge, eventTime),
        NamesOf(fact.Coding.Places),
        [.. TracedQuotation.All(fact.Coding.Quotations ?? [], text)],
        fact.Coding.Document is { } hash ? TracedDocument.Of(hash, bytes, text, knowledge) : null,
        fact.Coding.Line is { } line ? new TracedLine(line, Encoding.UTF8.GetString(Convert.FromBase64String(line.Raw))) : null,
        [.. TracedSpeaker.Chain(fact.Coding.Attribution, knowledge)],
        [.. knowledge.StatementsOf(fact).OrderBy(one => one.Incident).ThenBy(one => one.Aspect.Key).ThenBy(one => one.PlaceKey, StringComparer.Ordinal).Select(one => TracedAnswer.Of(one, knowledge))],
        new TracedCoding(fact.Recorded.Actor, fact.Recorded.RecordedAt, fact.Recorded.Position, fact.Coding.Inferred ?? [], fact.Coding.Note, fact.Review),
        [.. knowledge.Decisions.Where(one => one.Decision.Concerns(fact.Id)).Select(DeskStep.Of)],
        [.. knowledge.InForce.Undone.Where(one => one.About.Concerns(fact.Id)).Select(one => UndoneStep.Of(one.Decision, one.By))]);

    private static Dictionary<string, string> NamesOf(IReadOnlyList<Place> places) => places
        .SelectMany(place => (IReadOnlyList<RegionCode>)[.. place.Candidates ?? [], .. place.Region is { } region ? [region] : Array.Empty<RegionCode>()])
        .Distinct().ToDictionary(region => region.Value, Places.Regions.NameOf);
}

/// <summary>A quotation with what surrounds it.</summary>
/// <param name="Quotation">The words and where they stand.</param>
/// <param name="Sentence">The sentence around them.</param>
/// <param name="IsFound">Whether the stored text still reads so at those offsets.</param>
internal sealed record TracedQuotation(Quotation Quotation, string? Sentence, bool IsFound)
{
    public static IEnumerable<TracedQuotation> All(IReadOnlyList<Quotation> quotations, string? text)
    {
        var document = text is null ? null : new DocumentText(text);
        return quotations.Select(quotation => Of(quotation, document));
    }

    private static TracedQuotation Of(Quotation quotation, DocumentText? text)
    {
        if (text is null)
        {
            return new TracedQuotation(quotation, null, false);
        }

        var (start, end) = text.SentenceAround(quotation.Start, quotation.End);
        return new TracedQuotation(quotation, text.Slice(start, end).Trim(), text.Mismatch(quotation) is null);
    }
}

/// <summary>What a fact says to one question.</summary>
/// <param name="Incident">The incident that the question is about.</param>
/// <param name="Aspect">The question.</param>
/// <param name="Label">The question in words.</param>
/// <param name="Place">Where, in words.</param>
/// <param name="PlaceKey">What tells two places apart.</param>
/// <param name="Text">The answer in words.</param>
/// <param name="Standing">Whether it has effect, and why not.</param>
/// <param name="SupersededBy">The fact that took its place first, where one did.</param>
internal sealed record TracedAnswer(IncidentId Incident, AspectKey Aspect, string Label, string Place, string PlaceKey, string Text, Standing Standing, FactId? SupersededBy)
{
    public static TracedAnswer Of(Statement statement, Knowledge knowledge) => new(
        statement.Incident, statement.Aspect.Key, statement.Aspect.Label, statement.Place.Tell(), statement.PlaceKey, statement.Value.Text, statement.Standing, knowledge.SuccessorOf(statement)?.Fact.Id);
}

/// <summary>The document behind a fact, with its hash computed anew.</summary>
/// <param name="Sha256">Its name.</param>
/// <param name="RecomputedSha256">SHA-256 of the bytes as stored now; missing where no bytes are.</param>
/// <param name="IsIntact">Whether both are the same, and the text that quotations are found in is the captured one.</param>
/// <param name="Publisher">Who published it.</param>
/// <param name="PublisherName">Its registered name.</param>
/// <param name="Form">Captured original or transcription.</param>
/// <param name="Title">Its title.</param>
/// <param name="Url">Where it was published.</param>
/// <param name="Supersedes">The version before it.</param>
/// <param name="PublishedAt">When it was published, as asserted; missing when unknown.</param>
/// <param name="CapturedBy">Who captured it.</param>
/// <param name="CapturedPosition">Where the log recorded that.</param>
internal sealed record TracedDocument(
    DocumentHash Sha256, DocumentHash? RecomputedSha256, bool IsIntact, SourceId? Publisher, string? PublisherName, DocumentForm? Form, string? Title, string? Url, DocumentHash? Supersedes, DateTimeOffset? PublishedAt, string? CapturedBy, Position? CapturedPosition)
{
    public static TracedDocument Of(DocumentHash hash, byte[]? bytes, string? text, Knowledge knowledge)
    {
        var recorded = knowledge.Decisions.FirstOrDefault(one => one.Subject == hash.Value && one.Decision is DocumentCaptured or DocumentVersionCaptured);
        var capture = recorded is null ? null : Capture.Of(recorded.Decision);
        DocumentHash? recomputed = bytes is null ? null : DocumentHash.Of(bytes);
        return new TracedDocument(
            hash,
            recomputed,
            recomputed == hash && IsCaptured(text, capture?.TextSha256 ?? hash),
            capture?.Publisher,
            capture is null ? null : knowledge.InForce.Source(capture.Publisher)?.Name ?? capture.Publisher.Value,
            capture?.Form,
            capture?.Title,
            capture?.Url,
            capture?.Supersedes,
            knowledge.InForce.PublicationTimeOf(hash),
            recorded?.Actor,
            recorded?.Position);
    }

    // Without a hash of its own the text is the bytes.
    private static bool IsCaptured(string? text, DocumentHash hash) => text is not null && DocumentHash.Of(Encoding.UTF8.GetBytes(text)) == hash;
}

/// <summary>A line of a data file, with its text.</summary>
internal sealed record TracedLine(SourceLine Line, string Text);

/// <summary>One link of the attribution chain.</summary>
/// <param name="Role">publisher, or the speaker's role.</param>
/// <param name="Source">The registered source.</param>
/// <param name="Name">Its name, or the role label.</param>
/// <param name="Channel">Through which channel.</param>
/// <param name="IsVoice">Whether this is who counts as saying it.</param>
internal sealed record TracedSpeaker(string Role, SourceId? Source, string Name, string? Channel, bool IsVoice)
{
    public static IEnumerable<TracedSpeaker> Chain(Attribution attribution, Knowledge knowledge)
    {
        var speakers = attribution.Speakers ?? [];
        var speaks = attribution.Ambiguous || speakers.Count == 0;
        yield return new TracedSpeaker("publisher", attribution.Publisher, NameOf(attribution.Publisher, knowledge), null, speaks);
        foreach (var speaker in speakers)
        {
            var name = speaker.Source is { } source ? NameOf(source, knowledge) : speaker.Label!; // A speaker has a source or a label.
            yield return new TracedSpeaker(System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(speaker.Role.ToString()), speaker.Source, name, speaker.Channel, !speaks && speaker == speakers[^1]);
        }
    }

    private static string NameOf(SourceId source, Knowledge knowledge) => knowledge.InForce.Source(source)?.Name ?? source.Value;
}

/// <summary>Who coded a fact.</summary>
internal sealed record TracedCoding(string Actor, DateTimeOffset RecordedAt, Position Position, IReadOnlyList<string> Inferred, string? Note, ReviewVerdict? Review);
