using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IncidentTimeline.Tests.Faults;

/// <summary>
/// Every attempt to record something, in the order of their starts, with what became of it. Written by many callers at
/// once while things break; read by <see cref="HistoryCheck"/> afterwards, which knows nothing of how it came about.
/// </summary>
internal sealed class History(TimeProvider time)
{
    private readonly ConcurrentQueue<Attempt> _attempts = new();
    private readonly long _begun = time.GetTimestamp();
    private int _count;

    /// <summary>All of them; those that never ended are unknown.</summary>
    public IReadOnlyList<Attempt> Attempts => [.. _attempts.OrderBy(attempt => attempt.Number)];

    /// <summary>Runs one attempt and notes its start, its end and its outcome, on a clock that only goes forward.</summary>
    public async Task<Attempt> RecordAsync(Request request, Func<Task<Outcome>> send)
    {
        var number = Interlocked.Increment(ref _count);
        var start = Now();
        var outcome = await send();
        var attempt = new Attempt(number, request, start, Now(), outcome);
        _attempts.Enqueue(attempt);
        return attempt;
    }

    /// <summary>How many attempts had which outcome.</summary>
    public string Tell() => string.Join(", ", _attempts.CountBy(attempt => attempt.Outcome switch
    {
        Outcome.Acknowledged { IsNew: true } => "new",
        Outcome.Acknowledged => "known",
        Outcome.Refused refused => refused.Slug,
        Outcome.Unknown unknown => $"unknown ({unknown.Reason})",
        _ => "",
    }).OrderByDescending(one => one.Value).Select(one => $"{one.Value} {one.Key}"));

    private TimeSpan Now() => time.GetElapsedTime(_begun);
}

/// <summary>What a caller asks to be recorded: events of one stream, all or none.</summary>
/// <param name="Stream">Whose stream they go to.</param>
/// <param name="Expected">The version that the stream must be at; null for any.</param>
/// <param name="Events">Id and content, as the log is to hold them.</param>
internal sealed record Request(string Stream, long? Expected, IReadOnlyList<(Guid Id, string Content)> Events)
{
    /// <summary>The same for every attempt at the same thing.</summary>
    public string Key { get; } = string.Join('|', Events.Select(one => $"{one.Id}={one.Content}")) + "@" + Stream + "/" + Expected;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Stream}{(Expected is { } version ? $" at {version}" : "")}: {string.Join(' ', Events.Select(one => one.Id))}");
}

/// <summary>One attempt, and when it was under way.</summary>
internal sealed record Attempt(int Number, Request Request, TimeSpan Start, TimeSpan End, Outcome Outcome)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"#{Number} {Start.TotalMilliseconds:f1}–{End.TotalMilliseconds:f1} ms {Request} → {Outcome}");
}

/// <summary>What the caller was told.</summary>
internal abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>Recorded: the last event at this position and version. New, or known from an earlier attempt.</summary>
    public sealed record Acknowledged(long Position, long Version, bool IsNew) : Outcome;

    /// <summary>Not recorded by this attempt, and the caller was told so.</summary>
    public sealed record Refused(string Slug) : Outcome;

    /// <summary>No answer, or one that leaves it open.</summary>
    public sealed record Unknown(string Reason) : Outcome;
}

/// <summary>An event as the log holds it afterwards.</summary>
internal sealed record LoggedEvent(long Position, string Stream, long Version, Guid Id, string Content, DateTimeOffset RecordedAt)
{
    /// <summary>Reads one line of <c>GET /events</c>.</summary>
    public static LoggedEvent Of(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new LoggedEvent(
            long.Parse(root.GetProperty("position").GetString()!, CultureInfo.InvariantCulture), // The feed has one for each.
            root.GetProperty("subject").GetString()!, // As above.
            root.GetProperty("version").GetInt64(),
            root.GetProperty("id").GetGuid(),
            root.GetProperty("data").GetRawText(),
            root.GetProperty("time").GetDateTimeOffset());
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Position} = {Stream}/{Version} {Id}");
}

/// <summary>Something that must not be.</summary>
/// <param name="Rule">Which promise is broken.</param>
/// <param name="Words">How, with the entries of history and log that show it.</param>
internal sealed record Violation(string Rule, string Words)
{
    /// <summary>Violations shown of a history; one fault tends to break many promises.</summary>
    private const int ShownMax = 20;

    public static string Tell(IReadOnlyCollection<Violation> violations)
    {
        var text = new StringBuilder();
        foreach (var violation in violations.Take(ShownMax))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{violation.Rule}: {violation.Words}");
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{violations.Count} in all").ToString();
    }
}
