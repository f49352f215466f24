using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Server.Subscriptions;

/// <summary>Drops, every quarter of an hour, deliveries that are on record for longer than their subscription says.</summary>
internal sealed partial class DeliveryRetention(SubscriptionStore store, TimeProvider time, ILogger<DeliveryRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    /// <summary>Rows of one statement: it is over before anybody waits for it.</summary>
    private const int RowsMax = 5_000;

    /// <summary>Drops all that is due.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        while (await store.ForgetAsync(RowsMax, cancellationToken) == RowsMax)
        {
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    await ForgetAsync(stoppingToken);
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
                {
                    // A standby: its primary drops them.
                }
                catch (Exception e) when (e is NpgsqlException || e.IsOutage())
                {
                    LogLate(e.GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(EventId = 305, Level = LogLevel.Warning, Message = "Did not drop the deliveries that are on record for long enough ({Error}); the next round does")]
    private partial void LogLate(string error);
}
