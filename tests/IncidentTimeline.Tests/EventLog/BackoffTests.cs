using IncidentTimeline.EventLog;

namespace IncidentTimeline.Tests.EventLog;

public sealed class BackoffTests
{
    private readonly SteppedTime _time = new();

    [Fact]
    public async Task It_alarms_once_when_trouble_has_lasted_a_minute()
    {
        var backoff = new Backoff(TimeSpan.Zero, TimeSpan.Zero, _time);
        backoff.IsAlarming().ShouldBeFalse();
        await backoff.WaitAsync(CancellationToken.None);

        _time.Step(TimeSpan.FromSeconds(59));
        backoff.IsAlarming().ShouldBeFalse();
        await backoff.WaitAsync(CancellationToken.None);
        _time.Step(TimeSpan.FromSeconds(1));

        backoff.IsAlarming().ShouldBeTrue();
        backoff.IsAlarming().ShouldBeFalse();
    }

    [Fact]
    public async Task A_recovery_begins_the_minute_anew()
    {
        var backoff = new Backoff(TimeSpan.Zero, TimeSpan.Zero, _time);
        await backoff.WaitAsync(CancellationToken.None);
        _time.Step(TimeSpan.FromSeconds(59));

        backoff.Recovered().ShouldBeTrue();
        await backoff.WaitAsync(CancellationToken.None);
        _time.Step(TimeSpan.FromSeconds(2));

        backoff.IsAlarming().ShouldBeFalse();
    }

    [Fact]
    public async Task A_wall_clock_that_steps_back_changes_nothing()
    {
        var backoff = new Backoff(TimeSpan.Zero, TimeSpan.Zero, _time);
        await backoff.WaitAsync(CancellationToken.None);

        _time.StepWallClock(TimeSpan.FromHours(-1));
        _time.Step(TimeSpan.FromMinutes(1));

        backoff.IsAlarming().ShouldBeTrue();
    }
}
