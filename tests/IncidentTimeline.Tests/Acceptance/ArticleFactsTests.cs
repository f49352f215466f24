using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;
using IncidentTimeline.Sources;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>Every coded fact of three real articles has its place in the model, and no stated value is lost on the way.</summary>
public partial class ArticleFactsTests(ITestOutputHelper output)
{
    // Values that stand in the fact in other words: line, value, and the words to find in the fact's JSON.
    // A null says that the value means "nothing was stated", which we write by leaving the member out.
    private static readonly (string Line, string Value, string? Becomes)[] Renamed =
    [
        ("A-09", "hostile", "hostile intent"),
        ("A-19", "plural-unspecified", "\"plural\""),
        ("A-20", "plural-unspecified", "\"plural\""),
        ("B-19", "quiet", "typically quiet"),
        ("B-19", "limited", "limited military activity\",\"limited industrial activity"),
        ("B-28", "freight", "FreightDisrupted"),
        ("B-30", "no-direct", "\"directCasualties\":{\"value\":0"),
        ("C-06", "preliminary-none", "\"status\":\"preliminary\""),
        ("C-07", "preliminary-none", "\"status\":\"preliminary\""),
        ("C-15", "plural-unspecified", "\"asStated\":\"airports\""),
        ("C-20", "many-of(C-19)", "\"many\""),
        ("C-25", "unspecified", null),
        ("C-36", "not stated", null),
        ("C-42", "none-made", "\"arrests\":{\"value\":0"),
    ];

    // A 0 that comes with "none reported" is no 0: the qualifier is what was said.
    private static readonly (string Line, string Becomes)[] NoZero =
    [
        ("A-12", "none-reported"), ("A-13", "none-reported"), ("B-08", "none-reported"), ("B-09", "none-reported"), ("C-21", "none-reported"),
        ("C-07", "\"severity\":\"none\""),
    ];

    [Fact]
    public void All_122_facts_map()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var facts = ArticleFacts.Load();

