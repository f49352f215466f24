namespace IncidentTimeline.Tests;

/// <summary>A clock that stands where a test sets it. Its timers are real.</summary>
internal sealed class SetTime : TimeProvider
{
    private TimeSpan _passed;

    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + _passed;

    public override long GetTimestamp() => _passed.Ticks;

    public void Pass(TimeSpan time) => _passed += time;
}
