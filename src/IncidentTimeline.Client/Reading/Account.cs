using System.Text.Json;

namespace IncidentTimeline.Client;

/// <summary>One reported claim as it is shown: the value, whose it is, how surely, and what to mind about it.</summary>
/// <param name="Fact">The fact, from which everything can be traced.</param>
/// <param name="Type">Its fact type.</param>
/// <param name="Tell">What it says, in one sentence without its voice.</param>
/// <param name="Status">What the source's words say of its certainty: <c>asserted</c>, <c>stated</c>, <c>confirmed</c>, <c>preliminary</c>, <c>unconfirmed</c> or <c>speculation</c>.</param>
/// <param name="Polarity"><c>affirmed</c>, <c>negated</c> or <c>denied</c>.</param>
/// <param name="Voice">Who says it.</param>
/// <param name="Publisher">Who published it.</param>
/// <param name="EventTime">When it happened, as stated.</param>
/// <param name="Position">Where the log recorded it.</param>
/// <param name="Marks">What to mind: <c>undated</c>, <c>possible</c>, <c>report-time-unknown</c>, <c>ambiguous-speaker</c>, <c>unreviewed</c>, <c>queried</c>, <c>recoded</c>, <c>time-settled</c>.</param>
/// <param name="Value">As an answer to a question, the value as data: its <c>kind</c> (<c>quantity</c>, <c>code</c>, <c>words</c>, <c>none-reported</c>, <c>silence</c>, <c>denial</c>) and the members of that kind.</param>
/// <param name="Text">The value in words.</param>
/// <param name="StatusCue">The words that show the status.</param>
/// <param name="Bounds">When it happened as far as that can be resolved; null where undated.</param>
/// <param name="ReportTime">When it was published; null where that is not known.</param>
public sealed record Account(
    Guid Fact,
    string Type,
    string Tell,
    string Status,
    string Polarity,
    Voice Voice,
    Voice Publisher,
    EventTime EventTime,
    long Position,
    IReadOnlyList<string> Marks,
    JsonElement? Value = null,
    string? Text = null,
    string? StatusCue = null,
    TimeBounds? Bounds = null,
    DateTimeOffset? ReportTime = null);

/// <summary>Who says something.</summary>
/// <param name="Key">The source, or <c>publisher~role</c> for somebody unnamed.</param>
/// <param name="Name">The registered name, or the role with its publisher.</param>
/// <param name="IsAnonymous">Whether it is a role without a name.</param>
/// <param name="Reliability">The desk's grade of a registered source on the Admiralty scale, <c>a</c> to <c>f</c>; null where it has none.</param>
public sealed record Voice(string Key, string Name, bool IsAnonymous, string? Reliability = null);

/// <summary>Inclusive bounds of an event time; one that is null is open on that side.</summary>
public sealed record TimeBounds(DateTimeOffset? Earliest = null, DateTimeOffset? Latest = null);
