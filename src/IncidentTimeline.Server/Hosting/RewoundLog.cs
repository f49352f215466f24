using IncidentTimeline.EventLog;

namespace IncidentTimeline.Server.Hosting;

/// <summary>
/// Ends the service once its log has turned out to be another than the one that it read. Pictures, facts and followers' events are kept in
/// memory in many places, and a mixture of two histories must be shown by none of them: a new process begins with the log that is there.
/// </summary>
internal sealed partial class RewoundLog(EventStore store, IHostApplicationLifetime lifetime, ILogger<RewoundLog> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ((Task)store.Rewound).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (store.Rewound.IsCompleted)
        {
            LogEnding();
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(EventId = 431, Level = LogLevel.Error, Message = "The service ends, because its log is another one now. Started again, it goes on with the log that is there, and tells followers who were further")]
    private partial void LogEnding();
}
