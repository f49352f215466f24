using IncidentTimeline.EventLog;

namespace IncidentTimeline.Tests.EventLog;

public class SeenHeadTests
{
    private readonly Clock _clock = new();
    private readonly SeenHead _seen;

    public SeenHeadTests() => _seen = new SeenHead(_clock);

    [Fact]
    public void Nothing_seen_means_nothing_known()
    {
        _seen.Head.ShouldBeNull();
        _seen.ReadAge.ShouldBeNull();
        _seen.LagAt(LogPosition.Start).ShouldBeNull();
    }

    [Fact]
    public void The_head_never_goes_back()
    {
        _seen.Saw(new(5));
        _seen.Saw(new(3));

        _seen.Head.ShouldBe(new LogPosition(5));
    }

    [Fact]
    public void The_age_counts_from_the_last_read_and_not_from_an_append()
    {
        _seen.Read(new(1));
        _clock.Pass(3);
        _seen.Saw(new(2));
        _clock.Pass(4);

        _seen.ReadAge.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void A_delay_counts_from_when_the_first_event_not_taken_was_seen()
    {
        _seen.Read(new(10));
        _clock.Pass(60);
        _seen.Saw(new(12));
        _clock.Pass(5);
        _seen.Saw(new(20));
        _clock.Pass(2);

        _seen.LagAt(new(20)).ShouldBe(new LogLag(0, TimeSpan.Zero));
        _seen.LagAt(new(12)).ShouldBe(new LogLag(8, TimeSpan.FromSeconds(2)));
        _seen.LagAt(new(11)).ShouldBe(new LogLag(9, TimeSpan.FromSeconds(7)));
        _seen.LagAt(new(9)).ShouldBe(new LogLag(11, TimeSpan.FromSeconds(67)));
    }

    [Fact]
    public void Growth_within_a_second_is_one_growth_and_a_delay_never_too_short_for_it()
    {
        _seen.Read(new(1));
        _clock.Pass(60);
        _seen.Saw(new(2));
        _clock.Pass(0.9);
        _seen.Saw(new(3));

        _seen.LagAt(new(2)).ShouldBe(new LogLag(1, TimeSpan.FromSeconds(0.9)));
    }

    [Fact]
    public void A_log_that_grows_without_a_pause_is_remembered_for_ten_minutes()
    {
        for (var position = 1; position <= 2_000; position++)
        {
            _seen.Saw(new(position));
            _clock.Pass(1);
        }

        _seen.LagAt(LogPosition.Start).ShouldBe(new LogLag(2_000, TimeSpan.FromMinutes(10)));
        _seen.LagAt(new(1_990)).ShouldBe(new LogLag(10, TimeSpan.FromSeconds(10)));
    }

    /// <summary>A clock that a test moves.</summary>
    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Pass(double seconds) => _ticks += TimeSpan.FromSeconds(seconds).Ticks;
    }
}
