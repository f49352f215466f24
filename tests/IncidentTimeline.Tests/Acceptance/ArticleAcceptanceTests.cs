using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IncidentTimeline.Tests.Server;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>What a reader is shown once the coded facts of three real articles are recorded. The expectations were written by hand from the articles, before there was a program.</summary>
public partial class ArticleAcceptanceTests(RecordedArticles articles, ITestOutputHelper output) : IClassFixture<RecordedArticles>
{
    [Theory]
    // One of the two drones. Its status was preliminary in 000; the history tells.
    [InlineData("RU-KLU", "inc-klu-sukh", "drones-down", "1, confirmed, article-001~local authorities")]
    [InlineData("RU-KLU", "inc-klu-sukh", "people-killed", "not-stated")]
    // The other one.
    [InlineData("RU-KLU", "inc-klu-bab", "drones-down", "1, confirmed, article-001~local authorities")]
    [InlineData("RU-KLU", "inc-klu-bab", "traffic:road", "diverted (minor road), temporary, asserted, article-001")]
    // Both together.
    [InlineData("RU-KLU", "inc-klu-pair", "drones-down", "2, confirmed, article-001~local authorities")]
    [InlineData("RU-KLU", "inc-klu-pair", "property-damage", "none-reported")]
    [InlineData("RU-KLU", "inc-klu-pair", "critical-infrastructure", "not disrupted, stated, article-000~local authorities")]
    [InlineData("RU-KLU", "inc-klu-pair", "people-injured", "none-reported")]
    [InlineData("RU-KLU", "inc-klu-pair", "people-killed", "not-stated")]
    [InlineData("RU-KLU", "inc-klu-pair", "direct-casualties", "0, asserted, article-001")]
    // Another night.
    [InlineData("RU-KLU", "inc-klu-40uav", "drones-down", "40, stated, article-002~local authorities")]
    [InlineData("RU-KLU", "inc-klu-40uav", "people-killed", "0, preliminary, governor-of-kaluga-oblast")]
    [InlineData("RU-KLU", "inc-klu-40uav", "people-injured", "0, preliminary, governor-of-kaluga-oblast")]
    [InlineData("RU-KLU", "inc-klu-40uav", "property-damage", "none, preliminary, governor-of-kaluga-oblast")]
    // Moscow.
    [InlineData("RU-MOW", "inc-mow-32", "drones-down", "32, unconfirmed, article-002~military sources")]
    [InlineData("RU-MOW", "inc-mow-32", "airport-status:unspecified", "closed, asserted, article-002")]
    [InlineData("RU-MOW", "inc-mow-32", "airport-status:svo", "not-stated")]
    [InlineData("RU-MOW", "inc-mow-32", "airport-status:dme", "not-stated")]
    [InlineData("RU-MOW", "inc-mow-32", "airport-status:vko", "not-stated")]
    [InlineData("RU-MOW", "inc-mow-32", "airport-status:zia", "not-stated")]
    [InlineData("RU-MOW", "inc-mow-32", "people-injured", "none-reported")]
    [InlineData("RU-MOW", "inc-mow-32", "people-killed", "not-stated")]
    [InlineData("RU-MOW", "inc-mow-32", "property-damage", "not-stated")]
    [InlineData("RU-MOW", "inc-mow-32", "flights-diverted", "several, asserted, article-002")]
    // Voronezh: what came down is no drone as long as nobody says so.
    [InlineData("RU-VOR", "inc-vor-fat", "air-targets-intercepted", "1, confirmed, governor-of-voronezh-oblast")]
    [InlineData("RU-VOR", "inc-vor-fat", "air-target-class", "unspecified, confirmed, governor-of-voronezh-oblast")]
    [InlineData("RU-VOR", "inc-vor-fat", "drones-down", "not-stated")]
    [InlineData("RU-VOR", "inc-vor-fat", "property-damage", "significant, preliminary, article-002")]
    [InlineData("RU-VOR", "inc-vor-fat", "fires", "1, asserted, article-002")]
    [InlineData("RU-VOR", "inc-vor-fat", "fire-status", "burning, asserted, article-002")]
    [InlineData("RU-VOR", "inc-vor-fat", "people-without-power", "hundreds, asserted, article-002")]
    [InlineData("RU-VOR", "inc-vor-fat", "power-supply", "interrupted, asserted, article-002")]
    [InlineData("RU-VOR", "inc-vor-fat", "people-killed", "not-stated")]
    [InlineData("RU-VOR", "inc-vor-fat", "people-injured", "not-stated")]
    // Belgorod.
    [InlineData("RU-BEL", "inc-bel-fpv", "attacks-on-people", "1, unconfirmed, article-002")]
    [InlineData("RU-BEL", "inc-bel-fpv", "attack-outcome", "not-stated")]
    [InlineData("RU-BEL", "inc-bel-fpv", "arrests", "0, asserted, article-002")]
    [InlineData("RU-BEL", "inc-bel-fpv", "people-killed", "not-stated")]
    [InlineData("RU-BEL", "inc-bel-fpv", "people-injured", "not-stated")]
    [InlineData("RU-BEL", "inc-bel-fpv", "temporal-order", "inc-bel-fpv before inc-klu-40uav, inc-vor-fat, asserted, article-002")]
    public async Task A_question_has_the_answer_that_the_articles_give(string region, string incident, string aspect, string answer)
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var picture = await articles.AtHeadAsync($"/regions/{region}/picture");

