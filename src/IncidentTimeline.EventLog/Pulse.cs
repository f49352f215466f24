namespace IncidentTimeline.EventLog;

/// <summary>Wakes everyone who waits, once per beat. Take <see cref="Next"/> before looking at the state, or a beat in between is missed.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Next => Volatile.Read(ref _next).Task;

    public void Beat() =>
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
