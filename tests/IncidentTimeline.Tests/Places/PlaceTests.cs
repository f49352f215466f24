using IncidentTimeline.Catalog;
using IncidentTimeline.Places;

namespace IncidentTimeline.Tests.Places;

public class PlaceTests
{
    private static readonly RegionCode Kaluga = new("RU-KLU");
    private static readonly RegionCode Russia = new("RU");

    [Fact]
    public void Two_wordings_of_one_region_are_one_place() =>
        new Place(PlacePrecision.Admin1, Kaluga, AsStated: "Kaluga Region").Key()
            .ShouldBe(new Place(PlacePrecision.Admin1, Kaluga, AsStated: "Kaluga Oblast").Key());

    [Fact]
    public void Two_wordings_with_one_settled_name_are_one_place() =>
        new Place(PlacePrecision.Admin2, Kaluga, "Sukhinichsky District", "near Sukhinichi").Key()
            .ShouldBe(new Place(PlacePrecision.Admin2, Kaluga, "sukhinichsky district ").Key());

    [Fact]
    public void Two_districts_of_one_region_are_two_places() =>
        new Place(PlacePrecision.Admin2, Kaluga, "Sukhinichsky District").Key()
            .ShouldNotBe(new Place(PlacePrecision.Admin2, Kaluga, "Babyninsky District").Key());

    [Fact]
    public void A_vague_area_inside_a_country_is_not_the_country() =>
        new Place(PlacePrecision.Informal, Russia, AsStated: "the south").Key()
            .ShouldNotBe(new Place(PlacePrecision.Country, Russia).Key());

    [Theory]
    [InlineData(PlacePrecision.Country, true)]
    [InlineData(PlacePrecision.Admin1, true)]
    [InlineData(PlacePrecision.Admin2, true)]
    [InlineData(PlacePrecision.Locality, true)]
    [InlineData(PlacePrecision.PartOfRegion, true)]
    [InlineData(PlacePrecision.RegionAndSurroundings, true)]
    [InlineData(PlacePrecision.Informal, false)]
    [InlineData(PlacePrecision.InformalSet, false)]
    [InlineData(PlacePrecision.UnspecifiedLocal, false)]
    [InlineData(PlacePrecision.Unknown, false)]
    public void A_region_that_only_encloses_a_vague_area_is_not_where_it_happened(PlacePrecision precision, bool isPlaced) =>
        new Place(precision, Russia).IsPlaced().ShouldBe(isPlaced);

    [Fact]
    public void A_place_without_a_region_stands_under_ZZ()
    {
        var nowhere = new Place(PlacePrecision.Unknown);

        nowhere.IsPlaced().ShouldBeFalse();
        nowhere.StandsUnder().ShouldBe(RegionCode.Nowhere);
        nowhere.Key().ShouldBe("ZZ~");
    }

    [Fact]
    public void A_place_that_contradicts_itself_is_refused()
    {
        PointersOf(new Place(PlacePrecision.Admin1)).ShouldBe(["/region"]);
        PointersOf(new Place(PlacePrecision.Admin1, new RegionCode("RU-XXX"))).ShouldBe(["/region"]);
        PointersOf(new Place(PlacePrecision.Point, Kaluga)).ShouldBe(["/point"]);
        PointersOf(new Place(PlacePrecision.Locality, Kaluga, Point: new GeoPoint(54.5m, 36.2m))).ShouldBe(["/point"]);
    }

    [Fact]
    public void A_place_is_told_by_its_finest_words()
    {
        new Place(PlacePrecision.Admin2, Kaluga, "Babyninsky District", "the west").Tell().ShouldBe("Babyninsky District");
        new Place(PlacePrecision.Unknown).Tell().ShouldBe("place not stated");
    }

    private static string[] PointersOf(Place place) => [.. Shape.Check(place).Select(problem => problem.Pointer)];
}