        facts.Count.ShouldBe(122);
        facts.Select(fact => fact.Fact.FactId).ShouldBeUnique();
    }

    [Fact]
    public void Every_fact_keeps_the_limits_and_reads_back_as_the_same_bytes()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        foreach (var (id, fact) in ArticleFacts.Load().Select(one => (one.SourceFactId, one.Fact)))
        {
            Shape.Check(fact).ShouldBeEmpty(id);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(fact, Wire.Options);
            JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize<Fact>(bytes, Wire.Options), Wire.Options).ShouldBe(bytes, id);
            fact.Claim.Tell().ShouldMatch(@"\A[^\r\n]+[^.]\.\z", id);
            fact.Claim.Answers().Select(answer => answer.Aspect.Key).ShouldBeUnique();
        }
    }

    [Fact]
    public void No_stated_value_is_lost()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var lost = ArticleFacts.Load().SelectMany(Lost).ToArray();

        lost.ShouldBeEmpty();
    }

    [Fact]
    public void Every_quotation_stands_in_its_document_at_its_offsets()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var texts = ArticleFacts.Documents().ToDictionary(
            document => DocumentHash.Of(document.Bytes),
            document => Encoding.UTF8.GetString(document.Bytes).EnumerateRunes().ToArray());
        foreach (var one in ArticleFacts.Load())
        {
            var text = texts[one.Fact.Document!.Value];
            foreach (var quotation in one.Fact.Quotations!)
            {
                Between(text, quotation.Start, quotation.End).ShouldBe(quotation.Exact, one.SourceFactId);
                Between(text, quotation.Start - quotation.Prefix!.EnumerateRunes().Count(), quotation.Start).ShouldBe(quotation.Prefix, one.SourceFactId);
                Between(text, quotation.End, quotation.End + quotation.Suffix!.EnumerateRunes().Count()).ShouldBe(quotation.Suffix, one.SourceFactId);
            }
        }
    }

    [Fact]
    public void Every_relation_joins_two_facts()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var facts = ArticleFacts.Load();
        var ids = facts.Select(fact => fact.Fact.FactId).ToHashSet();
        var relations = facts.SelectMany(fact => fact.Relations).ToArray();

        relations.Length.ShouldBe(158);
        relations.ShouldAllBe(relation => ids.Contains(relation.Fact) && ids.Contains(relation.To));
    }

    [Fact]
    public void Every_fact_has_an_incident_and_every_speaker_who_is_registered_is_a_source()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var facts = ArticleFacts.Load();

        facts.Select(fact => fact.Incident).Distinct().Order().ShouldBe(ArticleIncidents.All.Select(incident => incident.Id).Order());
        facts.Select(fact => fact.Fact.Attribution.Voice().Source).Distinct().Order().ShouldBe(ArticleFacts.Sources.Select(source => source.Id).Order());
    }

    [Theory]
    [InlineData("A-04", "drones-down = 1")]
    [InlineData("C-01", "drones-down = 40")]
    [InlineData("C-13", "drones-down = 32")]
    [InlineData("C-25", "air-targets-intercepted = 1", "air-target-class = unspecified")]
    [InlineData("A-12", "people-injured = none reported")]
    [InlineData("B-30", "direct-casualties = 0")]
    [InlineData("C-06", "people-killed = 0", "people-injured = 0")]
    [InlineData("C-07", "property-damage = none")]
    [InlineData("C-15", "airport-status:unspecified = closed")]
    [InlineData("C-16", "flights-diverted = several")]
    [InlineData("C-19", "passengers-disrupted = thousands")]
    [InlineData("C-20", "passengers-stranded = many")]
    [InlineData("C-27", "property-damage = significant")]
    [InlineData("C-29", "fire-status = burning", "fires = 1")]
    [InlineData("C-31", "power-supply = interrupted", "people-without-power = hundreds")]
    [InlineData("C-36", "attacks-on-people = 1")]
    [InlineData("C-42", "arrests = 0")]
    [InlineData("A-14", "critical-infrastructure = not disrupted")]
    public void A_fact_answers_what_its_article_says_and_no_more(string id, params string[] answers)
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        Facts.Answering.AnswersOf(FactOf(id).Claim).ShouldBe(answers);
    }

    [Theory]
    [InlineData("A-09", "article-000")]
    [InlineData("A-27", "article-000")]
    [InlineData("A-04", "article-000~regional emergency services")]
    [InlineData("C-06", "governor-of-kaluga-oblast")]
    [InlineData("C-25", "governor-of-voronezh-oblast")]
    public void A_fact_has_the_voice_of_who_says_it(string id, string voice)
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        FactOf(id).Attribution.Voice().Key.ShouldBe(voice);
    }

    [Fact]
    public void A_capital_that_stands_for_a_government_is_no_place_of_an_event()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        FactOf("B-39").Places.Single().Key().ShouldBe("RU");
    }

    [Fact]
    public void A_confirmed_preliminary_assessment_is_preliminary_and_a_denial_is_stated()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        FactOf("C-06").Status.ShouldBe(FactStatus.Preliminary);
        (FactOf("A-14").Status, FactOf("A-14").Polarity).ShouldBe((FactStatus.Stated, Polarity.Denied));
        FactOf("A-27").Status.ShouldBe(FactStatus.Asserted);
        FactOf("C-26").Status.ShouldBe(FactStatus.Stated);
    }

    // RFC 9562, appendix A.4.
    [Fact]
    public void A_name_gives_the_UUID_of_the_standard() =>
        Uuid5.Of(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com").ShouldBe(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"));

    private static Fact FactOf(string id) => ArticleFacts.Load().Single(fact => fact.SourceFactId == id).Fact;

    private static string Between(Rune[] text, int start, int end) => string.Concat(text[start..end].Select(rune => rune.ToString()));

    private static IEnumerable<string> Lost(ArticleFact one)
    {
        var json = JsonSerializer.Serialize(one.Fact, Wire.Options);
        var inClaim = Leaves(JsonSerializer.SerializeToNode(one.Fact.Claim, Wire.Options)).ToHashSet();
        var inFact = Leaves(JsonNode.Parse(json)).ToHashSet();
        var payload = Leaves(JsonNode.Parse(one.Line.GetProperty("payload").GetRawText()))
            .Where(leaf => !inClaim.Contains(leaf) && !inClaim.Contains(Inside(leaf)) && !IsNamedOtherwise(one.SourceFactId, leaf, json) && !AreIncidents(leaf, inClaim));
        var around = Around(one.Line).Where(leaf => !inFact.Contains(leaf));
        return payload.Where(leaf => !(leaf.StartsWith('"') && inFact.Contains(leaf))).Concat(around).Select(leaf => $"{one.SourceFactId}: {leaf}");
    }

    private static bool IsNamedOtherwise(string line, string leaf, string json) =>
        Renamed.Any(entry => entry.Line == line && $"\"{entry.Value}\"" == leaf && (entry.Becomes is null || json.Contains(entry.Becomes, StringComparison.Ordinal)))
        || (leaf == "0" && NoZero.Any(entry => entry.Line == line && json.Contains(entry.Becomes, StringComparison.Ordinal)));

    // The id of another coded fact is our id of it.
    private static string Inside(string leaf) => CodedFactId().Match(leaf) is { Success: true } match ? $"\"{ArticleFacts.IdOf(match.Groups[1].Value)}\"" : leaf;

    private static bool AreIncidents(string leaf, HashSet<string> inClaim) =>
        leaf.StartsWith("\"INC-", StringComparison.Ordinal) && leaf.Trim('"').ToLowerInvariant().Split('|').All(id => inClaim.Contains($"\"{id}\""));

    // What is stated around the payload: who, through which channel, where, when, and the cue of the status.
    private static IEnumerable<string> Around(JsonElement line) =>
        new[] { line.Text("statusCue"), line.GetProperty("eventTime").Text("asStated") }
            .Concat(line.GetProperty("attribution").EnumerateArray().SelectMany(entry => new[] { entry.Text("label"), entry.Text("channel") }))
            .Concat(line.GetProperty("region").EnumerateArray().SelectMany(region => new[] { region.Text("asStated"), region.Text("iso3166"), region.Text("district") }))
            .Where(text => text is not null)
            .Select(text => $"\"{text}\"");

    // Texts in quotes, numbers without trailing zeros, true and false. Nulls and empty lists say nothing.
    private static IEnumerable<string> Leaves(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value)),
        JsonArray items => items.SelectMany(Leaves),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [$"\"{value.GetValue<string>()}\""],
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => [decimal.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString("0.####", CultureInfo.InvariantCulture)],
        JsonValue value => [value.ToJsonString()],
        null => [],
        _ => [],
    };

    [GeneratedRegex("^\"([A-C]-[0-9]{2})\"$")]
    private static partial Regex CodedFactId();
}
