using System.Text;
using System.Text.Json.Nodes;
using IncidentTimeline.Cli.Importing;

namespace IncidentTimeline.Tests.Cli.Importing;

/// <summary>What a mapping makes of a row.</summary>
public class MappingTests
{
    private const string Sha256 = "0000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public void A_row_becomes_a_fact_with_its_line_as_quotation()
    {
        var fact = FactOf(Mapped(Base(), """{"id":"7","place":"North","n":12,"at":"2024-05-14T09:30:00+02:00"}"""));

        fact["claim"]!.ToJsonString().ShouldBe("""{"type":"QuantityReported","aspect":"river-level","quantity":{"value":12}}""");
        fact["eventTime"]!.ToJsonString().ShouldBe("""{"kind":"exact","earliest":"2024-05-14T07:30:00Z","latest":"2024-05-14T07:30:00Z"}""");
        fact["places"]!.ToJsonString().ShouldBe("""[{"precision":"admin1","region":"UA-74"}]""");
        fact["line"]!["number"]!.GetValue<int>().ShouldBe(3);
        Encoding.UTF8.GetString(Convert.FromBase64String(fact["line"]!["raw"]!.GetValue<string>())).ShouldStartWith("""{"id":"7",""");
    }

    [Fact]
    public void The_same_row_has_the_same_id_whatever_else_changed_around_it()
    {
        var row = """{"id":"7","place":"North","n":12,"at":"2024-05-14T09:30:00Z"}""";

        var first = FactOf(Mapped(Base(), row))["factId"]!.GetValue<string>();

        FactOf(Mapped(Base(), row.Replace("12", "13", StringComparison.Ordinal)))["factId"]!.GetValue<string>().ShouldBe(first);
        FactOf(Mapped(Base(), row.Replace("\"7\"", "\"8\"", StringComparison.Ordinal)))["factId"]!.GetValue<string>().ShouldNotBe(first);
        first[14].ShouldBe('5');
    }

    [Theory]
    [InlineData("""{"id":"7","place":"North","n":12}""", "Column at is missing or empty.")]
    [InlineData("""{"id":"7","place":"East","n":12,"at":"2024-05-14T09:30:00Z"}""", "Column place: \"East\" is not in the table places.")]
    [InlineData("""{"id":"7","place":"North","n":"12","at":"2024-05-14T09:30:00Z"}""", "Column n is no number.")]
    [InlineData("""{"id":"x","place":"North","n":12,"at":"2024-05-14T09:30:00Z"}""", "Column id does not match [0-9]+.")]
    [InlineData("""{"id":"7","place":"North","n":12,"at":"2024-05-14T09:30:00"}""", "\"2024-05-14T09:30:00\" is no time of RFC 3339 with an offset.")]
    [InlineData("""{"id":"7","place":"North","n":-1,"at":"2024-05-14T09:30:00Z"}""", "Below the bed of the river.")]
    [InlineData("""{"id":"7","id":"8","place":"North","n":12,"at":"2024-05-14T09:30:00Z"}""", "The line is no JSON: Duplicate property 'id' encountered during deserialization.")]
    [InlineData("[]", "The line is no JSON object.")]
    public void What_is_wrong_with_a_row_is_told(string row, string reason) => Mapped(Base(), row).Refusal.ShouldBe(reason);

    [Fact]
    public void A_local_time_goes_by_the_zone_summer_and_winter()
    {
        var rome = Base();
        rome["zone"] = "Europe/Rome";

        Earliest(rome, "2020-01-15T17:00:00").ShouldBe("2020-01-15T16:00:00Z");
        Earliest(rome, "2020-07-15T17:00:00").ShouldBe("2020-07-15T15:00:00Z");
        Earliest(rome, "2020-07-15T17:00:00Z").ShouldBe("2020-07-15T17:00:00Z");
    }

