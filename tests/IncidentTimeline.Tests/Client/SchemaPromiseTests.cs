using System.Text.Json.Nodes;

namespace IncidentTimeline.Tests.Client;

/// <summary>The comparison itself: a promise that is never found broken holds nothing.</summary>
public sealed class SchemaPromiseTests
{
    private const string Schema = """
        {"A":{"type":"object","description":"words","required":["type","status"],"properties":{
          "type":{"const":"A"},
          "status":{"enum":["on","off"]},
          "count":{"type":["integer","null"],"minimum":0},
          "places":{"type":"array","items":{"type":"object","properties":{"region":{"type":"string"}}}},
          "claim":{"anyOf":[{"properties":{"type":{"const":"X"},"value":{"type":"string"}}},{"properties":{"type":{"const":"Y"}}}]}}}}
        """;

    [Theory]
    [InlineData("\"words\"", "\"other words\"")]
    [InlineData("\"minimum\":0", "\"minimum\":1")]
    [InlineData("[\"on\",\"off\"]", "[\"on\",\"off\",\"unknown\"]")]
    [InlineData("\"status\":{", "\"more\":{\"type\":\"string\"},\"status\":{")]
    [InlineData("{\"properties\":{\"type\":{\"const\":\"Y\"}}}", "{\"properties\":{\"type\":{\"const\":\"Z\"}}},{\"properties\":{\"type\":{\"const\":\"Y\"}}}")]
    public void To_say_more_breaks_nothing(string was, string now) => Broken(was, now).ShouldBeEmpty();

    [Theory]
    [InlineData("\"count\":", "\"number\":", "/A/properties/count is gone")]
    [InlineData("\"integer\"", "\"string\"", "/A/properties/count/type was [\"integer\",\"null\"] and is [\"string\",\"null\"]")]
    [InlineData("[\"integer\",\"null\"]", "\"integer\"", "/A/properties/count/type was [\"integer\",\"null\"] and is \"integer\"")]
    [InlineData(",\"off\"", "", "/A/properties/status/enum lacks \"off\"")]
    [InlineData(",\"status\"]", "]", "/A/required lacks \"status\", which may be missing now")]
    [InlineData(",\"status\"]", ",\"status\",\"count\"]", "/A/required has \"count\", which older events lack")]
    [InlineData("\"region\":{\"type\":\"string\"}", "", "/A/properties/places/items/properties/region is gone")]
    [InlineData("\"value\":{\"type\":\"string\"}", "\"value\":{\"type\":\"number\"}", "/A/properties/claim/anyOf/X/properties/value/type was \"string\" and is \"number\"")]
    [InlineData(",{\"properties\":{\"type\":{\"const\":\"Y\"}}}", "", "/A/properties/claim/anyOf/Y is gone")]
    [InlineData("{\"A\":", "{\"B\":", "/A is gone")]
    public void To_say_less_or_otherwise_breaks_it(string was, string now, string broken) => Broken(was, now).ShouldBe([broken]);

    private static IReadOnlyList<string> Broken(string was, string now)
    {
        Schema.ShouldContain(was);
        return SchemaPromise.Broken(JsonNode.Parse(Schema)!, JsonNode.Parse(Schema.Replace(was, now, StringComparison.Ordinal))!); // Neither is null.
    }
}
