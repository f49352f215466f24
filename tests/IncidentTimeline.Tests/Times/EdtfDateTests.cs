using System.Globalization;
using IncidentTimeline.Times;

namespace IncidentTimeline.Tests.Times;

public class EdtfDateTests
{
    [Theory]
    [InlineData("2024", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z")]
    [InlineData("2024-05", "2024-05-01T00:00:00Z", "2024-06-01T00:00:00Z")]
    [InlineData("2024-05-14", "2024-05-14T00:00:00Z", "2024-05-15T00:00:00Z")]
    [InlineData("2024-05-14/2024-05-16", "2024-05-14T00:00:00Z", "2024-05-17T00:00:00Z")]
    [InlineData("2024-04/2024-05-02", "2024-04-01T00:00:00Z", "2024-05-03T00:00:00Z")]
    public void A_span_ends_just_before_the_next_one_begins(string edtf, string from, string before)
    {
        EdtfDate.TryResolve(edtf, null, out var bounds).ShouldBeTrue();

        bounds.ShouldBe(new TimeBounds(Instant(from), Instant(before).AddTicks(-1)));
    }

    [Theory]
    [InlineData("2024-05-14T09:30:00Z", "2024-05-14T09:30:00Z")]
    [InlineData("2024-05-14T09:30Z", "2024-05-14T09:30:00Z")]
    [InlineData("2024-05-14T09:30:00+05:00", "2024-05-14T04:30:00Z")]
    public void An_instant_with_an_offset_is_that_instant_whatever_the_zone(string edtf, string instant)
    {
        EdtfDate.TryResolve(edtf, "Europe/Moscow", out var bounds).ShouldBeTrue();

        bounds.ShouldBe(new TimeBounds(Instant(instant), Instant(instant)));
    }

    [Fact]
    public void An_instant_without_an_offset_is_local_time()
    {
        EdtfDate.TryResolve("2024-05-14T09:30:00", "Europe/Moscow", out var bounds).ShouldBeTrue();

        bounds.ShouldBe(new TimeBounds(Instant("2024-05-14T06:30:00Z"), Instant("2024-05-14T06:30:00Z")));
    }

    [Fact]
    public void A_local_day_on_which_the_clocks_go_forward_has_23_hours()
    {
        EdtfDate.TryResolve("2024-03-31", "Europe/Kyiv", out var bounds).ShouldBeTrue();

        (bounds.Latest - bounds.Earliest).ShouldBe(TimeSpan.FromHours(23) - TimeSpan.FromTicks(1));
    }

    [Theory]
    [InlineData("2024-05-14~")]
    [InlineData("2024-05-14?")]
    [InlineData("2024-05-14/..")]
    [InlineData("2024-21")]
    [InlineData("2024-02-30")]
    [InlineData("2024-05-16/2024-05-14")]
    [InlineData("2024-05-14/2024-05-15/2024-05-16")]
    [InlineData("14.05.2024")]
    [InlineData("")]
    [InlineData("0001")]
    public void What_is_not_level_0_is_not_resolved(string edtf) =>
        EdtfDate.TryResolve(edtf, null, out _).ShouldBeFalse();

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
