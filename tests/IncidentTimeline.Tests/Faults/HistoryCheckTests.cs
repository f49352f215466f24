namespace IncidentTimeline.Tests.Faults;

/// <summary>The judge is judged first: a sound history passes, and each broken promise is named.</summary>
public class HistoryCheckTests
{
    private static readonly Guid A = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid B = new("00000000-0000-0000-0000-00000000000b");
    private static readonly Guid C = new("00000000-0000-0000-0000-00000000000c");
    private static readonly Guid D = new("00000000-0000-0000-0000-00000000000d");

    private static readonly LoggedEvent[] Log = [Logged(1, "s", 1, A), Logged(2, "t", 1, B), Logged(3, "s", 2, C)];

    // A and B at the same time; C lost its reply and was tried again; D was refused.
    private static readonly Attempt[] Sound =
    [
        Tried(1, 0, 10, Ask("s", A), new Outcome.Acknowledged(1, 1, true)),
        Tried(2, 5, 15, Ask("t", B), new Outcome.Acknowledged(2, 1, true)),
        Tried(3, 20, 30, Ask("s", C) with { Expected = 1 }, new Outcome.Unknown("cut")),
        Tried(4, 40, 50, Ask("s", C) with { Expected = 1 }, new Outcome.Acknowledged(3, 2, false)),
        Tried(5, 60, 70, Ask("s", D) with { Expected = 1 }, new Outcome.Refused("stale-version")),
    ];

    [Fact]
    public void A_sound_history_breaks_nothing() => HistoryCheck.Of(Sound, Log, 0).ShouldBeEmpty();

    [Fact]
    public void What_nobody_acknowledged_may_be_there_or_not() => HistoryCheck.Of(
        [.. Sound[..3], Tried(6, 60, 70, Ask("u", D), new Outcome.Unknown("cut"))], Log, 0).ShouldBeEmpty();

    [Fact]
    public void A_lost_acknowledged_fact_is_found() => Broken(Sound, Log[..2]).ShouldBe(["lost"]);

    [Fact]
    public void A_doubled_fact_is_found() => Broken(Sound, [.. Log, Logged(4, "s", 3, C)]).ShouldBe(["recorded-twice"]);

    [Fact]
    public void An_acknowledged_position_that_holds_another_event_is_found() =>
        Broken([.. Sound[..2], Sound[2], Sound[3] with { Outcome = new Outcome.Acknowledged(2, 2, false) }], Log).ShouldBe(["not-where-it-was-acknowledged"]);

    [Fact]
    public void Altered_content_is_found() => Broken(Sound, [Log[0], Log[1] with { Content = "{}" }, Log[2]]).ShouldBe(["altered"]);

    [Fact]
    public void Another_stream_or_version_than_acknowledged_is_found() =>
        Broken([.. Sound[..3], Sound[3] with { Outcome = new Outcome.Acknowledged(3, 7, false) }], Log).ShouldBe(["other-stream-or-version", "not-at-that-version"]);

    [Fact]
    public void A_gap_in_positions_is_found() => Broken([], [Log[0], Log[1], Log[2] with { Position = 4 }], 9).ShouldBe(["position-gap"]);

    [Fact]
    public void A_position_handed_out_twice_is_found() => Broken([], [Log[0], Log[1], Log[2] with { Position = 2 }], 9).ShouldBe(["position-gap"]);

    [Fact]
    public void A_gap_in_versions_is_found() => Broken([], [Log[0], Log[1], Log[2] with { Version = 3 }], 9).ShouldBe(["version-gap"]);

    [Fact]
    public void A_version_handed_out_twice_is_found() => Broken([], [Log[0], Log[1], Log[2] with { Version = 1 }], 9).ShouldBe(["version-twice"]);

    [Fact]
    public void A_clock_that_ran_back_is_found() => Broken([], [Log[0], Log[1], Log[2] with { RecordedAt = Log[0].RecordedAt.AddSeconds(-1) }], 9).ShouldBe(["clock-ran-back"]);