    [Fact]
    public void An_hour_that_comes_twice_is_either_and_one_that_never_comes_is_refused()
    {
        var rome = Base();
        rome["zone"] = "Europe/Rome";

        var time = FactOf(Mapped(rome, Row("2020-10-25T02:30:00")))["eventTime"]!;

        (time["earliest"]!.GetValue<string>(), time["latest"]!.GetValue<string>()).ShouldBe(("2020-10-25T00:30:00Z", "2020-10-25T01:30:00Z"));
        Mapped(rome, Row("2020-03-29T02:30:00")).Refusal.ShouldBe("\"2020-03-29T02:30:00\" is no time of RFC 3339, and none that the clocks of Europe/Rome show.");
    }

    [Theory]
    [InlineData("day", """{"kind":"exact","edtf":"2024-05-14"}""")]
    [InlineData("month", """{"kind":"exact","edtf":"2024-05"}""")]
    [InlineData("hour", """{"kind":"exact","earliest":"2024-05-14T09:00:00Z","latest":"2024-05-14T09:59:59Z"}""")]
    public void A_time_is_as_fine_as_the_feed_states_it(string precision, string expected)
    {
        var mapping = Base();
        mapping["fact"]!["eventTime"]!["precision"] = precision;

        FactOf(Mapped(mapping, Row("2024-05-14T09:00:00Z")))["eventTime"]!.ToJsonString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("report", """{"type":"QuantityReported","aspect":"river-level","quantity":{"value":12}}""")]
    [InlineData("revise", """{"type":"StatementCorrected","claim":{"type":"QuantityReported","aspect":"river-level","quantity":{"value":12}}}""")]
    [InlineData("withdraw", """{"type":"StatementRetracted"}""")]
    [InlineData("reinstate", """{"type":"StatementReinstated","claim":{"type":"QuantityReported","aspect":"river-level","quantity":{"value":12}}}""")]
    public void An_operation_becomes_a_report_a_correction_or_a_retraction_by_key(string op, string claim)
    {
        var mapping = Base();
        mapping["columns"]!["op"] = new JsonObject();
        mapping["operation"] = new JsonObject { ["column"] = "op" };
        mapping["fact"]!["feedKey"] = "{place}|{missing}|{at}";
        mapping["columns"]!["missing"] = new JsonObject { ["optional"] = true };

        var fact = FactOf(Mapped(mapping, $$"""{"id":"7","place":"North","n":12,"at":"2024-05-14T09:30:00Z","op":"{{op}}"}"""));

        fact["claim"]!.ToJsonString().ShouldBe(claim);
        fact["feedKey"]!.GetValue<string>().ShouldBe("North||2024-05-14T09:30:00Z");
    }

    [Fact]
    public void Without_a_key_nothing_can_be_revised()
    {
        var mapping = Base();
        mapping["fact"]!["as"] = "revise";

        Mapped(mapping, Row("2024-05-14T09:30:00Z")).Refusal.ShouldStartWith("What revises, withdraws or reinstates needs a feed key");
    }

    [Fact]
    public void A_fact_stands_where_its_condition_holds_and_a_row_may_state_none()
    {
        var mapping = Base();
        mapping["columns"]!["kind"] = new JsonObject { ["optional"] = true };
        mapping["facts"]![0]!["when"] = JsonNode.Parse("""[{"kind":["a","b"]},{"kind":null,"n":{"not":[1,2]}}]""");

        (Facts(mapping, "\"a\"", 1), Facts(mapping, "\"c\"", 5), Facts(mapping, "null", 1), Facts(mapping, "null", 5)).ShouldBe((1, 0, 0, 1));

        static int Facts(JsonNode mapping, string kind, int n) => Mapped(mapping, $$"""{"id":"7","place":"North","n":{{n}},"at":"2024-05-14T09:30:00Z","kind":{{kind}}}""").Facts;
    }

