using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;

namespace IncidentTimeline.Pictures;

/// <summary>One reported claim as it is shown: the value, whose it is, how surely, and what to mind about it.</summary>
/// <param name="Fact">The fact, from which everything can be traced.</param>
/// <param name="Type">Its fact type.</param>
/// <param name="Tell">What it says, in one sentence.</param>
/// <param name="Value">The value as data.</param>
/// <param name="Text">The value in words.</param>
/// <param name="Status">What the source's words say of its certainty.</param>
/// <param name="Polarity">In which form it was put.</param>
/// <param name="StatusCue">The words that show the status.</param>
/// <param name="Voice">Who says it.</param>
/// <param name="Publisher">Who published it.</param>
/// <param name="EventTime">When it happened, as stated.</param>
/// <param name="Bounds">Its bounds at K; none where undated.</param>
/// <param name="ReportTime">When it was published; missing when unknown.</param>
/// <param name="Position">Where the log recorded it.</param>
/// <param name="Marks">What to mind: undated, possible, report-time-unknown, ambiguous-speaker, unreviewed, queried, recoded, time-settled.</param>
public sealed record AccountView(
    FactId Fact,
    string Type,
    string Tell,
    AspectValue? Value,
    string? Text,
    FactStatus Status,
    Polarity Polarity,
    string? StatusCue,
    VoiceView Voice,
    VoiceView Publisher,
    EventTime EventTime,
    TimeBounds? Bounds,
    DateTimeOffset? ReportTime,
    Position Position,
    IReadOnlyList<string> Marks)
{
    public static AccountView Of(Statement statement, Knowledge knowledge, DateTimeOffset? eventTime) => Of(statement.Fact, statement.Value, knowledge, eventTime);

    public static AccountView Of(KnownFact fact, Knowledge knowledge, DateTimeOffset? eventTime) => Of(fact, null, knowledge, eventTime);

    private static AccountView Of(KnownFact fact, AspectValue? value, Knowledge knowledge, DateTimeOffset? eventTime) => new(
        fact.Id,
        fact.Coding.Claim.GetType().Name,
        fact.Coding.Claim.Tell(),
        value,
        value?.Text,
        fact.Coding.Status,
        fact.Coding.Polarity,
        fact.Coding.StatusCue,
        knowledge.ViewOf(fact.Voice),
        knowledge.ViewOf(new Voice(fact.Coding.Attribution.Publisher, null)),
        fact.Coding.EventTime ?? EventTime.Unstated,
        fact.Bounds.IsUndated ? null : fact.Bounds,
        fact.ReportTime,
        fact.Recorded.Position,
        MarksOf(fact, eventTime));

    private static List<string> MarksOf(KnownFact fact, DateTimeOffset? eventTime)
    {
        var marks = new List<string>();
        Mark(fact.Bounds.IsUndated, "undated");
        Mark(eventTime is { } at && fact.Bounds.IsPossibleAt(at), "possible");
        Mark(fact.ReportTime is null, "report-time-unknown");
        Mark(fact.Coding.Attribution.Ambiguous, "ambiguous-speaker");
        Mark(fact.Review is null, "unreviewed");
        Mark(fact.Review == ReviewVerdict.Queried, "queried");
        Mark(fact.IsRecoded, "recoded");
        Mark(fact.IsTimeSettled, "time-settled");
        return marks;

        void Mark(bool isSo, string mark)
        {
            if (isSo)
            {
                marks.Add(mark);
            }
        }
    }
}

/// <summary>A voice as it is shown.</summary>
/// <param name="Key">The voice as one text.</param>
/// <param name="Name">The registered name, or the role label with its publisher.</param>
/// <param name="IsAnonymous">Whether it is a role without a name.</param>
/// <param name="Reliability">The desk's grade of a registered source.</param>
public sealed record VoiceView(string Key, string Name, bool IsAnonymous, Reliability? Reliability)
{
    internal static VoiceView Of(Voice voice, DecisionsInForce decisions)
    {
        var source = decisions.Source(voice.Source)?.Name ?? voice.Source.Value;
        return voice.AnonymousRole is { } role
            ? new VoiceView(voice.Key, $"{role} (unnamed, in {source})", true, null)
            : new VoiceView(voice.Key, source, false, decisions.ReliabilityOf(voice.Source));
    }
}
