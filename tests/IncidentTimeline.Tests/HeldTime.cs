using System.Threading.Channels;

namespace IncidentTimeline.Tests;

/// <summary>A clock whose waits end when the test says so, in whichever order.</summary>
internal sealed class HeldTime : TimeProvider
{
    /// <summary>The test's own bound: no wait is begun by this clock.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<HeldWait> _waits = Channel.CreateUnbounded<HeldWait>();

    /// <summary>The next wait that is still going on, in the order of their beginning.</summary>
    public async Task<HeldWait> NextAsync()
    {
        while (true)
        {
            var wait = await _waits.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            if (!wait.IsOver)
            {
                return wait;
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var wait = new HeldWait(dueTime, () => callback(state));
        _waits.Writer.TryWrite(wait).ShouldBeTrue();
        return wait;
    }
}

/// <summary>A wait that was begun.</summary>
internal sealed class HeldWait(TimeSpan length, Action end) : ITimer
{
    private int _isOver;

    public TimeSpan Length => length;

    public bool IsOver => Volatile.Read(ref _isOver) == 1;

    /// <summary>So long has passed.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            end();
        }
    }

    public bool Change(TimeSpan dueTime, TimeSpan period) => false;

    public void Dispose() => Interlocked.Exchange(ref _isOver, 1);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
