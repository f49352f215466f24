using System.Collections.Concurrent;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Problems;
using IncidentTimeline.Server.Recording;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Importing;

/// <summary>Records the lines of one stream and says what became of each. Waits where the log is busy or the database away; what a caller of one fact has to try again is tried again here.</summary>
internal sealed class LineRecorder(FactRecorder recorder, EventStore store, string actor, TimeProvider time)
{
    /// <summary>How long one line is tried: a failover of the database takes less. Then the caller is told to go on later.</summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(30);

    /// <summary>First pause before another attempt, and the longest; each doubles.</summary>
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(2);

    // The last line under way that has a fact of this id.
    private readonly ConcurrentDictionary<FactId, Task> _underWay = [];

    /// <summary>Called for each line in its order. Several may be under way; those that share an id are recorded in their order, so that the first of them counts.</summary>
    public async Task<LineVerdict> RecordAsync(long number, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var (line, problem) = RequestBody.Read<FactLine>(bytes);
        if (line is null)
        {
            return Refused(number, problem!); // One of the two is there.
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ids = line.Facts.Select(fact => fact.FactId).Distinct().ToList();
        var earlier = ids.Select(id => _underWay.GetValueOrDefault(id)).OfType<Task>().ToList();
        ids.ForEach(id => _underWay[id] = done.Task);
        try
        {
            await Task.WhenAll(earlier);
            return await RecordAsync(number, line, cancellationToken);
        }
        finally
        {
            ids.ForEach(id => _underWay.TryRemove(new KeyValuePair<FactId, Task>(id, done.Task)));
            done.SetResult();
        }
    }

    public static LineVerdict TooLong(long number) =>
        Refused(number, Problem.TooLarge($"A line has at most {FactStream.LineBytesMax} bytes."));

    private async Task<LineVerdict> RecordAsync(long number, FactLine line, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var pause = PauseMin; ; pause = pause * 2 < PauseMax ? pause * 2 : PauseMax)
        {
            var (verdict, trouble) = await TryAsync(number, line, cancellationToken);
            if (verdict is not null)
            {
                return verdict;
            }

            if (time.GetElapsedTime(started) + pause > PatienceMax)
            {
                return new LineVerdict(number, Verdict.Stopped, Problem: trouble!.ProblemDetails); // Without a verdict there is trouble.
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<(LineVerdict? Verdict, ProblemHttpResult? Trouble)> TryAsync(long number, FactLine line, CancellationToken cancellationToken)
    {
        try
        {
            switch (await recorder.RecordAsync(line.Incident, line.Facts, actor, ExpectedVersion.Any, cancellationToken))
            {
                case RecordOutcome.Recorded one:
                    return (new LineVerdict(number, one.IsNew ? Verdict.Recorded : Verdict.AlreadyRecorded, one.Receipt.Position, one.Receipt.Version), null);
                case RecordOutcome.IdReused one:
                    return (await SameFromElsewhereAsync(number, line, cancellationToken)
                        ?? new LineVerdict(number, Verdict.IdConflict, Problem: Problem.IdReused(one.Id, one.Position, PointerTo(line, one.Id)).ProblemDetails), null);
                case RecordOutcome.Busy:
                    return (null, Problem.Stopped("The log has been too busy for longer than a line is kept waiting."));
                case RecordOutcome.NotCaughtUp:
                    return (null, Problem.Stopped("The service has been behind its log for longer than a line is kept waiting."));
                case var refusal:
                    return (Refused(number, refusal.ToProblem(line.Facts.Count > 1 ? "/facts" : "/facts/0")), null);
            }
        }
        catch (LogRewoundException)
        {
            return (null, Problem.Stopping());
        }
        catch (Exception outage) when (outage.IsOutage())
        {
            return (null, Problem.Stopped("The database has been away for longer than a line is kept waiting."));
        }
    }

    /// <summary>
    /// A feed is published again with more lines in it, and a line may stand twice in one file: then what differs of a fact is only
    /// which line it was read from. It is recorded already, with the line that it was first read from.
    /// </summary>
    private async Task<LineVerdict?> SameFromElsewhereAsync(long number, FactLine line, CancellationToken cancellationToken)
    {
        var last = default(RecordedEvent);
        foreach (var fact in line.Facts)
        {
            if (await store.FindAsync(fact.FactId.Id, cancellationToken) is not { } recorded
                || recorded.StreamId != EventCodec.StreamOf(line.Incident)
                || !IsSame(fact, recorded))
            {
                return null;
            }

            last = recorded;
        }

        return new LineVerdict(number, Verdict.AlreadyRecorded, last!.Position.Value, last.Version.Value); // A line has a fact.
    }

    // By their bytes, as the log compares: a record holds lists, which are equal only to themselves.
    private bool IsSame(Fact fact, RecordedEvent recorded) =>
        fact.Line is not null && EventCodec.Decode(recorded).Fact is { Line: not null } first
        && EventCodec.Encode(fact with { Line = first.Line }, actor).Data.Span.SequenceEqual(recorded.Data.Span);

    private static string PointerTo(FactLine line, Guid id) =>
        $"/facts/{line.Facts.Index().First(one => one.Item.FactId.Id == id).Index}/factId";

    private static LineVerdict Refused(long number, ProblemHttpResult problem) =>
        new(number, Verdict.Refused, Problem: problem.ProblemDetails);
}
