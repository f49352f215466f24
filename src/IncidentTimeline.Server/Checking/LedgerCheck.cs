using System.Globalization;
using IncidentTimeline.EventLog;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Following;

namespace IncidentTimeline.Server.Checking;

/// <summary>
/// Whether the ledger that this process answers from is what a replay of the log gives: the same facts and decisions, each written with
/// the same bytes, at the same positions. Pictures are pure functions of it, so they are then the same too.
/// </summary>
internal sealed class LedgerCheck(LiveLedger live, FindingLog findings)
{
    private Ledger _ledger = Ledger.Empty;
    private int _fact;
    private int _decision;

    /// <summary>Takes the ledger once it holds what the log held at the moment of the check.</summary>
    public async Task BeginAsync(LogPosition last, CancellationToken cancellationToken)
    {
        var caughtUp = await live.WaitForAsync(new Position(last.Value), cancellationToken);
        _ledger = caughtUp ?? live.Current;
        if (live.Error is { } error)
        {
            findings.Add(TimelineFindings.LedgerStopped, At(_ledger.Head.Value), error.Message);
        }
        else if (caughtUp is null)
        {
            findings.Add(TimelineFindings.LedgerBehind, At(_ledger.Head.Value), string.Create(CultureInfo.InvariantCulture, $"The log has {last.Value} events."));
        }
    }

    /// <param name="page">The events that could be read.</param>
    /// <param name="unreadable">Positions that cannot be compared.</param>
    public void Take(IReadOnlyList<ReadEvent> page, IReadOnlyCollection<long> unreadable)
    {
        foreach (var read in page.TakeWhile(read => read.Position <= _ledger.Head.Value))
        {
            PassOver(read.Position - 1, unreadable);
            if (!Holds(read))
            {
                findings.Add(TimelineFindings.LedgerDiffers, At(read.Position), $"The ledger of this process holds another {read.Recorded.Type}, or none.");
            }

            PassOver(read.Position, [read.Position]);
        }
    }

    /// <summary>What the ledger holds up to the last event and the log does not.</summary>
    public void Finish(LogPosition last, IReadOnlyCollection<long> unreadable) => PassOver(last.Value, unreadable);

    private bool Holds(ReadEvent read)
    {
        if (read.Fact is { } fact)
        {
            return FactAt(_fact) is { } held && held.Position.Value == read.Position
                && held.RecordedAt == read.Recorded.RecordedAt && held.Actor == read.Actor
                && EventCodec.StreamOf(held.Home) == read.Recorded.StreamId
                && EventCodec.Encode(held.Fact, "").Data.Span.SequenceEqual(EventCodec.Encode(fact, "").Data.Span);
        }

        return DecisionAt(_decision) is { } decided && decided.Position.Value == read.Position
            && decided.RecordedAt == read.Recorded.RecordedAt && decided.Actor == read.Actor
            && decided.Id == read.Recorded.EventId && decided.Subject == EventCodec.SubjectOf(read.Recorded.StreamId).Subject
            && EventCodec.Encode(decided.Id, decided.Decision, "").Data.Span.SequenceEqual(EventCodec.Encode(decided.Id, read.Decision!, "").Data.Span); // Not a fact.
    }

    // What stands at these positions without an event of the log is the ledger's alone.
    private void PassOver(long upTo, IReadOnlyCollection<long> expected)
    {
        for (; FactAt(_fact) is { } fact && fact.Position.Value <= upTo; _fact++)
        {
            AddUnless(expected, fact.Position.Value);
        }

        for (; DecisionAt(_decision) is { } decision && decision.Position.Value <= upTo; _decision++)
        {
            AddUnless(expected, decision.Position.Value);
        }
    }

    private void AddUnless(IReadOnlyCollection<long> expected, long position)
    {
        if (!expected.Contains(position))
        {
            findings.Add(TimelineFindings.LedgerDiffers, At(position), "The ledger of this process holds an event that the log does not have here.");
        }
    }

    private RecordedFact? FactAt(int index) => index < _ledger.Facts.Count ? _ledger.Facts[index] : null;

    private RecordedDecision? DecisionAt(int index) => index < _ledger.Decisions.Count ? _ledger.Decisions[index] : null;

    private static string At(long position) => string.Create(CultureInfo.InvariantCulture, $"position {position}");
}
