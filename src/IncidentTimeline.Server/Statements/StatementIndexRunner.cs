using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Server.Statements;

/// <summary>Keeps the statement index up to date for as long as the service runs.</summary>
public sealed class StatementIndexRunner(NpgsqlDataSource database, EventStore store, StatementIndex index, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    /// <summary>Longest that a request waits for its own write to be seen.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    public Projector Projector { get; } = new(database, store, index, time, loggers);

    /// <summary>Waits, at most <see cref="WaitMax"/>, until the index holds a position.</summary>
    /// <returns>How far it got; null if not there by then, and for every position once it stopped: what it then holds passes for the present and is not.</returns>
    public async Task<Position?> WaitForAsync(Position atLeast, CancellationToken cancellationToken) =>
        Projector.Status != ProjectorStatus.Stopped && await Projector.WaitForAsync(new LogPosition(atLeast.Value), WaitMax, cancellationToken)
            ? new Position((Projector.Position ?? await Projector.CheckpointAsync(cancellationToken)).Value)
            : null;

    /// <summary>Waits for all that the log held when this was called.</summary>
    public async Task<Position?> CatchUpAsync(CancellationToken cancellationToken) =>
        await WaitForAsync(new Position((await store.HeadAsync(cancellationToken)).Value), cancellationToken);

    /// <summary>Returns when the index holds what the log held at the start, so that the service answers nothing from half a log.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // A standby is given the index with the log, a moment later, or never if its primary died in between: what it has must do.
        var log = await store.HistoryAsync(cancellationToken);
        var head = new Position((log.IsReplica ? await Projector.CheckpointAsync(cancellationToken) : log.Head).Value);
        await base.StartAsync(cancellationToken);

        // After an upgrade it begins with the first event; what stopped it for good is told by readiness.
        while (await WaitForAsync(head, cancellationToken) is null && Projector.Status != ProjectorStatus.Stopped)
        {
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Projector.RunAsync(stoppingToken);
}
