using System.Net;
using System.Text;
using IncidentTimeline.Client;

namespace IncidentTimeline.Tests.Client.Following;

/// <summary>What a follower makes of each thing that a service, or the way to it, can do.</summary>
public sealed class TimelineFollowerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HeldTime _time = new();
    private readonly ScriptedService _service = new();

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task It_goes_on_after_the_last_position_that_it_was_told()
    {
        _service.Tells(ScriptedService.Event(3), ScriptedService.Event(5), """{"reached":8}""").Tells(ScriptedService.Event(9));

        var events = await FollowAsync(2, events: 3);

        events.Select(one => one.Position).ShouldBe([3, 5, 9]);
        _service.Asked.ShouldBe(["/events?after=2&follow=true", "/events?after=8&follow=true"]);
    }

    [Fact]
    public async Task It_asks_for_what_the_filter_says()
    {
        _service.Tells(ScriptedService.Event(1));
        using var client = _service.Client(_time);

        await foreach (var one in client.FollowAsync(new EventFilter { Types = ["AirportClosed"], Families = ["Impact", "Air"], Regions = ["RU-MOS"], Incidents = ["a"], Sources = ["b"] }, 0, CancellationToken.None))
        {
            one.Regions.ShouldBe(["RU-KLU", "RU-TUL"]);
            break;
        }

        _service.Asked.ShouldBe(["/events?after=0&follow=true&type=AirportClosed&family=Impact%2CAir&region=RU-MOS&incident=a&source=b"]);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(200)]
    public async Task A_line_that_was_cut_off_is_asked_for_again(int length)
    {
        _service.Answers(ScriptedService.Event(1) + "\n" + ScriptedService.Event(2)[..length]).Tells(ScriptedService.Event(2));

        var events = await FollowAsync(0, events: 2);

        events.Select(one => one.Position).ShouldBe([1, 2]);
        _service.Asked[^1].ShouldBe("/events?after=1&follow=true");
    }

    [Fact]
    public async Task A_line_that_cannot_be_read_in_the_middle_is_no_outage()
    {
        _service.Tells(ScriptedService.Event(1), "<html>", ScriptedService.Event(2));

        await Should.ThrowAsync<System.Text.Json.JsonException>(() => FollowAsync(0, events: 2));
    }

    [Fact]
    public async Task A_service_that_is_silent_for_three_heartbeats_is_left()
    {
        var silent = _service.Speaks();
        _service.Tells(ScriptedService.Event(2));
        await silent.WriteAsync(Encoding.UTF8.GetBytes(ScriptedService.Event(1) + "\n"));
        var following = FollowAsync(0, events: 2, endsPauses: false);

        var silence = await _time.NextAsync();
        silence.Length.ShouldBe(TimeSpan.FromSeconds(45));
        silence.End();
        (await _time.NextAsync()).End();

        (await following.WaitAsync(Patience)).Select(one => one.Position).ShouldBe([1, 2]);
        _service.Asked[^1].ShouldBe("/events?after=1&follow=true");
    }

    [Fact]
    public async Task A_heartbeat_ends_the_silence()
    {
        var speaking = _service.Speaks();
        var following = FollowAsync(0, events: 1, endsPauses: false);

        (await _time.NextAsync()).Length.ShouldBe(TimeSpan.FromSeconds(45));
        await speaking.WriteAsync("{\"reached\":0}\n"u8.ToArray());
        (await _time.NextAsync()).Length.ShouldBe(TimeSpan.FromSeconds(45)); // Another wait.
        await speaking.WriteAsync(Encoding.UTF8.GetBytes(ScriptedService.Event(1) + "\n"));

        (await following.WaitAsync(Patience)).Count.ShouldBe(1);
        _service.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Pauses_double_up_to_a_quarter_of_a_minute_vary_and_begin_anew_after_a_line()
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            _service.IsAway();
        }

        _service.Tells("""{"reached":7}""").Tells(ScriptedService.Event(8));
        var following = FollowAsync(0, events: 1, endsPauses: false);

        foreach (var longest in (double[])[0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 15, 15, 15, 0.2])
        {
            var pause = await _time.NextAsync();
            pause.Length.TotalSeconds.ShouldBeInRange(longest / 2, longest);
            pause.End();
        }

        (await following.WaitAsync(Patience)).Single().Position.ShouldBe(8);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, "busy", 7, 7)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "not-caught-up", 1, 1)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "database-away", 86_400, 60)]
    public async Task It_waits_as_long_as_the_service_asks_and_a_minute_at_most(HttpStatusCode status, string slug, int asked, int waited)
    {
        _service.Refuses(status, slug, TimeSpan.FromSeconds(asked)).Tells(ScriptedService.Event(1));
        var following = FollowAsync(0, events: 1, endsPauses: false);

        var pause = await _time.NextAsync();
        pause.Length.ShouldBe(TimeSpan.FromSeconds(waited));
        pause.End();

        (await following.WaitAsync(Patience)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task A_proxy_whose_service_is_away_is_asked_again(HttpStatusCode status)
    {
        _service.Answers("<html>Bad gateway</html>", status, "text/html").Tells(ScriptedService.Event(1));

        (await FollowAsync(0, events: 1)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "invalid-query")]
    [InlineData(HttpStatusCode.Unauthorized, "unauthorized")]
    [InlineData(HttpStatusCode.Forbidden, "forbidden")]
    [InlineData(HttpStatusCode.Conflict, "log-rewound")]
    public async Task What_is_refused_for_good_ends_it(HttpStatusCode status, string slug)
    {
        _service.Tells(ScriptedService.Event(1)).Refuses(status, slug);
        var told = new List<long>();

        var refused = await Should.ThrowAsync<TimelineProblemException>(() => FollowAsync(0, events: 2, told: told));

        (refused.Status, refused.Slug, refused.IsPassing).ShouldBe((status, slug, false));
        refused.Message.ShouldBe("A title. A detail.");
        told.ShouldBe([1]);
    }

    [Fact]
    public async Task Something_else_that_answers_ends_it()
    {
        _service.Answers("<html>Welcome</html>", HttpStatusCode.OK, "text/html");

        (await Should.ThrowAsync<TimelineProblemException>(() => FollowAsync(0, events: 1))).Slug.ShouldBe("");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task An_event_that_was_told_before_ends_it(long position)
    {
        _service.Tells(ScriptedService.Event(5), ScriptedService.Event(position));

        await Should.ThrowAsync<InvalidDataException>(() => FollowAsync(0, events: 2));
    }

    [Fact]
    public async Task Whoever_waits_between_two_attempts_can_leave()
    {
        _service.IsAway();
        using var leaving = new CancellationTokenSource();
        var following = FollowAsync(0, events: 1, endsPauses: false, cancellationToken: leaving.Token);
        await _time.NextAsync();

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => following.WaitAsync(Patience));
    }

    [Fact]
    public async Task It_says_why_it_pauses_and_where_it_goes_on()
    {
        _service.Tells(ScriptedService.Event(4)).IsAway().Refuses(HttpStatusCode.ServiceUnavailable, "not-caught-up").Answers("{\"specv").Tells(ScriptedService.Event(5));
        var interruptions = new List<FollowInterruption>();

        await FollowAsync(0, events: 2, interruptions: interruptions);

        interruptions.Select(one => (one.Reason, one.Position)).ShouldBe(
        [
            ("The stream ended.", 4),
            ("Connection refused", 4),
            ("A title. A detail.", 4),
            ("The stream was cut off in the middle of a line.", 4),
        ]);
    }

    [Fact]
    public async Task Steps_tell_the_positions_that_had_no_event()
    {
        _service.Tells(ScriptedService.Event(2), """{"reached":6}""", """{"reached":6}""", ScriptedService.Event(7));
        using var client = _service.Client(_time);
        var steps = new List<(long Position, bool IsEvent)>();

        await foreach (var step in client.FollowStepsAsync(EventFilter.None, 0, CancellationToken.None))
        {
            steps.Add((step.Position, step.Event is not null));
            if (step.Position == 7)
            {
                break;
            }
        }

        steps.ShouldBe([(2, true), (6, false), (6, false), (7, true)]);
    }

    [Fact]
    public async Task A_checkpoint_moves_when_the_consumer_comes_back_and_past_what_was_left_out()
    {
        _service.Tells(ScriptedService.Event(2), """{"reached":6}""", """{"reached":6}""", ScriptedService.Event(7));
        using var client = _service.Client(_time);
        var (checkpoint, kept) = (new KeptCheckpoint(1), new List<long>());

        await foreach (var one in client.FollowAsync(EventFilter.None, checkpoint, CancellationToken.None))
        {
            kept.Add(checkpoint.Moves.LastOrDefault(1));
            if (one.Position == 7)
            {
                break; // Not taken: it comes again.
            }
        }

        kept.ShouldBe([1, 6]);
        checkpoint.Moves.ShouldBe([2, 6]);
        _service.Asked.ShouldBe(["/events?after=1&follow=true"]);
    }

    [Fact]
    public async Task A_checkpoint_that_fails_ends_it_and_no_further_event_is_handed_out()
    {
        _service.Tells(ScriptedService.Event(2), ScriptedService.Event(3));
        using var client = _service.Client(_time);
        var told = new List<long>();

        await Should.ThrowAsync<IOException>(async () =>
        {
            await foreach (var one in client.FollowAsync(EventFilter.None, new KeptCheckpoint(0) { IsFull = true }, CancellationToken.None))
            {
                told.Add(one.Position);
            }
        });

        told.ShouldBe([2]);
    }

    /// <summary>Follows until so many events came, and ends every pause at once unless the test does.</summary>
    private async Task<List<TimelineEvent>> FollowAsync(
        long after, int events, bool endsPauses = true, List<long>? told = null, List<FollowInterruption>? interruptions = null, CancellationToken cancellationToken = default)
    {
        using var client = _service.Client(endsPauses ? new HurriedPauses() : _time);
        client.FollowInterrupted += (_, interruption) => interruptions?.Add(interruption);
        var taken = new List<TimelineEvent>();
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken); // The test's own bound: a follower that should have ended may go on for ever.
        bounded.CancelAfter(Patience);
        await foreach (var one in client.FollowAsync(EventFilter.None, after, bounded.Token))
        {
            taken.Add(one);
            told?.Add(one.Position);
            if (taken.Count == events)
            {
                break;
            }
        }

        return taken;
    }

    /// <summary>Pauses are over at once; of a silence, which is longer, nothing passes.</summary>
    private sealed class HurriedPauses : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.FromSeconds(30) ? dueTime : TimeSpan.Zero, period);
    }

    private sealed class KeptCheckpoint(long position) : ICheckpoint
    {
        public List<long> Moves { get; } = [];

        public bool IsFull { get; init; }

        public Task<long> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(position);

        public Task MoveAsync(long position, CancellationToken cancellationToken)
        {
            if (IsFull)
            {
                throw new IOException("No space left on device");
            }

            Moves.Add(position);
            return Task.CompletedTask;
        }
    }
}
