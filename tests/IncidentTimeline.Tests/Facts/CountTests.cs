using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Tests.Facts;

public class CountTests
{
    [Fact]
    public void An_exact_number_is_that_number() =>
        Count.Exactly(40).ToValue().ShouldBe(new AspectValue.Quantity(40, 40));

    [Theory]
    [InlineData("several", 2, null)]
    [InlineData("Some ", 2, null)]
    [InlineData("plural", 2, null)]
    [InlineData("dozens", 24, 999)]
    [InlineData("hundreds", 200, 9_999)]
    [InlineData("thousands", 2_000, 999_999)]
    [InlineData("an unheard-of number", null, null)]
    public void Vague_words_stand_for_a_wide_interval(string words, int? least, int? most) =>
        Count.Vague(words).ToValue().ShouldBe(new AspectValue.Quantity(least, most, null, words));

    [Fact]
    public void About_is_within_a_tenth() =>
        new Count(40, CountQualifier.About).ToValue().ShouldBe(new AspectValue.Quantity(36, 44));

    [Fact]
    public void At_least_at_most_and_between_are_intervals()
    {
        new Count(5, CountQualifier.AtLeast).ToValue().ShouldBe(new AspectValue.Quantity(5, null));
        new Count(5, CountQualifier.AtMost).ToValue().ShouldBe(new AspectValue.Quantity(null, 5));
        new Count(5, CountQualifier.Between, 8).ToValue().ShouldBe(new AspectValue.Quantity(5, 8));
    }

    [Fact]
    public void None_reported_is_not_zero()
    {
        Count.NoneReported.ToValue().ShouldBe(new AspectValue.NoneReported());
        Count.NoneReported.ToValue().ShouldNotBe(Count.Exactly(0).ToValue());
    }

    [Fact]
    public void The_unit_goes_into_the_value() =>
        Count.Exactly(3).ToValue("barges").Text.ShouldBe("3 barges");

    [Theory]
    [InlineData(CountQualifier.Exact, "40")]
    [InlineData(CountQualifier.About, "about 40")]
    [InlineData(CountQualifier.AtLeast, "at least 40")]
    [InlineData(CountQualifier.AtMost, "at most 40")]
    public void A_number_is_told_as_it_was_put(CountQualifier qualifier, string words) =>
        new Count(40, qualifier).Tell().ShouldBe(words);

    [Fact]
    public void A_number_that_contradicts_itself_is_refused()
    {
        PointersOf(new Count()).ShouldBe(["/value"]);
        PointersOf(new Count(3, CountQualifier.NoneReported)).ShouldBe(["/value"]);
        PointersOf(new Count(3, CountQualifier.Between)).ShouldBe(["/upTo"]);
        PointersOf(new Count(3, CountQualifier.Between, 2)).ShouldBe(["/upTo"]);
        PointersOf(new Count(3, CountQualifier.Exact, 4)).ShouldBe(["/upTo"]);
        PointersOf(new Count(null, CountQualifier.Vague)).ShouldBe(["/asStated"]);
    }

    private static string[] PointersOf(Count count) => [.. Shape.Check(count).Select(problem => problem.Pointer)];
}
