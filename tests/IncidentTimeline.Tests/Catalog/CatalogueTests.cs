using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Tests.Catalog;

public partial class CatalogueTests
{
    public static TheoryData<string> FactTypes => [.. Catalogue.FactTypes.Select(entry => entry.Name)];

    public static TheoryData<string> Decisions => [.. Catalogue.Decisions.Select(entry => entry.Name)];

    public static TheoryData<string> All => [.. Catalogue.FactTypes.Concat(Catalogue.Decisions).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(FactTypes))]
    public void The_example_of_a_fact_type_reads_back_as_the_same_bytes(string name)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(Claim(name), Wire.Options);

        var again = JsonSerializer.Deserialize<IClaim>(bytes, Wire.Options)!;

        JsonSerializer.SerializeToUtf8Bytes(again, Wire.Options).ShouldBe(bytes);
    }

    [Theory]
    [MemberData(nameof(Decisions))]
    public void The_example_of_a_decision_reads_back_as_the_same_bytes(string name)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(Decision(name), Wire.Options);

        var again = JsonSerializer.Deserialize<IDecision>(bytes, Wire.Options)!;

        JsonSerializer.SerializeToUtf8Bytes(again, Wire.Options).ShouldBe(bytes);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_example_keeps_its_limits(string name) => Shape.Check(Example(name)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(All))]
    public void An_example_is_told_in_one_sentence(string name)
    {
        var sentence = Example(name) is IClaim claim ? claim.Tell() : ((IDecision)Example(name)).Tell();

        sentence.ShouldMatch(@"\A\P{Ll}[^\r\n]*[^.\s]\.\z");
        sentence.ShouldNotContain("..");
        sentence.ShouldNotContain(". ");
    }

    [Theory]
    [MemberData(nameof(FactTypes))]
    public void A_fact_type_answers_each_question_once(string name)
    {
        var keys = Claim(name).Answers().Select(answer => answer.Aspect.Key).ToArray();

        keys.ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(FactTypes))]
    public void A_claim_answers_the_aspect_that_is_declared_for_its_key(string name)
    {
        foreach (var aspect in Claim(name).Answers().Select(answer => answer.Aspect))
        {
            AspectKey.TryParse(aspect.Key.Value, out _, out var reason).ShouldBeTrue(reason);
            aspect.Label.ShouldNotBeNullOrWhiteSpace();
            Aspects.Named(aspect.Key, aspect.Kind, aspect.Label).ShouldBe(aspect);
        }
    }

    [Fact]
    public void Aspects_have_valid_keys_and_labels_of_their_own()
    {
        Aspects.All.Keys.Where(key => !AspectKey.TryParse(key.Value, out _, out _)).ShouldBeEmpty();
        Aspects.All.Values.Select(aspect => aspect.Label).ShouldBeUnique();
    }

    [Theory]
    [InlineData("drones-down", TemporalKind.Occurrence)]
    [InlineData("airport-status", TemporalKind.State)]
    [InlineData("people-injured", TemporalKind.State)]
    [InlineData("people-killed", TemporalKind.State)]
    [InlineData("property-damage", TemporalKind.State)]
    [InlineData("passengers-disrupted", TemporalKind.State)]
    [InlineData("passengers-stranded", TemporalKind.State)]
    [InlineData("critical-infrastructure", TemporalKind.State)]
    public void The_keys_that_others_rely_on_stay(string key, TemporalKind kind) =>
        Aspects.All[new AspectKey(key)].Kind.ShouldBe(kind);

    [Theory]
    [MemberData(nameof(All))]
    public void A_schema_names_its_type_and_admits_nothing_unknown(string name)
    {
        var schema = Entry(name).Schema.AsObject();

        schema["properties"]!["type"]!["const"]!.GetValue<string>().ShouldBe(name);
        schema["required"]!.AsArray().Select(item => item!.GetValue<string>()).ShouldContain("type");
        schema["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
        Entry(name).Example.AsObject().Select(member => member.Key).ShouldBeSubsetOf(schema["properties"]!.AsObject().Select(member => member.Key));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_schema_demands_no_more_than_the_example_has(string name)
    {
        var entry = Entry(name);

        entry.Schema["required"]!.AsArray().Select(item => item!.GetValue<string>()).ShouldBeSubsetOf(entry.Example.AsObject().Select(member => member.Key));
    }

    [Theory]
    [MemberData(nameof(FactTypes))]
    public void No_fact_type_has_a_field_for_a_private_person(string name)
    {
        var members = Members(Entry(name).Schema).Distinct();

        members.ShouldAllBe(member => !PrivatePerson().IsMatch(member));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_member_of_a_schema_says_what_it_is(string name) =>
        Entry(name).Schema["properties"]!.AsObject()
            .Where(member => !new[] { "type", "const", "enum", "$ref", "anyOf" }.Any(keyword => member.Value!.AsObject().ContainsKey(keyword)))
            .Select(member => member.Key)
            .ShouldBeEmpty();

    [Fact]
    public void Every_fact_type_is_described_and_stands_in_a_family()
    {
        string[] families = ["Air", "Impact", "Transport", "Response", "Information", "Context", "Revision"];

        Catalogue.FactTypes.ShouldAllBe(entry => families.Contains(entry.Family));
        Catalogue.FactTypes.ShouldAllBe(entry => entry.Description != entry.Name);
        Catalogue.Decisions.ShouldAllBe(entry => entry.Family == "Desk" && entry.Description != entry.Name);
    }

    [Fact]
    public void Whose_stream_a_decision_stands_in_is_known_for_all() =>
        KnownTypes.Decisions.ShouldAllBe(type => Enum.IsDefined(Catalogue.SubjectOf((IDecision)ExampleOf(type))));

    [Fact]
    public void A_whole_fact_reads_back_as_the_same_bytes()
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(Examples.Fact, Wire.Options);

        var again = JsonSerializer.Deserialize<Fact>(bytes, Wire.Options)!;

        JsonSerializer.SerializeToUtf8Bytes(again, Wire.Options).ShouldBe(bytes);
        Shape.Check(again).ShouldBeEmpty();
    }

    [Fact]
    public void A_fact_without_an_event_time_reads_back_as_the_same_bytes()
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(Examples.Fact with { EventTime = null }, Wire.Options);

        var again = JsonSerializer.Deserialize<Fact>(bytes, Wire.Options)!;

        again.EventTime.ShouldBeNull();
        JsonSerializer.SerializeToUtf8Bytes(again, Wire.Options).ShouldBe(bytes);
    }

    private static CatalogueEntry Entry(string name) => Catalogue.FactTypes.Concat(Catalogue.Decisions).Single(entry => entry.Name == name);

    private static IClaim Claim(string name) => (IClaim)Example(name);

    private static IDecision Decision(string name) => (IDecision)Example(name);

    private static object Example(string name) => ExampleOf(KnownTypes.Claims.Concat(KnownTypes.Decisions).Single(type => type.Name == name));

    private static object ExampleOf(Type type) => type.GetProperty("Example", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    private static IEnumerable<string> Members(JsonNode? node) => node switch
    {
        JsonObject owner => owner.SelectMany(member =>
            (member.Key == "properties" && member.Value is JsonObject properties ? properties.Select(property => property.Key) : []).Concat(Members(member.Value))),
        JsonArray items => items.SelectMany(Members),
        _ => [],
    };

    [GeneratedRegex("name|birth|passport|phone|email|surname|suspect|^person$|^victim$", RegexOptions.IgnoreCase)]
    private static partial Regex PrivatePerson();
}
