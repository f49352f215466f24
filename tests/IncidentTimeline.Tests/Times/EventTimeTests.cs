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

    [Theory]
    [InlineData(1)]
    [InlineData(9999)]
    public void A_publication_time_at_the_end_of_the_calendar_resolves_nothing_and_breaks_nothing(int year) =>
        Resolve("last night", "Europe/Moscow", new DateTimeOffset(year, year == 1 ? 1 : 12, year == 1 ? 1 : 31, 12, 0, 0, TimeSpan.Zero)).IsUndated.ShouldBeTrue();

    [Fact]
    public void A_local_time_is_read_in_the_facts_zone_and_in_UTC_without_one()
    {
        Edtf("2024-05-14T12:30", "Europe/Moscow").ShouldBe(new TimeBounds(Published, Published));
        Edtf("2024-05-14T09:30:00", null).ShouldBe(new TimeBounds(Published, Published));
    }

    [Fact]
    public void A_stated_offset_goes_before_the_zone() =>
        Edtf("2024-05-14T09:30:00Z", "Europe/Moscow").ShouldBe(new TimeBounds(Published, Published));

    [Fact]
    public void Neighbouring_days_do_not_touch()
    {
        var day = Edtf("2024-05-13", null);
        var next = Edtf("2024-05-14", null);

        day.Earliest.ShouldBe(Utc(13, 0));
        day.Latest!.Value.ShouldBeLessThan(next.Earliest!.Value);
    }

    [Theory]
    [InlineData("0001-01-01T00:00")]
    [InlineData("9999-12-31T23:59")]
    [InlineData("0001-01-01")]
    [InlineData("2024-05~")]
    [InlineData("2024-05-14/2024-05-13")]
    public void What_has_no_certain_bounds_is_kept_as_text(string edtf) =>
        EdtfDate.TryResolve(edtf, "America/New_York", out _).ShouldBeFalse();

    private static TimeBounds Resolve(string words, string? zone, DateTimeOffset published) =>
        new EventTime(EventTimeKind.Relative, words, Zone: zone).Resolve(published);

    private static TimeBounds Edtf(string edtf, string? zone) => new EventTime(EventTimeKind.Exact, Edtf: edtf, Zone: zone).Resolve(null);

    private static DateTimeOffset Utc(int day, int hour, int minute = 0) => new(2024, 5, day, hour, minute, 0, TimeSpan.Zero);

    private static string[] PointersOf(EventTime time) => [.. Shape.Check(time).Select(problem => problem.Pointer)];
}