    [Fact]
    public void What_is_said_once_for_many_is_written_out()
    {
        var mapping = Base();
        mapping["facts"] = JsonNode.Parse("""[{"$for":[{"f":"n"},{"f":"id"}],"$do":{"key":"<f>","claim":{"type":"QuantityReported","aspect":"level-<f>","quantity":{"value":"{<f>|number}"}}}}]""");

        var mapped = Mapped(mapping, Row("2024-05-14T09:30:00Z"));

        JsonNode.Parse(mapped.Json.Span)!["facts"]!.AsArray().Select(fact => fact!["claim"]!["aspect"]!.GetValue<string>() + fact["claim"]!["quantity"]!.ToJsonString())
            .ShouldBe(["""level-n{"value":12}""", """level-id{"value":7}"""]);
    }

    [Theory]
    [InlineData("{place|slug}", "north-sea-n-1")]
    [InlineData("{place|first-word|lower}", "north")]
    [InlineData("{{place}}", "{place}")]
    [InlineData("a {n} b", "a 12 b")]
    public void A_text_takes_columns_through_steps(string template, string expected)
    {
        var mapping = Base();
        mapping["fact"]!["note"] = template;
        mapping["tables"]!["places"]!["North Sea, n 1"] = "UA-74";

        FactOf(Mapped(mapping, """{"id":"7","place":"North Sea, n 1","n":12,"at":"2024-05-14T09:30:00Z"}"""))["note"]!.GetValue<string>().ShouldBe(expected);
    }

    [Theory]
    [InlineData("note", "{nowhere}", "In \"{nowhere}\" there is no column nowhere; name it under columns.")]
    [InlineData("note", "{place|nothing}", "In \"{place|nothing}\" there is no table or step nothing.")]
    [InlineData("note", "a } b", "In \"a } b\" a brace is left alone; one that is meant is written twice.")]
    [InlineData("colour", "red", "The mapping cannot be read: at $.fact.colour something is missing, unknown or of another kind than it should be; see ops/mappings/mapping.schema.json.")]
    public void What_is_wrong_with_a_mapping_is_its_authors(string member, string value, string reason)
    {
        var mapping = Base();
        mapping["fact"]![member] = value;

        Should.Throw<MappingException>(() => Mapping.Read(mapping.ToJsonString())).Message.ShouldStartWith(reason);
    }

    private static JsonNode Base() => JsonNode.Parse("""
        {
          "name": "rivers",
          "format": "ndjson",
          "columns": { "id": { "pattern": "[0-9]+" }, "place": {}, "n": { "type": "number" }, "at": {} },
          "refuse": [ { "when": { "n": [-1] }, "because": "Below the bed of the river." } ],
          "row": "{id}",
          "tables": { "places": { "North": "UA-74" } },
          "incident": { "id": "rivers-{place|places|lower}", "title": "Rivers in {place}" },
          "fact": { "attribution": { "publisher": "gauges" }, "places": [ { "precision": "admin1", "region": "{place|places}" } ], "eventTime": { "at": "{at}" } },
          "facts": [ { "key": "level", "claim": { "type": "QuantityReported", "aspect": "river-level", "quantity": { "value": "{n}" } } } ]
        }
        """)!; // An object.

    private static string Row(string at) => $$"""{"id":"7","place":"North","n":12,"at":"{{at}}"}""";

    private static string Earliest(JsonNode mapping, string at) => FactOf(Mapped(mapping, Row(at)))["eventTime"]!["earliest"]!.GetValue<string>();

    private static MappedLine Mapped(JsonNode mapping, string row)
    {
        var bytes = Encoding.UTF8.GetBytes(row);
        using var read = IncidentTimeline.Cli.Importing.Row.OfJson(bytes);
        return Mapping.Read(mapping.ToJsonString()).Map(read, new FeedLine(3, bytes), Sha256);
    }

    private static JsonNode FactOf(MappedLine line)
    {
        line.Refusal.ShouldBeNull();
        return JsonNode.Parse(line.Json.Span)!["facts"]!.AsArray().ShouldHaveSingleItem()!; // A line has facts.
    }
}
