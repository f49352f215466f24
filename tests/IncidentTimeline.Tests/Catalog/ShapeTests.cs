using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Facts.Impact;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Places;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Tests.Catalog;

public class ShapeTests
{
    [Fact]
    public void A_problem_points_at_its_member() =>
        PointersOf(Examples.Fact with { StatusCue = "" }).ShouldBe(["/statusCue"]);

    [Fact]
    public void A_problem_in_a_list_points_at_its_index() =>
        PointersOf(Examples.Fact with { Places = [Examples.Fact.Places[0], new Place(PlacePrecision.Admin1)] }).ShouldBe(["/places/1/region"]);

    [Fact]
    public void A_problem_in_the_claim_points_into_the_claim() =>
        PointersOf(Examples.Fact with { Claim = new DroneDownReported(new Count(null, CountQualifier.Vague)) }).ShouldBe(["/claim/count/asStated"]);

    [Fact]
    public void A_problem_in_a_claim_inside_a_claim_is_found() =>
        PointersOf(new StatementCorrected(new DroneDownReported(Count.Exactly(-1)))).ShouldBe(["/claim/count/value"]);

    [Fact]
    public void A_claim_that_says_nothing_is_refused() =>
        PointersOf(new CasualtyStatusUpdated()).ShouldBe(["/casualties"]);

    [Fact]
    public void A_list_that_is_too_long_is_refused() =>
        PointersOf(new DamageStatusUpdated(Elements: [.. Enumerable.Repeat("roofs", 51)])).ShouldBe(["/elements"]);

    [Fact]
    public void A_list_that_is_empty_where_one_is_needed_is_refused() =>
        PointersOf(new NearMissReported([])).ShouldBe(["/assets"]);

    [Fact]
    public void A_NUL_character_is_refused_wherever_it_stands() =>
        PointersOf(new NearMissReported(["a\0b"])).ShouldBe(["/assets/0"]);

    [Fact]
    public void A_latitude_just_beyond_the_pole_is_refused() =>
        PointersOf(new GeoPoint(90.4m, 0)).ShouldBe(["/latitude"]);

    [Fact]
    public void A_fact_rests_on_a_document_or_on_a_line() =>
        PointersOf(Examples.Fact with { Quotations = [] }).ShouldBe(["/quotations"]);

    [Theory]
    [InlineData("\"drones-down\\n\"")]
    [InlineData("\"Drones\"")]
    [InlineData("\"a::b\"")]
    [InlineData("\"\"")]
    [InlineData("7")]
    public void A_wrong_aspect_key_is_no_aspect_key(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<AspectKey>(json, Wire.Options));

    [Fact]
    public void A_line_break_at_the_end_of_an_id_is_refused()
    {
        IncidentId.TryParse("kaluga\n", out _, out _).ShouldBeFalse();
        SourceId.TryParse("wire-desk\n", out _, out _).ShouldBeFalse();
        RegionCode.TryParse("RU-KLU\n", out _, out _).ShouldBeFalse();
        DocumentHash.TryParse(new string('a', 64) + "\n", out _, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"type":"DroneDownReported","count":{"value":1},"pilot":"x"}""")]
    [InlineData("""{"type":"DroneDownReported"}""")]
    [InlineData("""{"type":"DroneDownReported","count":null}""")]
    [InlineData("""{"type":"DroneDownReported","count":{"value":1,"qualifier":0}}""")]
    [InlineData("""{"type":"DroneDownReported","Count":{"value":1}}""")]
    [InlineData("""{"type":"DroneDownReported","count":{"value":1},"count":{"value":2}}""")]
    [InlineData("""{"type":"NoSuchFact"}""")]
    public void What_the_shape_does_not_know_is_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<IClaim>(json, Wire.Options));

    private static string[] PointersOf(object value) => [.. Shape.Check(value).Select(problem => problem.Pointer)];
}
