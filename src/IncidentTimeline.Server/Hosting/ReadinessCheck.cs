using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Statements;

namespace IncidentTimeline.Server.Hosting;

/// <summary>
/// Whether the service can be relied on, from what it has seen: it never asks the database, which may not answer. The log's reader
/// looks each second, so an age of its last read beyond a few seconds means that the database is away.
/// </summary>
internal sealed class ReadinessCheck(EventStore store, StatementIndexRunner statements, FactSearchRunner search)
{
    /// <summary>Age of the last read of the log: five of the reader's rounds, so that one slow round is no alarm.</summary>
    private static readonly TimeSpan ReadAgeMax = TimeSpan.FromSeconds(5);

    /// <summary>Events that a projection may be behind: a large import takes them in a second or two.</summary>
    private const long LagMax = 1_000;

    /// <summary>How long a projection may have had something to take: one that is behind by a single event for so long has stuck.</summary>
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(30);

    public Readiness Look()
    {
        var log = store.Status;
        ReadinessPart[] reading = [LogPart(log), ProjectionPart(statements.Projector), ProjectionPart(search.Projector)];
        var writing = AppendsPart(log);
        var canRead = reading.All(part => part.IsReady);
        return new Readiness(canRead, reading[0].IsReady && reading[1].IsReady && writing.IsReady, log.Head?.Value, [.. reading, writing]);
    }

    private static ReadinessPart LogPart(EventStoreStatus log) => new(
        "log",
        log.IsRewound ? "rewound" : log.ReadAge switch { null => "not-read-yet", { } age when age > ReadAgeMax => "not-read-lately", _ => null },
        log.Head?.Value,
        ReadAge: Seconds(log.ReadAge));

    private static ReadinessPart ProjectionPart(Projector projector) =>
        Behind(projector.Name, projector.Status switch { ProjectorStatus.Stopped => "stopped", ProjectorStatus.Idle => "not-running", _ => null }, projector.Position?.Value, projector.Lag);

    // A disk that is full or a server that became a standby: reading goes on.
    private static ReadinessPart AppendsPart(EventStoreStatus log) => new(
        "appends",
        log.IsReplica ? "read-only" : log.AppendFailure is null ? null : "append-failed",
        SqlState: log.AppendFailure?.SqlState,
        FailingFor: Seconds(log.AppendFailure?.Duration));

    private static ReadinessPart Behind(string part, string? trouble, long? position, LogLag? lag) => new(
        part,
        trouble ?? lag switch
        {
            null => "not-known-yet",
            { Events: > LagMax } => "too-many-behind",
            { Duration: var delay } when delay > DelayMax => "too-long-behind",
            _ => null,
        },
        position, lag?.Events, Seconds(lag?.Duration));

    private static double? Seconds(TimeSpan? duration) => duration is { } known ? Math.Round(known.TotalSeconds, 3) : null;
}

/// <summary>Whether the service can be relied on.</summary>
/// <param name="CanRead">Whether what it answers is current; the status says the same.</param>
/// <param name="CanWrite">Whether recording can be expected to succeed.</param>
/// <param name="Head">Last position of the log, as far as this process has seen it.</param>
/// <param name="Parts">What that rests on.</param>
internal sealed record Readiness(bool CanRead, bool CanWrite, long? Head, IReadOnlyList<ReadinessPart> Parts);

/// <summary>One thing that readiness rests on.</summary>
/// <param name="Part"><c>log</c>, the name of a projection, or <c>appends</c>.</param>
/// <param name="Reason">A code for why it is not ready; missing where it is.</param>
/// <param name="Position">How far it got.</param>
/// <param name="Lag">Events that it has not taken yet.</param>
/// <param name="Delay">Seconds since it had something to take.</param>
/// <param name="ReadAge">Seconds since the log was last read.</param>
/// <param name="SqlState">What PostgreSQL answered to the last append that failed.</param>
/// <param name="FailingFor">Seconds since appends began to fail.</param>
internal sealed record ReadinessPart(
    string Part, string? Reason, long? Position = null, long? Lag = null, double? Delay = null, double? ReadAge = null, string? SqlState = null, double? FailingFor = null)
{
    public bool IsReady => Reason is null;
}
