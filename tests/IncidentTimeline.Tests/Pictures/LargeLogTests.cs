using System.Diagnostics;
using System.Globalization;
using IncidentTimeline.Facts.Revision;
using Xunit.Abstractions;
using static IncidentTimeline.Tests.Pictures.LogBuilder;
using static IncidentTimeline.Tests.Pictures.Says;

namespace IncidentTimeline.Tests.Pictures;

/// <summary>A picture is computed per request, so the folds may not grow with the square of the log. The bounds are wide, for slow machines; a square would miss them by far.</summary>
public class LargeLogTests(ITestOutputHelper output)
{
    /// <summary>Nanoseconds this thread has run, nanoseconds it has waited, and time slices.</summary>
    private const string ThreadTimes = "/proc/thread-self/schedstat";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    [Fact]
    public void Ten_thousand_facts_of_one_feed_key_make_a_picture() =>
        Picture(Many(10_000, (log, n) => log.Reported($"{n}", Drones(n), reported: n / 1_000.0, feedKey: "row 7")));

    [Fact]
    public void Ten_thousand_voices_on_one_question_make_a_picture() =>
        Picture(Many(10_000, (log, n) => log.Reported($"{n}", Drones(n), reported: n / 1_000.0, voice: $"voice-{n}")));

    [Fact]
    public void Ten_thousand_facts_of_unknown_report_time_make_a_picture() =>
        Picture(Many(10_000, (log, n) => log.Reported($"{n}", Drones(n % 10), reported: double.NaN, incident: $"incident-{n / 10}")));

    [Fact]
    public void A_thousand_corrections_of_each_other_make_a_history() =>
        History(Many(1_000, (log, n) => log.Reported($"{n}", n == 0 ? Drones(0) : new StatementCorrected(Drones(n), Id($"{n - 1}")), double.NaN)));

    [Fact]
    public void A_thousand_voices_make_a_history() =>
        History(Many(1_000, (log, n) => log.Reported($"{n}", Injured(n % 50), reported: n / 100.0, voice: $"voice-{n}")));

    private void Picture(LogBuilder log) => Within(() => log.Picture().Incidents.ShouldNotBeEmpty());

    private void History(LogBuilder log) => Within(() =>
        log.History(log.Ledger.Facts[0].Fact.Claim.Answers().First().Aspect.Key).Steps.Count.ShouldBe(1_000));

    private static LogBuilder Many(int count, Func<LogBuilder, int, LogBuilder> add) => Enumerable.Range(0, count).Aggregate(Log, add);

    private void Within(Action action)
    {
        // The catalogue is described once per process; that is not what is measured.
        Log.Reported("first", Drones(1), reported: 1).History(DronesDown.Key).Steps.ShouldHaveSingleItem();

        var before = Busy();
        action();
        var busy = Busy() - before;
        output.WriteLine($"{busy.TotalMilliseconds:0} ms");
        busy.ShouldBeLessThan(Patience);
    }

    // This thread's time on a processor, where Linux tells it: a neighbour's load is no fault of the folds.
    private static TimeSpan Busy() => File.Exists(ThreadTimes)
        ? TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText(ThreadTimes).Split(' ')[0], CultureInfo.InvariantCulture) / 1_000)
        : Stopwatch.GetElapsedTime(0);
}