        Tell(picture.Incident(incident).Question(aspect)).ShouldBe(answer);
    }

    [Fact]
    public async Task The_list_holds_the_seven_incidents_and_context_only_on_request()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var listed = await articles.AtHeadAsync("/incidents");
        var context = await articles.AtHeadAsync("/incidents?kind=context");

        listed.Texts("incident").ShouldBe(["inc-bel-fpv", "inc-klu-40uav", "inc-klu-bab", "inc-klu-pair", "inc-klu-sukh", "inc-mow-32", "inc-vor-fat"]);
        context.Texts("incident").ShouldBe(["ctx-klu", "ctx-national", "pattern-transport"]);
    }

    [Fact]
    public async Task A_picture_lists_context_incidents_only_on_request()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var plain = await articles.AtHeadAsync("/regions/RU-KLU/picture");
        var withContext = await articles.AtHeadAsync("/regions/RU-KLU/picture?include=context");

        plain.Incidents().ShouldNotContain("ctx-klu");
        plain["contextIncidents"]!.GetValue<int>().ShouldBe(2);
        withContext.Incidents().ShouldContain("ctx-klu");
        withContext.Incidents().ShouldContain("ctx-national");
    }

    [Fact]
    public async Task The_parts_nest_under_the_pair_and_agree_with_it()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var picture = await articles.AtHeadAsync("/regions/RU-KLU/picture");

        picture["incidents"]!.Texts("incident").ShouldBe(["inc-bel-fpv", "inc-klu-40uav", "inc-klu-pair"]);
        var pair = picture.Incident("inc-klu-pair");
        pair["parts"]!.Texts("incident").ShouldBe(["inc-klu-bab", "inc-klu-sukh"]);
        pair["partsCompared"]!.ToJsonString().ShouldBe("""[{"aspect":"drones-down","whole":"2","parts":["1","1"],"isConsistent":true}]""");
    }

    [Fact]
    public async Task Two_drones_and_forty_are_never_one_incident_nor_one_number()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var incidents = await articles.AtHeadAsync("/incidents?include=closed");
        var kaluga = await articles.AtHeadAsync("/regions/RU-KLU/picture?include=context");
        var russia = await articles.AtHeadAsync("/regions/RU/picture?include=context");

        incidents.AsArray().ShouldAllBe(one => one!["mergedInto"] == null);
        Values(kaluga).Where(value => FortyTwo().IsMatch(value)).ShouldBeEmpty();
        Values(russia).Where(value => FortyTwo().IsMatch(value)).ShouldBeEmpty();
        Values(kaluga).ShouldContain("40");
    }

    [Fact]
    public async Task Confirmed_does_not_follow_preliminary_in_time_while_no_publication_time_is_known()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var history = await articles.AtHeadAsync("/incidents/inc-klu-sukh/aspects/drones-down/history");

        history["steps"]!.AsArray().Select(step => $"{step!["account"].Text("status")}: {step.Text("own")}, {step.Text("others")}, {step["isOrderKnown"]}")
            .ShouldBe(["preliminary: first, none, false", "confirmed: first, differs-order-unknown, false"]);
    }

    [Fact]
    public async Task The_event_time_of_the_pair_is_unknown_and_somebody_withholds_it()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var part = (await articles.AtHeadAsync("/regions/RU-KLU/picture")).Incident("inc-klu-sukh");
        var timeline = await articles.AtHeadAsync("/incidents/inc-klu-sukh/timeline");

        part["informationGaps"]!.AsArray().Select(gap => gap!["account"].Text("text")).ShouldBe(["not yet disclosed: altitude of detection; time of detection"]);
        timeline["dated"]!.AsArray().ShouldBeEmpty();
        timeline["undated"]!.AsArray().Count.ShouldBe(4);
    }

    [Fact]
    public async Task Diverted_flights_leave_no_incident_where_they_landed()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var fact = await articles.AtHeadAsync($"/facts/{ArticleFacts.IdOf("C-16")}");
        var regions = await articles.AtHeadAsync("/regions?include=context");

        var claim = fact["fact"]!["claim"]!;
        claim["to"]!.AsArray().Select(to => to!["region"].Text()).ShouldBe(["RU-SPE", "RU-NIZ", "RU-TA"]);
        claim["listExhaustive"]!.GetValue<bool>().ShouldBeFalse();
        regions.Texts("region").ShouldBe(["RU", "RU-BEL", "RU-KLU", "RU-MOW", "RU-ROS", "RU-VGG", "RU-VOR", "ZZ"]);
    }

    [Theory]
    // 1: two drones, or forty? An open question, which a person decides.
    [InlineData("A-01", "possibly-distinct-incident", "C-01")]
    [InlineData("B-03", "possibly-distinct-incident", "C-01")]
    // 2: rare, or one of a series?
    [InlineData("A-02", "conflicts", "B-01")]
    [InlineData("A-02", "conflicts", "B-02")]
    [InlineData("B-02", "conflicts", "A-18")]
    [InlineData("B-01", "conflicts", "B-22")]
    [InlineData("B-02", "conflicts", "B-22")]
    [InlineData("B-14", "conflicts", "B-02")]
    // 3: is there military activity?
    [InlineData("A-06", "tension", "B-19")]
    [InlineData("A-16", "conflicts", "B-19")]
    [InlineData("A-29", "conflicts", "B-19")]
    [InlineData("A-37", "conflicts", "B-19")]
    [InlineData("C-02", "tension", "B-19")]
    // 4: who downed the forty?
    [InlineData("C-04", "tension", "C-01")]
    // 5: a hostile act?
    [InlineData("A-09", "tension", "B-27")]
    [InlineData("A-09", "tension", "C-09")]
    // 6: where were the incidents of the past month?
    [InlineData("A-19", "overlaps", "B-24")]
    [InlineData("A-20", "conflicts", "B-24")]
    // 7: was infrastructure affected?
    [InlineData("A-14", "tension", "B-18")]
    [InlineData("A-14", "tension", "B-21")]
    // 8: are there immediate threats?
    [InlineData("C-46", "tension", "C-27")]
    [InlineData("C-46", "tension", "C-51")]
    [InlineData("C-46", "tension", "B-21")]
    // 9: officially acknowledged? Different authorities.
    [InlineData("B-06", "tension", "A-27")]
    public async Task A_conflict_is_listed_as_asserted_with_who_asserted_it(string fact, string relation, string to)
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var conflicts = await articles.AtHeadAsync("/conflicts");

        var found = conflicts["asserted"]!.AsArray().Where(one => one!["fact"].Text("fact") == $"{ArticleFacts.IdOf(fact)}" && one["to"].Text("fact") == $"{ArticleFacts.IdOf(to)}");
        found.Select(one => (one.Text("relation"), one.Text("actor"))).ShouldBe([(relation, "admin")]);
    }

    // Of conflict 5 no relation was coded for the hypothesis of a provocation: both stand in one picture.
    [Fact]
    public async Task No_evidence_of_hostile_intent_stands_beside_the_hypothesis_of_a_provocation()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var pair = (await articles.AtHeadAsync("/regions/RU-KLU/picture")).Incident("inc-klu-pair");

        Tell(pair.Question("evidence")).ShouldBe("of hostile intent: none found, asserted, article-000");
        pair.Question("assessments")["competing"]!.AsArray().Select(one => one!["account"].Text("text")).ShouldContain("reconnaissance; deliberate provocation");
    }

    // Of conflict 9: the confirmation and the silence of the other authority, each where it belongs.
    [Fact]
    public async Task The_regional_confirmation_and_the_federal_silence_are_both_shown()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var kaluga = (await articles.AtHeadAsync("/regions/RU-KLU/picture")).Incident("inc-klu-pair");
        var russia = (await articles.AtHeadAsync("/regions/RU/picture")).Incident("inc-klu-pair");

        Tell(kaluga.Question("official-acknowledgement")).ShouldBe("confirmed, confirmed, article-001~local authorities");
        russia["informationGaps"]!.AsArray().Select(gap => gap!["account"].Text("text")).ShouldBe(["has not officially commented: shootdowns"]);
    }

    [Theory]
    [InlineData("A-09")]
    [InlineData("A-12")]
    [InlineData("C-42")]
    public async Task An_ambiguous_speaker_leaves_the_article_as_voice_with_a_mark(string id)
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var account = (await articles.AtHeadAsync($"/facts/{ArticleFacts.IdOf(id)}"))["account"]!;

        account["marks"]!.AsArray().Select(mark => mark.Text()).ShouldContain("ambiguous-speaker");
        account["voice"].Text("key").ShouldBe(account["publisher"].Text("key"));
    }

    [Fact]
    public async Task A_quotation_in_a_headline_says_so()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var fact = await articles.AtHeadAsync($"/facts/{ArticleFacts.IdOf("B-01")}");

        fact["fact"]!["claim"].Text("placement").ShouldBe("headline");
    }

    // "Moscow" for the government.
    [Fact]
    public async Task A_capital_that_stands_for_a_government_is_not_in_its_picture()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var moscow = await articles.AtHeadAsync("/regions/RU-MOW/picture?include=context");
        var russia = await articles.AtHeadAsync("/regions/RU/picture?include=context");

        var id = ArticleFacts.IdOf("B-39").ToString();
        moscow.ToJsonString().ShouldNotContain(id);
        russia.ToJsonString().ShouldContain(id);
    }

    [Theory]
    [InlineData("A-18", "RU~southern russia")]
    [InlineData("B-24", "RU~regions bordering ukraine")]
    [InlineData("A-29", "RU-KLU/kaluga and surrounding areas")]
    [InlineData("C-31", "RU-VOR/parts of the region")]
    // "Kaluga Region" and "Kaluga Oblast" are one place.
    [InlineData("A-01", "RU-KLU")]
    [InlineData("C-01", "RU-KLU")]
    public async Task A_place_is_as_vague_as_it_was_stated(string id, string placeKey)
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var picture = await articles.AtHeadAsync($"/regions/{placeKey.Split('/', '~')[0]}/picture?include=context");

        var shelf = picture[placeKey.Contains('~', StringComparison.Ordinal) ? "unplaced" : "incidents"]!;
        Questions(shelf).Where(question => question.ToJsonString().Contains(ArticleFacts.IdOf(id).ToString(), StringComparison.Ordinal))
            .Select(question => question.Text("placeKey")).Distinct().ShouldBe([placeKey]);
    }

    [Theory]
    [InlineData("A-33")]
    [InlineData("A-38")]
    [InlineData("B-37")]
    [InlineData("B-40")]
    [InlineData("C-03")]
    [InlineData("C-23")]
    [InlineData("C-38")]
    public async Task Commentary_is_no_fact_and_its_span_stays_uncoded(string id)
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var line = ArticleFacts.Lines().Single(one => one.Text("factId") == id);
        var (start, end) = (line.GetProperty("position").GetProperty("start").GetInt32(), line.GetProperty("position").GetProperty("end").GetInt32());

        var document = await articles.AtHeadAsync($"/documents/{articles.Hashes[line.Text("sourceFile")![..3]]}/facts");
        using var response = await articles.Admin.GetAsync($"/facts/{ArticleFacts.IdOf(id)}");

        document["uncoded"]!.AsArray().ShouldContain(span => span!["start"]!.GetValue<int>() <= start && span["end"]!.GetValue<int>() >= end);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_fact_traces_to_its_words_in_untouched_bytes()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var facts = ArticleFacts.Load();
        foreach (var one in facts)
        {
            var trace = await articles.AtHeadAsync($"/facts/{one.Fact.FactId}/trace");

            trace["document"]!["isIntact"]!.GetValue<bool>().ShouldBeTrue(one.SourceFactId);
            trace["document"].Text("form").ShouldBe("original");
            trace["quotations"]!.AsArray().Select(quotation => (quotation!["quotation"].Text("exact"), quotation["isFound"]!.GetValue<bool>()))
                .ShouldBe([(one.Line.GetProperty("selector").Text("exact"), true)], one.SourceFactId);
        }

        facts.Count.ShouldBe(122);
    }

    // "1, confirmed, who says so", or the state where no value is displayed.
    private static string Tell(JsonNode question) => question.Text("state") is { } state and not "displayed"
        ? state
        : $"{question["displayed"].Text("text")}, {question["displayed"].Text("status")}, {question["displayed"]!["voice"].Text("key")}";

    private static IEnumerable<JsonNode> Questions(JsonNode incidents) =>
        incidents.AsArray().SelectMany(one => one!["questions"]!.AsArray().Select(question => question!).Concat(Questions(one["parts"]!)));

    // Everything a reader may take for a value: neither positions nor ids.
    private static IEnumerable<string> Values(JsonNode? node, string member = "") => node switch
    {
        JsonObject members => members.SelectMany(one => Values(one.Value, one.Key)),
        JsonArray items => items.SelectMany(item => Values(item, member)),
        JsonValue value when member is not ("position" or "knownAt" or "fact" or "documentsWithoutPublicationTime") =>
            [value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()],
        _ => [],
    };

    [GeneratedRegex(@"(^|\D)42(\D|$)")]
    private static partial Regex FortyTwo();
}
