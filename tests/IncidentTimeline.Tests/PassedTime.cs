namespace IncidentTimeline.Tests;

/// <summary>A clock that a test moves, with its timers: each that is due by then has ended, as often as its period fits.</summary>
internal sealed class PassedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<PassedTimer> _timers = [];
    private TimeSpan _passed;

    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Now();

    public override long GetTimestamp() => Now().Ticks;

    public void Pass(TimeSpan time)
    {
        List<PassedTimer> timers;
        lock (_gate)
        {
            _passed += time;
            timers = [.. _timers];
        }

        timers.ForEach(timer => timer.EndBy(Now()));
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new PassedTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    private TimeSpan Now()
    {
        lock (_gate)
        {
            return _passed;
        }
    }

    private sealed class PassedTimer(PassedTime time, Action end) : ITimer
    {
        private readonly Lock _gate = new();
        private TimeSpan? _due;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : time.Now() + dueTime;
                _period = period;
                return true;
            }
        }

        public void EndBy(TimeSpan now)
        {
            while (IsDue(now))
            {
                end();
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private bool IsDue(TimeSpan now)
        {
            lock (_gate)
            {
                if (_due is not { } due || due > now)
                {
                    return false;
                }

                _due = _period > TimeSpan.Zero ? due + _period : null;
                return true;
            }
        }
    }
}
