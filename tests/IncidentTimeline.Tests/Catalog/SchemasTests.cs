using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Tests.Catalog;

public class SchemasTests
{
    [Fact]
    public void Limits_of_a_text_and_of_a_number_stand_in_the_schema()
    {
        var properties = SchemaOf("DroneDownReported")["properties"]!;

        properties["verb"]!["maxLength"]!.GetValue<int>().ShouldBe(100);
        properties["count"]!["properties"]!["value"]!["minimum"]!.GetValue<decimal>().ShouldBe(0);
    }

    [Fact]
    public void The_items_of_a_list_of_codes_have_their_pattern()
    {
        var airports = SchemaOf("AirportClosed")["properties"]!["airports"]!;

        airports["items"]!["pattern"]!.GetValue<string>().ShouldBe("^[A-Z]{3}$");
        airports["maxItems"]!.GetValue<int>().ShouldBe(50);
    }

    [Fact]
    public void A_code_that_may_be_absent_has_its_pattern_and_a_time_its_format()
    {
        SchemaOf("CommentDeclined")["properties"]!["about"]!.ToJsonString()
            .ShouldBe("""{"default":null,"type":["string","null"],"pattern":"^[a-z0-9]\u002B(-[a-z0-9]\u002B)*(:[a-z0-9]\u002B(-[a-z0-9]\u002B)*)?$"}""");
        Schemas.Of(typeof(IncidentTimeline.Facts.Fact))["properties"]!["reportedAt"]!["format"]!.GetValue<string>().ShouldBe("date-time");
    }

    [Fact]
    public void A_fact_may_leave_out_what_may_be_null()
    {
        var required = Schemas.Of(typeof(IncidentTimeline.Facts.Fact))["required"]!.AsArray().Select(name => name!.GetValue<string>());

        required.ShouldBe(["factId", "claim", "places", "attribution"]);
    }

    private static JsonNode SchemaOf(string name) => Catalogue.FactTypes.Single(entry => entry.Name == name).Schema;
}