    [Fact]
    public void An_event_that_nobody_asked_for_is_found() => Broken(Sound, [.. Log, Logged(4, "s", 3, new Guid("00000000-0000-0000-0000-0000000000ff"))]).ShouldBe(["asked-by-nobody"]);

    [Fact]
    public void A_reply_that_contradicts_a_retrys_reply_is_found() =>
        Broken([.. Sound, Tried(6, 80, 90, Ask("t", B), new Outcome.Acknowledged(1, 1, false))], Log).ShouldContain("replies-contradict");

    [Fact]
    public void A_fact_that_is_new_twice_is_found() =>
        Broken([.. Sound, Tried(6, 80, 90, Ask("t", B), new Outcome.Acknowledged(2, 1, true))], Log).ShouldBe(["new-twice"]);

    [Fact]
    public void A_refusal_of_what_was_acknowledged_before_is_found() =>
        Broken([.. Sound, Tried(6, 80, 90, Ask("t", B), new Outcome.Refused("stale-version"))], Log).ShouldBe(["refused-after-acknowledged"]);

    [Fact]
    public void A_refused_fact_that_is_recorded_nevertheless_is_found() => Broken(Sound, [.. Log, Logged(4, "s", 3, D)]).ShouldBe(["refused-but-recorded"]);

    [Fact]
    public void An_id_refused_because_it_names_another_fact_is_right() =>
        HistoryCheck.Of([.. Sound, Tried(6, 80, 90, new Request("t", null, [(B, "other words")]), new Outcome.Refused("id-reused"))], Log, 0).ShouldBeEmpty();

    [Fact]
    public void Success_at_another_version_than_expected_is_found() =>
        Broken([Sound[0], Sound[1], Tried(4, 40, 50, Ask("s", C) with { Expected = 0 }, new Outcome.Acknowledged(3, 2, true))], Log).ShouldBe(["not-at-that-version"]);

    [Fact]
    public void Order_against_time_is_found() =>
        Broken([Sound[0] with { Start = Ms(16), End = Ms(18) }, Sound[1], Sound[3]], Log).ShouldBe(["order-against-time"]);

    [Fact]
    public void A_retry_counts_from_its_first_attempt() => HistoryCheck.Of(
        [
            Tried(1, 0, 10, Ask("s", A), new Outcome.Unknown("cut")),
            Tried(2, 5, 15, Ask("t", B), new Outcome.Acknowledged(2, 1, true)),
            Tried(3, 40, 50, Ask("s", A), new Outcome.Acknowledged(1, 1, false)),
        ],
        Log[..2],
        0).ShouldBeEmpty();

    [Fact]
    public void An_array_stands_in_a_row()
    {
        var array = Tried(1, 0, 10, new Request("s", 0, [(A, "said"), (C, "said")]), new Outcome.Acknowledged(3, 2, true));

        Broken([array, Sound[1]], Log).ShouldBe(["not-where-it-was-acknowledged"]);
        Broken([array], [Logged(1, "t", 1, B), Logged(2, "s", 1, A), Logged(3, "s", 2, C)], 1).ShouldBeEmpty();
    }

    private static IEnumerable<string> Broken(Attempt[] attempts, LoggedEvent[] log, long start = 0) =>
        HistoryCheck.Of(attempts, log, start).Select(violation => violation.Rule);

    private static Request Ask(string stream, Guid id) => new(stream, null, [(id, "said")]);

    private static Attempt Tried(int number, int start, int end, Request request, Outcome outcome) => new(number, request, Ms(start), Ms(end), outcome);

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static LoggedEvent Logged(long position, string stream, long version, Guid id) =>
        new(position, stream, version, id, "said", new DateTimeOffset(2024, 5, 14, 9, 30, 0, TimeSpan.Zero).AddSeconds(position));
}
