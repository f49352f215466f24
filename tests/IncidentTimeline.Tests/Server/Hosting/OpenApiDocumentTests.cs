using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Tests.Server.Hosting;

public class OpenApiDocumentTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Facts_and_decisions_are_one_of_all_their_types()
    {
        var document = await service.Anonymous.ReadAsync("/openapi/v1.json");

        OneOf(document, "Claim").ShouldBe(Catalogue.FactTypes.Select(type => type.Name), ignoreOrder: true);
        OneOf(document, "Decision").ShouldBe(Catalogue.Decisions.Select(type => type.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task Every_operation_has_an_id_of_its_own_and_a_summary()
    {
        var document = await service.Anonymous.ReadAsync("/openapi/v1.json");

        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!).ToList(); // Neither is null in OpenAPI.
        operations.Select(operation => operation.Text("operationId")).ShouldBeUnique();
        operations.ShouldAllBe(operation => operation["operationId"] != null && operation["summary"] != null);
        operations.Count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await service.Anonymous.ReadAsync("/openapi/v1.json");

        foreach (var reference in References(document).Distinct())
        {
            reference.Split('/')[1..].Aggregate(document, (JsonNode? node, string step) => node?[step]).ShouldNotBeNull(reference);
        }
    }

    [Fact]
    public async Task A_body_of_facts_is_one_or_an_array_of_them()
    {
        var document = await service.Anonymous.ReadAsync("/openapi/v1.json");

        var schema = document["paths"]!["/incidents/{id}/facts"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!;
        References(schema).ShouldBe(["#/components/schemas/Fact", "#/components/schemas/Fact"]);
    }

    // A fact without event time is a valid fact; a null is not written.
    [Fact]
    public async Task What_may_be_null_may_be_absent()
    {
        var document = await service.Anonymous.ReadAsync("/openapi/v1.json");

        document["components"]!["schemas"]!["Fact"]!["required"]!.AsArray().Select(name => name.Text()).ShouldBe(["factId", "claim", "places", "attribution"]);
    }

    private static IReadOnlyList<string?> OneOf(JsonNode document, string schema) =>
        [.. document["components"]!["schemas"]![schema]!["discriminator"]!["mapping"]!.AsObject().Select(entry => entry.Key)];

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(one => one.Key == "$ref" ? [one.Value!.GetValue<string>()] : References(one.Value)), // A reference is a text.
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
