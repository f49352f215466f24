using IncidentTimeline.Catalog;
using IncidentTimeline.Times;

namespace IncidentTimeline.Tests.Times;

public class EventTimeTests
{
    private static readonly DateTimeOffset Published = new(2024, 5, 14, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Stated_bounds_need_no_publication_time() =>
        new EventTime(EventTimeKind.Window, Earliest: Published.AddHours(-3), Latest: Published).Resolve(null)
            .ShouldBe(new TimeBounds(Published.AddHours(-3), Published));

    [Fact]
    public void An_exact_time_with_one_bound_is_that_instant() =>
        new EventTime(EventTimeKind.Exact, Earliest: Published).Resolve(null).ShouldBe(new TimeBounds(Published, Published));

    [Fact]
    public void A_window_with_one_bound_stays_open() =>
        new EventTime(EventTimeKind.Window, Earliest: Published).Resolve(null).ShouldBe(new TimeBounds(Published, null));

    [Fact]
    public void An_EDTF_day_is_a_local_day() =>
        new EventTime(EventTimeKind.Exact, Edtf: "2024-05-13", Zone: "Europe/Moscow").Resolve(null)
            .ShouldBe(new TimeBounds(new DateTimeOffset(2024, 5, 12, 21, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 5, 13, 21, 0, 0, TimeSpan.Zero).AddTicks(-1)));

    [Fact]
    public void Relative_words_stay_undated_until_the_publication_time_is_known()
    {
        var lastNight = new EventTime(EventTimeKind.Relative, "last night", Zone: "Europe/Moscow");

        lastNight.Resolve(null).IsUndated.ShouldBeTrue();
        lastNight.Resolve(Published).ShouldBe(new TimeBounds(new DateTimeOffset(2024, 5, 13, 15, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 5, 14, 3, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void A_state_as_of_publication_is_as_of_the_publication_time() =>
        new EventTime(EventTimeKind.AsOfPublication, "to date").Resolve(Published).ShouldBe(new TimeBounds(Published, Published));

    [Theory]
    [InlineData(EventTimeKind.Unstated)]
    [InlineData(EventTimeKind.OrderOnly)]
    public void What_states_no_time_stays_undated(EventTimeKind kind) =>
        new EventTime(kind, kind == EventTimeKind.OrderOnly ? "last night" : null, Zone: "Europe/Moscow").Resolve(Published).IsUndated.ShouldBeTrue();

    [Fact]
    public void Words_without_a_zone_stay_undated() =>
        new EventTime(EventTimeKind.Relative, "last night").Resolve(Published).IsUndated.ShouldBeTrue();

    [Fact]
    public void The_key_forgives_capitals_and_nothing_else()
    {
        var lastNight = new EventTime(EventTimeKind.Relative, "Last night");

        lastNight.Key().ShouldBe(new EventTime(EventTimeKind.Relative, "last night ").Key());
        lastNight.Key().ShouldNotBe(new EventTime(EventTimeKind.Relative, "overnight").Key());
        lastNight.Key().ShouldNotBe(new EventTime(EventTimeKind.Window, "last night").Key());
    }

    [Fact]
    public void A_time_that_contradicts_itself_is_refused()
    {
        PointersOf(new EventTime(EventTimeKind.Window, Earliest: Published, Latest: Published.AddHours(-1))).ShouldBe(["/earliest"]);
        PointersOf(new EventTime(EventTimeKind.Exact, "at noon")).ShouldBe(["/earliest"]);
        PointersOf(new EventTime(EventTimeKind.Window, Earliest: Published, Until: Published.AddHours(-1))).ShouldBe(["/until"]);
        PointersOf(new EventTime(EventTimeKind.Relative, "last night", Zone: "Moscow Time")).ShouldBe(["/zone"]);
    }

    [Fact]
    public void Bounds_hold_possibly_hold_or_do_not()
    {
        var bounds = new TimeBounds(Published, Published.AddHours(2));

        bounds.HoldsAt(Published.AddHours(2)).ShouldBeTrue();
        bounds.IsPossibleAt(Published).ShouldBeTrue();
        bounds.IsPossibleAt(Published.AddTicks(-1)).ShouldBeFalse();
        bounds.IsPossibleAt(Published.AddHours(2)).ShouldBeFalse();
        TimeBounds.Undated.HoldsAt(Published).ShouldBeFalse();
        TimeBounds.Undated.IsPossibleAt(Published).ShouldBeFalse();
    }

    private static string[] PointersOf(EventTime time) => [.. Shape.Check(time).Select(problem => problem.Pointer)];
}
