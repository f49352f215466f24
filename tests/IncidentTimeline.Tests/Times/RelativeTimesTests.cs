using System.Globalization;
using IncidentTimeline.Times;

namespace IncidentTimeline.Tests.Times;

public class RelativeTimesTests
{
    // Moscow is UTC+3 all year: 2024-05-14T09:30Z is 12:30 there.
    [Theory]
    [InlineData("last night", "2024-05-13T15:00:00Z", "2024-05-14T03:00:00Z")]
    [InlineData("Last night", "2024-05-13T15:00:00Z", "2024-05-14T03:00:00Z")]
    [InlineData("during the night", "2024-05-13T15:00:00Z", "2024-05-14T03:00:00Z")]
    [InlineData("this morning", "2024-05-14T03:00:00Z", "2024-05-14T09:00:00Z")]
    [InlineData("yesterday", "2024-05-12T21:00:00Z", "2024-05-13T21:00:00Z")]
    [InlineData("over the past month", "2024-04-13T21:00:00Z", "2024-05-14T09:30:00Z")]
    public void Words_of_the_table_are_resolved_in_the_zone(string words, string earliest, string latest) =>
        Resolve(words, "Europe/Moscow", "2024-05-14T09:30:00Z").ShouldBe(Bounds(earliest, latest));

    [Fact]
    public void Nothing_reported_lies_after_its_publication()
    {
        // 12:30 local time: the afternoon has just begun, the day is not over.
        Resolve("this afternoon", "Europe/Moscow", "2024-05-14T09:30:00Z").ShouldBe(Bounds("2024-05-14T09:00:00Z", "2024-05-14T09:30:00Z"));
        Resolve("today", "Europe/Moscow", "2024-05-14T09:30:00Z").ShouldBe(Bounds("2024-05-13T21:00:00Z", "2024-05-14T09:30:00Z"));
        // 02:00 local time: the night is not over either.
        Resolve("last night", "Europe/Moscow", "2024-05-13T23:00:00Z").ShouldBe(Bounds("2024-05-13T15:00:00Z", "2024-05-13T23:00:00Z"));
    }

    [Theory]
    [InlineData("the other day", "Europe/Moscow")]
    [InlineData("last night", null)]
    [InlineData("last night", "Europe/Atlantis")]
    [InlineData(null, "Europe/Moscow")]
    public void An_unknown_word_or_zone_stays_unresolved(string? words, string? zone) =>
        Resolve(words, zone, "2024-05-14T09:30:00Z").IsUndated.ShouldBeTrue();

    // Kyiv went from UTC+2 to UTC+3 at 03:00 on 31 March 2024: that night had eleven hours.
    [Fact]
    public void A_night_in_which_the_clocks_went_forward_is_shorter() =>
        Resolve("last night", "Europe/Kyiv", "2024-03-31T09:30:00Z").ShouldBe(Bounds("2024-03-30T16:00:00Z", "2024-03-31T03:00:00Z"));

    // Kyiv went from UTC+3 to UTC+2 at 04:00 on 27 October 2024: that night had thirteen.
    [Fact]
    public void A_night_in_which_the_clocks_went_back_is_longer() =>
        Resolve("last night", "Europe/Kyiv", "2024-10-27T09:30:00Z").ShouldBe(Bounds("2024-10-26T15:00:00Z", "2024-10-27T04:00:00Z"));

    // Beirut skips the hour after midnight on 31 March 2024 (00:00 to 01:00): the day begins with the offset before the change.
    [Fact]
    public void A_skipped_hour_is_read_with_the_offset_before_the_change() =>
        Resolve("today", "Asia/Beirut", "2024-03-31T09:30:00Z").Earliest.ShouldBe(Instant("2024-03-30T22:00:00Z"));

    private static TimeBounds Resolve(string? words, string? zone, string published) => RelativeTimes.Resolve(words, zone, Instant(published));

    private static TimeBounds Bounds(string earliest, string latest) => new(Instant(earliest), Instant(latest));

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
