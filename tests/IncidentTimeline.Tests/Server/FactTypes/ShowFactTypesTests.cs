using IncidentTimeline.Catalog;

namespace IncidentTimeline.Tests.Server.FactTypes;

public class ShowFactTypesTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Every_fact_type_is_listed_with_schema_example_and_description()
    {
        var types = await service.Anonymous.ReadAsync("/fact-types");

        types["factTypes"]!.Texts("name").ShouldBe(Catalogue.FactTypes.Select(type => type.Name));
        types["factTypes"]!.AsArray().ShouldAllBe(type => type!["schema"] != null && type["example"] != null && type["description"] != null && type["family"] != null);
        types["fact"]!["properties"]!["claim"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Every_decision_is_listed_with_schema_and_example()
    {
        var decisions = await service.Anonymous.ReadAsync("/desk-decisions");

        decisions.Texts("name").ShouldBe(Catalogue.Decisions.Select(decision => decision.Name));
        decisions.AsArray().ShouldAllBe(decision => decision!["schema"] != null && decision["example"] != null);
    }
}
