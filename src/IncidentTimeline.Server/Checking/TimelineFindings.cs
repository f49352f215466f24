using IncidentTimeline.EventLog;

namespace IncidentTimeline.Server.Checking;

/// <summary>What the service's own check can find, beside <see cref="LogFindings"/>.</summary>
internal static class TimelineFindings
{
    public static readonly FindingKind EventUnknown = FindingKind.Error(
        "event-unknown", "A newer program wrote this event. The projections of this program stop before it.");

    public static readonly FindingKind EventUnreadable = FindingKind.Error(
        "event-unreadable", "The event does not have the shape of its type. The projections stop before it.");

    public static readonly FindingKind EventAltered = FindingKind.Error(
        "event-altered", "The event is not written as the service writes what it says, so something else wrote or changed it.");

    public static readonly FindingKind StreamMisplaced = FindingKind.Error(
        "stream-misplaced", "The event stands in a stream where nothing of its kind belongs.");

    public static readonly FindingKind FoundingWrong = FindingKind.Error(
        "founding-wrong", "A stream begins without the event that founds it, or is founded twice.");

    public static readonly FindingKind SourceUnregistered = FindingKind.Error(
        "source-unregistered", "A fact is attributed to a source that the log did not know then.");

    public static readonly FindingKind DocumentUncaptured = FindingKind.Error(
        "document-uncaptured", "A fact rests on a document that the log had not captured then.");

    public static readonly FindingKind QuotationDiffers = FindingKind.Error(
        "quotation-differs", "The document no longer reads as the fact quotes it.");

    public static readonly FindingKind DocumentMissing = FindingKind.Error(
        "document-missing", "The log names a captured document whose bytes are gone.");

    public static readonly FindingKind DocumentBytesDiffer = FindingKind.Error(
        "document-bytes-differ", "The bytes of a document are not those that were captured.");

    public static readonly FindingKind DocumentTextDiffers = FindingKind.Error(
        "document-text-differs", "The text in which quotations are found is not the captured one.");

    public static readonly FindingKind DocumentOrphaned = FindingKind.Note(
        "document-orphaned", "Bytes were stored and their capture never recorded: its request ended in between. Harmless; the same capture again completes it.");

    public static readonly FindingKind SearchRowMissing = FindingKind.Error(
        "search-row-missing", "A recorded fact is not found by the search.");

    public static readonly FindingKind SearchRowDiffers = FindingKind.Error(
        "search-row-differs", "The search knows a fact otherwise than the log.");

    public static readonly FindingKind SearchRowUnknown = FindingKind.Error(
        "search-row-unknown", "The search finds what the log does not have, or has not handed to it yet.");

    public static readonly FindingKind SearchBehind = FindingKind.Error(
        "search-behind", "The search does not keep up with the log, or stopped following it, so what was recorded since is not found.");

    public static readonly FindingKind StatementsDiffer = FindingKind.Error(
        "statements-differ", "The statement index says something else than the log, so a picture may lack a claim or show one too many. Rebuild it.");

    public static readonly FindingKind StatementsBehind = FindingKind.Error(
        "statements-behind", "The statement index does not keep up with the log, or stopped following it, so pictures are of the past or not shown.");

    public static IReadOnlyList<FindingKind> All { get; } =
    [
        EventUnknown, EventUnreadable, EventAltered, StreamMisplaced, FoundingWrong, SourceUnregistered, DocumentUncaptured, QuotationDiffers,
        DocumentMissing, DocumentBytesDiffer, DocumentTextDiffers, DocumentOrphaned, SearchRowMissing, SearchRowDiffers, SearchRowUnknown, SearchBehind,
        StatementsDiffer, StatementsBehind,
    ];
}
