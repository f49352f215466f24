namespace IncidentTimeline.Tests.Faults;

/// <summary>
/// Holds what callers were told against what the log holds. Pure: a history and a log in, the broken promises out. Attempts with
/// the same ids and content are one operation; it lasts from its first attempt's start to its first acknowledgement.
/// </summary>
internal static class HistoryCheck
{
    /// <param name="attempts">Everything that was tried since the log was at <paramref name="start"/>.</param>
    /// <param name="log">All of the log, in the order in which it was read.</param>
    /// <param name="start">The last position that was there before the first attempt.</param>
    public static IReadOnlyList<Violation> Of(IReadOnlyList<Attempt> attempts, IReadOnlyList<LoggedEvent> log, long start)
    {
        var operations = attempts.GroupBy(attempt => attempt.Request.Key).Select(group => new Operation([.. group])).ToList();
        return
        [
            .. Positions(log),
            .. Versions(log),
            .. Clock(log),
            .. Ids(log),
            .. Strangers(log, operations, start),
            .. operations.SelectMany(operation => Acknowledged(operation, log)),
            .. operations.SelectMany(Agreement),
            .. Refused(log, operations),
            .. RealTime(operations),
        ];
    }

    private static IEnumerable<Violation> Positions(IReadOnlyList<LoggedEvent> log)
    {
        for (var index = 0; index < log.Count; index++)
        {
            if (log[index].Position != index + 1)
            {
                yield return new Violation("position-gap", $"the log's event number {index + 1} is {log[index]}");
                yield break; // All after it are off, too.
            }
        }
    }

    private static IEnumerable<Violation> Versions(IReadOnlyList<LoggedEvent> log)
    {
        foreach (var stream in log.GroupBy(one => one.Stream))
        {
            var expected = 1L;
            foreach (var one in stream.OrderBy(one => one.Position))
            {
                if (one.Version != expected)
                {
                    yield return new Violation(one.Version < expected ? "version-twice" : "version-gap", $"{one} should be version {expected}");
                    break; // As above.
                }

                expected++;
            }
        }
    }

    private static IEnumerable<Violation> Clock(IReadOnlyList<LoggedEvent> log) =>
        log.Zip(log.Skip(1)).Where(pair => pair.Second.RecordedAt < pair.First.RecordedAt)
            .Select(pair => new Violation("clock-ran-back", $"{pair.Second} was recorded before {pair.First}"));

    private static IEnumerable<Violation> Ids(IReadOnlyList<LoggedEvent> log) =>
        log.GroupBy(one => one.Id).Where(group => group.Count() > 1)
            .Select(group => new Violation("recorded-twice", string.Join(" and ", group)));

    private static IEnumerable<Violation> Strangers(IReadOnlyList<LoggedEvent> log, List<Operation> operations, long start)
    {
        var asked = operations.SelectMany(operation => operation.Request.Events.Select(one => one.Id)).ToHashSet();
        return log.Where(one => one.Position > start && !asked.Contains(one.Id)).Select(one => new Violation("asked-by-nobody", one.ToString()));
    }

    /// <summary>Each acknowledgement says where the last of its events stands; the others stand right before it.</summary>
    private static IEnumerable<Violation> Acknowledged(Operation operation, IReadOnlyList<LoggedEvent> log)
    {
        foreach (var (attempt, outcome) in operation.Acknowledgements)
        {
            var events = operation.Request.Events;
            for (var index = 0; index < events.Count; index++)
            {
                var position = outcome.Position - events.Count + 1 + index;
                var version = outcome.Version - events.Count + 1 + index;
                if (Fault(events[index], operation.Request.Stream, version, position, log) is { } rule)
                {
                    yield return new Violation(rule, $"{attempt}, event {index} of {events.Count}; at {position} the log holds {(position >= 1 && position <= log.Count ? log[(int)position - 1] : "nothing")}");
                }
            }

            if (operation.Request.Expected is { } expected && outcome.Version - events.Count != expected)
            {
                yield return new Violation("not-at-that-version", attempt.ToString());
            }
        }
    }

