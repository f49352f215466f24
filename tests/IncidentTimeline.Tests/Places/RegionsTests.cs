using IncidentTimeline.Places;

namespace IncidentTimeline.Tests.Places;

public class RegionsTests
{
    [Theory]
    [InlineData("RU-KLU", "RU")]
    [InlineData("RU-MOW", "RU")]
    [InlineData("UA-30", "UA")]
    public void A_region_lies_in_its_country(string code, string country) =>
        Regions.Find(new RegionCode(code))!.Parent.ShouldBe(new RegionCode(country));

    [Fact]
    public void A_department_lies_in_its_region_and_that_in_its_country() =>
        Regions.Ancestry(new RegionCode("FR-38")).Select(code => code.Value).ShouldBe(["FR-38", "FR-ARA", "FR"]);

    [Fact]
    public void Descendants_reach_every_depth_and_leave_the_region_itself_out()
    {
        var inFrance = Regions.DescendantsOf(new RegionCode("FR")).Select(region => region.Code.Value).ToArray();

        inFrance.ShouldContain("FR-ARA");
        inFrance.ShouldContain("FR-38");
        inFrance.ShouldNotContain("FR");
        inFrance.ShouldBeUnique();
    }

    // ISO gave these codes to other regions after CLDR had named them; and what marks a name that is there twice is no part of it.
    [Theory]
    [InlineData("IR-07", "Fars")]
    [InlineData("IR-23", "Tehran")]
    [InlineData("MA-04", "Rabat-Salé-Kénitra")]
    [InlineData("MA-12", "Dakhla-Oued Ed-Dahab")]
    [InlineData("NP-P3", "Bāgmatī")]
    [InlineData("FR-IDF", "Île-de-France")]
    public void A_region_is_named_as_its_code_stands_today(string code, string name) => Regions.NameOf(new RegionCode(code)).ShouldBe(name);

    [Fact]
    public void No_two_regions_of_Iran_share_a_name() =>
        Regions.DescendantsOf(new RegionCode("IR")).Select(region => region.Name).ShouldBeUnique();

    [Fact]
    public void An_unknown_code_exists_nowhere_and_is_named_by_itself()
    {
        Regions.Exists(new RegionCode("RU-XXX")).ShouldBeFalse();
        Regions.NameOf(new RegionCode("RU-XXX")).ShouldBe("RU-XXX");
        Regions.Ancestry(new RegionCode("RU-XXX")).ShouldBeEmpty();
    }

    [Fact]
    public void Every_parent_exists() =>
        Regions.DescendantsOf(new RegionCode("RU")).ShouldAllBe(region => Regions.Exists(region.Parent!.Value));
}
