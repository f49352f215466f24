using IncidentTimeline.Times;
using Shouldly;
using Xunit;

namespace IncidentTimeline.Tests.Times;

/// <summary>What a stated time resolves to (SEMANTICS 9, 18).</summary>
public class EventTimeTests
{
    // 12:30 in Moscow (UTC+3 all year since 2014).
    private static readonly DateTimeOffset Published = Utc(14, 9, 30);

    [Theory]
    [InlineData("last night", 13, 15, 14, 3)]
    [InlineData("Last Night ", 13, 15, 14, 3)]
    [InlineData("this morning", 14, 3, 14, 9)]
    [InlineData("yesterday", 12, 21, 13, 21)]
    public void Words_of_the_table_are_local_to_the_zone_on_the_day_of_publication(string words, int fromDay, int fromHour, int toDay, int toHour) =>
        Resolve(words, "Europe/Moscow", Published).ShouldBe(new TimeBounds(Utc(fromDay, fromHour), Utc(toDay, toHour)));

    [Fact]
    public void No_bound_lies_after_the_publication() =>
        Resolve("today", "Europe/Moscow", Published).ShouldBe(new TimeBounds(Utc(13, 21), Published));

    [Theory]
    [InlineData("around lunch", "Europe/Moscow")]
    [InlineData("last night", null)]
    [InlineData("last night", "Europe/Atlantis")]
    public void Words_outside_the_table_or_without_a_zone_stay_unresolved(string words, string? zone) =>
        Resolve(words, zone, Published).IsUndated.ShouldBeTrue();

    [Fact]
    public void Without_a_report_time_words_stay_unresolved() =>
        new EventTime(EventTimeKind.Relative, "last night", Zone: "Europe/Moscow").Resolve(null).IsUndated.ShouldBeTrue();

    [Theory]
    [InlineData(1)]
    [InlineData(9999)]
    public void A_publication_time_at_the_end_of_the_calendar_resolves_nothing_and_breaks_nothing(int year) =>
        Resolve("last night", "Europe/Moscow", new DateTimeOffset(year, year == 1 ? 1 : 12, year == 1 ? 1 : 31, 12, 0, 0, TimeSpan.Zero)).IsUndated.ShouldBeTrue();

    [Fact]
    public void A_state_as_of_publication_is_dated_by_it() =>
        new EventTime(EventTimeKind.AsOfPublication, "so far").Resolve(Published).ShouldBe(new TimeBounds(Published, Published));

    [Fact]
    public void What_states_no_time_stays_undated_whatever_the_publication_time() =>
        EventTime.Unstated.Resolve(Published).IsUndated.ShouldBeTrue();

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
}
