using IncidentTimeline.EventLog;
using IncidentTimeline.Pictures;

namespace IncidentTimeline.Server.Following;

/// <summary>The whole log as facts and decisions in memory, kept by following it. Readers take the ledger as it is and keep it (ADR 0004).</summary>
public sealed partial class LiveLedger(EventStore store, TimeProvider time, ILogger<LiveLedger> logger) : BackgroundService
{
    /// <summary>Longest that a request waits for its own write to be seen.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StreamVersion> _versions = [];
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Ledger _current = Ledger.Empty;

    /// <summary>The ledger as far as it got.</summary>
    public Ledger Current => _current;

    /// <summary>What stopped it; readiness says so.</summary>
    public Exception? Error { get; private set; }

    /// <summary>The last version of a stream that the current ledger holds.</summary>
    public StreamVersion VersionOf(string stream)
    {
        lock (_gate)
        {
            return _versions.GetValueOrDefault(stream);
        }
    }

    /// <summary>Waits, at most <see cref="WaitMax"/>, until the ledger holds a position. Null if it does not by then, and for every position once an event could not be read: what it then holds passes for the present and is not.</summary>
    public async Task<Ledger?> WaitForAsync(Position atLeast, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                moved = _moved.Task;
            }

            if (_current is { } ledger && ledger.Head >= atLeast && Error is null)
            {
                return ledger;
            }

            var left = WaitMax - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || Error is not null)
            {
                return null;
            }

            await moved.WaitAsync(left, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The ledger with all that the log held when this was called; null if it did not get there in time.</summary>
    public async Task<Ledger?> CatchUpAsync(CancellationToken cancellationToken) =>
        await WaitForAsync(new Position((await store.HeadAsync(cancellationToken)).Value), cancellationToken);

    /// <summary>Returns when the ledger holds what the log held at the start, so that the service answers nothing from half a log.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var head = new Position((await store.HeadAsync(cancellationToken)).Value);
        await base.StartAsync(cancellationToken);

        // A long log takes longer than one wait; what stopped the replay for good is told by readiness.
        while (await WaitForAsync(head, cancellationToken) is null && Error is null)
        {
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var recorded in store.FollowAsync(LogPosition.Start, stoppingToken))
            {
                Take(recorded);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
        catch (Exception e)
        {
            // An event that cannot be read must end in the alarm, never in a picture without it.
            Error = e;
            lock (_gate)
            {
                _moved.SetResult();
            }

            LogStopped(e, _current.Head);
        }
    }

    private void Take(RecordedEvent recorded)
    {
        var next = EventCodec.Apply(_current, recorded);
        lock (_gate)
        {
            _current = next;
            _versions[recorded.StreamId] = recorded.Version;
            _moved.SetResult();
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    [LoggerMessage(EventId = 500, Level = LogLevel.Error, Message = "Stopped after position {Position}: the next event cannot be read, and no picture is shown without it; look at the event's type and version")]
    private partial void LogStopped(Exception exception, Position position);
}
