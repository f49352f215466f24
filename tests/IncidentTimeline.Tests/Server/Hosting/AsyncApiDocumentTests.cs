using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;

namespace IncidentTimeline.Tests.Server.Hosting;

/// <summary>The structure that AsyncAPI 3.0 asks of a document, and that ours says what the catalogue says.</summary>
public sealed class AsyncApiDocumentTests(TestService service) : IClassFixture<TestService>
{
    private static readonly string[] AllowedAtTheRoot = ["asyncapi", "info", "servers", "defaultContentType", "channels", "operations", "components"];

    [Fact]
    public async Task It_has_what_the_standard_asks_for()
    {
        var document = await DocumentAsync();

        document.Select(member => member.Key).ShouldBe(AllowedAtTheRoot);
        document.Text("asyncapi").ShouldBe("3.0.0");
        (document["info"].Text("title"), document["info"].Text("version")).ShouldBe(("IncidentTimeline", "v1"));
        var server = document["servers"]!["this"]!;
        (server.Text("host"), server.Text("protocol")).ShouldBe((service.Admin.BaseAddress!.Authority, "http")); // Its clients have one.
        foreach (var (name, channel) in document["channels"]!.AsObject())
        {
            channel.Text("address").ShouldBe($"/{name}");
            channel!["messages"]!.AsObject().ShouldNotBeEmpty();
        }

        foreach (var (_, operation) in document["operations"]!.AsObject())
        {
            operation.Text("action").ShouldBe("send");
            document["channels"]!.AsObject().Select(channel => $"#/channels/{channel.Key}").ShouldContain(operation!["channel"].Text("$ref"));
        }

        foreach (var (name, message) in document["components"]!["messages"]!.AsObject())
        {
            message.Text("name").ShouldBe(name);
            message!["payload"].ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await DocumentAsync();
        var references = References(document).Distinct().ToList();

        references.Count.ShouldBeGreaterThan(100);
        foreach (var reference in references)
        {
            reference.ShouldStartWith("#/");
            reference.Split('/')[1..].Aggregate((JsonNode?)document, (node, step) => node is JsonArray items ? items[int.Parse(step, null)] : node?[step]).ShouldNotBeNull(reference);
        }
    }

    [Fact]
    public async Task Every_type_of_the_catalogue_is_a_message_of_the_events()
    {
        var document = await DocumentAsync();

        document["channels"]!["events"]!["messages"]!.AsObject().Select(message => message.Key)
            .ShouldBe(Catalogue.FactTypes.Concat(Catalogue.Decisions).Select(type => type.Name).Append("Reached"), ignoreOrder: true);
        document["components"]!["messages"]!["AirportClosed"]!["payload"]!["allOf"]![1]!["properties"]!.ToJsonString().ShouldBe(
            """{"type":{"const":"AirportClosed"},"dataschema":{"const":"urn:incident-timeline:AirportClosed:1"},"data":{"allOf":[{"$ref":"#/components/schemas/Fact"},{"type":"object","properties":{"claim":{"$ref":"#/components/schemas/AirportClosed"}}}]}}""");
        document["components"]!["messages"]!["FactStruck"]!["payload"]!["allOf"]![1]!["properties"]!["data"]!.ToJsonString().ShouldBe("""{"$ref":"#/components/schemas/FactStruck"}""");
    }

    [Fact]
    public async Task The_schemas_are_those_of_the_catalogue()
    {
        var document = await DocumentAsync();
        var types = await service.Anonymous.ReadAsync("/fact-types");
        var listed = types["factTypes"]!.AsArray().Concat((await service.Anonymous.ReadAsync("/desk-decisions")).AsArray())
            .Select(type => (Name: type.Text("name")!, Schema: type!["schema"]!)).Append((Name: "Fact", Schema: types["fact"]!)); // Each has a name.

        foreach (var (name, schema) in listed)
        {
            schema.AsObject().Remove("$schema");
            var own = schema.ToJsonString().Replace("\"$ref\":\"#", $"\"$ref\":\"#/components/schemas/{name}", StringComparison.Ordinal);
            document["components"]!["schemas"]![name]!.ToJsonString().ShouldBe(own, name);
        }
    }

    /// <summary>What is sent has each member that the schema asks for, and none that it does not name.</summary>
    [Fact]
    public async Task An_event_is_what_the_envelope_says()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var position = await scene.RecordAsync(scene.Fact());
        var told = JsonNode.Parse((await service.Anonymous.GetStringAsync($"/events?after={position - 1}")).Split('\n')[0])!.AsObject(); // A line is an object.

        var envelope = (await DocumentAsync())["components"]!["schemas"]!["CloudEvent"]!;

        envelope["required"]!.AsArray().Select(name => name.Text()!).Except(told.Select(member => member.Key)).ShouldBeEmpty();
        told.Select(member => member.Key).Except(envelope["properties"]!.AsObject().Select(member => member.Key)).ShouldBeEmpty();
        foreach (var (name, member) in told)
        {
            var schema = envelope["properties"]![name]!;
            (schema.Text("type") ?? (schema["const"] is null ? "" : "string")).ShouldBe(member!.GetValueKind() switch
            {
                System.Text.Json.JsonValueKind.String => "string",
                System.Text.Json.JsonValueKind.Number => "integer",
                System.Text.Json.JsonValueKind.Object => "object",
                var other => other.ToString(),
            }, name);
        }
    }

    [Fact]
    public async Task It_names_each_parameter_that_the_feeds_take()
    {
        var document = await DocumentAsync();
        var routes = await service.Anonymous.ReadAsync("/openapi/v1.json");

        foreach (var (operation, path) in (ValueTuple<string, string>[])[("tellEvents", "/events"), ("tellChanges", "/changes")])
        {
            document["operations"]![operation]!["bindings"]!["http"]!["query"]!["properties"]!.AsObject().Select(parameter => parameter.Key)
                .ShouldBe(routes["paths"]![path]!["get"]!["parameters"]!.AsArray().Where(one => one.Text("in") == "query").Select(one => one.Text("name")!), ignoreOrder: true); // Each has a name.
        }
    }

    private async Task<JsonObject> DocumentAsync() => (await service.Anonymous.ReadAsync("/asyncapi.json")).AsObject();

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(one => one.Key == "$ref" ? [one.Value!.GetValue<string>()] : References(one.Value)), // A reference is a text.
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
