using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Server.Facts;

/// <summary>Keeps the search over facts up to date for as long as the service runs.</summary>
public sealed class FactSearchRunner(NpgsqlDataSource database, EventStore store, FactSearch search, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    public Projector Projector { get; } = new(database, store, search, time, loggers);

    public Task<bool> WaitForAsync(Position atLeast, CancellationToken cancellationToken) =>
        Projector.WaitForAsync(new LogPosition(atLeast.Value), WaitMax, cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Projector.RunAsync(stoppingToken);
}