    private static string? Fault((Guid Id, string Content) asked, string stream, long version, long position, IReadOnlyList<LoggedEvent> log)
    {
        var held = position >= 1 && position <= log.Count ? log[(int)position - 1] : null;
        return held is null || held.Id != asked.Id ? log.Any(one => one.Id == asked.Id) ? "not-where-it-was-acknowledged" : "lost"
            : held.Content != asked.Content ? "altered"
            : held.Stream != stream || held.Version != version ? "other-stream-or-version"
            : null;
    }

    /// <summary>A retry is told what the first attempt was, or would have been, told.</summary>
    private static IEnumerable<Violation> Agreement(Operation operation)
    {
        if (operation.Acknowledgements.Select(one => (one.Outcome.Position, one.Outcome.Version)).Distinct().Count() > 1)
        {
            yield return new Violation("replies-contradict", operation.ToString());
        }

        if (operation.Acknowledgements.Count(one => one.Outcome.IsNew) > 1)
        {
            yield return new Violation("new-twice", operation.ToString());
        }

        // Once recorded it stays so: the ids are asked for before anything that could refuse. Busy says nothing about the ids.
        if (operation.Acknowledgements is [var first, ..]
            && operation.Attempts.FirstOrDefault(attempt => attempt.Start > first.Attempt.End && attempt.Outcome is Outcome.Refused { Slug: not "busy" and not "not-caught-up" and not "storage-full" }) is { } refused)
        {
            yield return new Violation("refused-after-acknowledged", $"{refused} after {first.Attempt}");
        }
    }

    /// <summary>What every attempt was refused is not in the log. One attempt of unknown outcome leaves it open.</summary>
    private static IEnumerable<Violation> Refused(IReadOnlyList<LoggedEvent> log, List<Operation> operations)
    {
        var byId = log.ToLookup(one => one.Id);
        foreach (var operation in operations.Where(operation => operation.Attempts.All(attempt => attempt.Outcome is Outcome.Refused)))
        {
            foreach (var (id, content) in operation.Request.Events)
            {
                // An id that another operation recorded with other content was refused rightly.
                if (byId[id].FirstOrDefault(one => one.Content == content && one.Stream == operation.Request.Stream) is { } held
                    && !operations.Any(other => other != operation && other.Request.Stream == operation.Request.Stream && other.Request.Events.Contains((id, content))))
                {
                    yield return new Violation("refused-but-recorded", $"{operation}; the log holds {held}");
                }
            }
        }
    }

    /// <summary>One that began after another was acknowledged stands after it.</summary>
    private static IEnumerable<Violation> RealTime(List<Operation> operations)
    {
        Operation? latest = null;
        foreach (var operation in operations.Where(operation => operation.Acknowledgements.Count > 0).OrderBy(operation => operation.Position))
        {
            if (latest is not null && operation.AcknowledgedAt < latest.Start)
            {
                yield return new Violation("order-against-time", $"{operation} was acknowledged before {latest} began, and stands after it");
            }

            if (latest is null || operation.Start > latest.Start)
            {
                latest = operation;
            }
        }
    }

    private sealed class Operation(IReadOnlyList<Attempt> attempts)
    {
        public IReadOnlyList<Attempt> Attempts => attempts;

        public Request Request => attempts[0].Request;

        public IReadOnlyList<(Attempt Attempt, Outcome.Acknowledged Outcome)> Acknowledgements { get; } =
            [.. from attempt in attempts let outcome = attempt.Outcome as Outcome.Acknowledged where outcome is not null orderby attempt.End select (attempt, outcome)];

        public TimeSpan Start { get; } = attempts.Min(attempt => attempt.Start);

        public TimeSpan AcknowledgedAt => Acknowledgements[0].Attempt.End;

        public long Position => Acknowledgements[0].Outcome.Position;

        public override string ToString() => string.Join(", ", attempts);
    }
}
