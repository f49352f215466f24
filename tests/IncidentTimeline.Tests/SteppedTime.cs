namespace IncidentTimeline.Tests;

/// <summary>A clock that a test moves: the wall clock, which may be set back, apart from the timestamps, which only go forward.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _elapsed;
    private long _wall = new DateTimeOffset(2024, 5, 14, 9, 30, 0, TimeSpan.Zero).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _elapsed);

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _wall), TimeSpan.Zero);

    public void Step(TimeSpan by)
    {
        Interlocked.Add(ref _elapsed, by.Ticks);
        StepWallClock(by);
    }

    public void StepWallClock(TimeSpan by) => Interlocked.Add(ref _wall, by.Ticks);
}
