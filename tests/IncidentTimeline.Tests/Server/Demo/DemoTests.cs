using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Demo;
using IncidentTimeline.Tests.Acceptance;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Server.Demo;

/// <summary>The demo as a newcomer meets it. The expected values stand in the reports of demo.json.</summary>
public sealed partial class DemoTests(DemoService service, ITestOutputHelper output) : IClassFixture<DemoService>
{
    /// <summary>Words in a row that are no coincidence any more.</summary>
    private const int WordsOfAnArticle = 8;

    [Fact]
    public async Task Kaluga_shows_the_two_with_their_parts_beside_the_forty()
    {
        var picture = await service.ReadAsync("/regions/RU-KLU/picture");

        var forty = picture.Incident("kaluga-forty-drones");
        forty.Shown("drones-down").ShouldBe("40 stated by kaluga-governor");
        forty.Question("drones-down")["competing"]![0]!["account"]!["text"]!.GetValue<string>().ShouldBe("36");
        forty.Shown("people-killed").ShouldBe("0 preliminary by kaluga-governor");
        forty.Shown("people-injured").ShouldBe("0 preliminary by kaluga-governor");
        var two = picture.Incident("kaluga-two-drones");
        two.Shown("drones-down").ShouldBe("2 confirmed by kaluga-administration");
        two.State("people-injured").ShouldBe("none-reported");
        two.State("people-killed").ShouldBe("not-stated");
        two["parts"]!.AsArray().Select(part => part!.Shown("drones-down")).ShouldBe(["1 confirmed by kaluga-administration", "1 confirmed by kaluga-administration"]);
        two["partsCompared"]![0]!.ToJsonString().ShouldBe("""{"aspect":"drones-down","whole":"2","parts":["1","1"],"isConsistent":true}""");
        picture["incidents"]!.AsArray().Count.ShouldBe(2);
        picture["contextIncidents"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Before_the_administration_spoke_the_two_were_preliminary()
    {
        var picture = await service.ReadAsync("/regions/RU-KLU/picture?publishedBy=2025-04-08T08:00:00Z");

        var two = picture.Incident("kaluga-two-drones").Question("drones-down");
        two["displayed"]!["status"]!.GetValue<string>().ShouldBe("preliminary");
        two["sources"]!.ToJsonString().ShouldBe("""{"voices":0,"publishers":2,"anonymous":1,"documents":2}""");
        picture["undated"]![0]!["publisher"]!["key"]!.GetValue<string>().ShouldBe("radio-zhizdra");
    }

    [Fact]
    public async Task A_document_without_publication_time_shows_undated_claims()
    {
        var picture = await service.ReadAsync("/regions/RU-KLU/picture");

        var radio = picture.Incident("kaluga-two-drones").Question("drones-down")["agreeing"]!.AsArray().Single(one => one!["publisher"]!["key"]!.GetValue<string>() == "radio-zhizdra");
        radio!["marks"]!.AsArray().Select(mark => mark!.GetValue<string>()).ShouldBe(["undated", "report-time-unknown", "unreviewed"]); // Asked for above.
        picture["documentsWithoutPublicationTime"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Moscow_shows_an_unconfirmed_number_and_airports_named_and_unnamed()
    {
        var moscow = (await service.ReadAsync("/regions/RU-MOW/picture")).Incident("moscow-drones");

        moscow.Shown("drones-down").ShouldBe("32 unconfirmed by oka-wire~military source");
        moscow.Shown("airport-status:vko").ShouldBe("open stated by civil-aviation-authority");
        (await service.ReadAsync("/incidents/moscow-drones/aspects/airport-status:vko/history"))["steps"]!.AsArray().Select(step => step!["account"]!["text"]!.GetValue<string>()).ShouldBe(["closed", "open"]);
        moscow.Shown("airport-status:unspecified").ShouldBe("closed unconfirmed by oka-wire~military source");
        moscow.State("airport-status:svo").ShouldBe("not-stated");
        moscow.Shown("flights-diverted").ShouldBe("several asserted by oka-wire");
        moscow.Shown("passengers-stranded").ShouldBe("1600 stated by vnukovo-operator");
        moscow.State("debris-sites").ShouldBe("not-stated");
        moscow.Question("debris-sites")["withdrawn"]!.AsArray().Count.ShouldBe(1);
        moscow.State("property-damage").ShouldBe("not-stated");
        moscow["denials"]![0]!["aspect"]!.GetValue<string>().ShouldBe("property-damage");
        moscow["informationGaps"]![0]!["aspect"]!.GetValue<string>().ShouldBe("flights-diverted");
    }

    [Fact]
    public async Task Voronezh_shows_an_air_target_that_is_no_drone()
    {
        var voronezh = (await service.ReadAsync("/regions/RU-VOR/picture")).Incident("voronezh-air-target");

        voronezh.Shown("air-targets-intercepted").ShouldBe("1 confirmed by voronezh-governor");
        voronezh.Shown("air-target-class").ShouldBe("unspecified confirmed by voronezh-governor");
        voronezh.State("drones-down").ShouldBe("not-stated");
        voronezh.State("people-killed").ShouldBe("not-stated");
        voronezh.Shown("property-damage").ShouldBe("significant preliminary by don-wire");
        voronezh.State("buildings-damaged").ShouldBe("contested");
        voronezh.Question("buildings-damaged")["competing"]!.AsArray().Select(one => one!["account"]!["text"]!.GetValue<string>()).ShouldBe(["4", "6"]);
        voronezh.Shown("fire-status").ShouldBe("out stated by voronezh-emergency-department");
        voronezh.Shown("power-supply").ShouldBe("restored stated by don-grid");
        voronezh.Shown("households-without-power").ShouldBe("0 stated by don-grid");
    }

    [Fact]
    public async Task On_the_night_itself_the_power_was_still_off()
    {
        var picture = await service.ReadAsync("/regions/RU-VOR/picture?eventTime=2025-05-21T00:30:00Z");

        picture.Incident("voronezh-air-target").Shown("power-supply").ShouldBe("interrupted stated by don-grid");
    }

    [Fact]
    public async Task Belgorod_shows_an_attack_of_which_no_outcome_is_stated()
    {
        var belgorod = (await service.ReadAsync("/regions/RU-BEL/picture")).Incident("belgorod-fpv-attack");

        belgorod.Shown("attacks-on-people").ShouldBe("1 unconfirmed by steppe-bulletin~neighbours");
        belgorod.State("people-killed").ShouldBe("not-stated");
        belgorod.State("people-injured").ShouldBe("not-stated");
        belgorod.State("attack-outcome").ShouldBe("not-stated");
        belgorod.Shown("arrests").ShouldBe("0 stated by belgorod-police");
    }

    [Fact]
    public async Task The_reporting_history_tells_preliminary_from_confirmed()
    {
        var history = await service.ReadAsync("/incidents/kaluga-two-drones/aspects/drones-down/history");

        history["steps"]!.AsArray().Select(Step).ShouldBe(
        [
            "2 preliminary: first, none",
            "2 preliminary: first, relay",
            "2 confirmed: first, status-up",
            "2 asserted: first, corroboration",
        ]);
        history["steps"]!.AsArray().Select(step => step!["isOrderKnown"]!.GetValue<bool>()).ShouldBe([true, true, true, false]);
    }

    [Fact]
    public async Task The_reporting_history_tells_a_correction_from_news()
    {
        var history = await service.ReadAsync("/incidents/moscow-drones/aspects/passengers-stranded/history");

        history["steps"]!.AsArray().Select(Step).ShouldBe(["2600 stated: first, none", "1600 stated: correction, none"]);
        history["steps"]![0]!["standing"]!.GetValue<string>().ShouldBe("superseded");
    }

    [Fact]
    public async Task A_timeline_marks_what_was_corrected_and_what_was_taken_back()
    {
        var timeline = await service.ReadAsync("/incidents/moscow-drones/timeline");

        timeline["dated"]!.AsArray().Where(entry => entry!["standing"]!.GetValue<string>() != "stands").Select(entry => $"{entry!["account"]!["tell"]} {entry["standing"]}").ShouldBe(
        [
            "Debris fell on a car park, places: 1. withdrawn",
            "Passengers stranded: 2600 (stranded in its terminals). superseded",
        ]);
    }

    [Fact]
    public async Task A_number_is_traced_to_the_quoted_words()
    {
        var picture = await service.ReadAsync("/regions/RU-KLU/picture");
        var fact = picture.Incident("kaluga-two-drones").Question("drones-down")["displayed"]!["fact"]!.GetValue<string>();

        var trace = await service.ReadAsync($"/facts/{fact}/trace");

        trace["quotations"]![0]!["quotation"]!["exact"]!.GetValue<string>().ShouldBe("two drones were destroyed");
        trace["quotations"]!.AsArray().ShouldAllBe(quotation => quotation!["isFound"]!.GetValue<bool>());
        trace["document"]!["isIntact"]!.GetValue<bool>().ShouldBeTrue();
        trace["attribution"]!.AsArray().Select(link => link!["name"]!.GetValue<string>()).ShouldBe(["Kaluga Evening", "Administration of Kaluga Oblast"]);
        fact.ShouldBe(DemoLoader.IdOf("kaluga-two-confirmed").ToString("D"));
    }

    [Fact]
    public async Task Conflicts_hold_what_is_contested_and_what_a_person_doubts()
    {
        var conflicts = await service.ReadAsync("/conflicts");

        conflicts["computed"]!.AsArray().Select(one => $"{one!["incident"]} {one["question"]!["aspect"]}").ShouldBe(["kaluga-forty-drones drones-down", "voronezh-air-target buildings-damaged"]);
        conflicts["asserted"]!.AsArray().ShouldContain(one => one!["factIncidents"]![0]!.GetValue<string>() == "kaluga-two-drones" && one["toIncidents"]![0]!.GetValue<string>() == "kaluga-forty-drones");
    }

    [Fact]
    public async Task Loading_again_records_nothing()
    {
        var before = await service.HeadAsync();

        await service.LoadAsync();

        (await service.HeadAsync()).ShouldBe(before);
        before.Value.ShouldBe(DemoLoader.Steps().Count);
    }

    [Fact]
    public void No_sentence_of_the_articles_stands_in_it()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var demo = RunsOf(File.ReadAllText(Path.Combine(Repository.Root, "src/IncidentTimeline.Server/Demo/demo.json"))).ToHashSet();

        Directory.GetFiles(ArticleFacts.Folder!, "*.txt").SelectMany(path => RunsOf(File.ReadAllText(path))).Where(demo.Contains).ShouldBeEmpty(); // They are there.
    }

    private static string Step(JsonNode? step) => $"{step!["account"]!["text"]} {step["account"]!["status"]}: {step["own"]}, {step["others"]}";

    private static IEnumerable<string> RunsOf(string text)
    {
        var words = Word().Matches(text.ToLowerInvariant()).Select(match => match.Value).ToList();
        return Enumerable.Range(0, Math.Max(0, words.Count - WordsOfAnArticle + 1)).Select(start => string.Join(' ', words.Skip(start).Take(WordsOfAnArticle)));
    }

    [GeneratedRegex(@"[\p{L}\p{Nd}]+")]
    private static partial Regex Word();
}

/// <summary>A service with the demo in it.</summary>
public sealed class DemoService : IAsyncLifetime
{
    private readonly TestService _service = new();

    public async Task InitializeAsync()
    {
        await _service.InitializeAsync();
        await LoadAsync();
    }

    public Task DisposeAsync() => _service.DisposeAsync();

    public Task<JsonNode> ReadAsync(string path) => _service.Anonymous.ReadAsync(path);

    public Task LoadAsync() => _service.Services.GetRequiredService<DemoLoader>().LoadAsync(CancellationToken.None);

    public Task<LogPosition> HeadAsync() => _service.Services.GetRequiredService<EventStore>().HeadAsync(CancellationToken.None);
}

/// <summary>Pictures as a reader skims them.</summary>
internal static class DemoPictures
{
    public static JsonNode Incident(this JsonNode picture, string incident) =>
        picture["incidents"]!.AsArray().Single(one => one!["incident"]!.GetValue<string>() == incident)!; // Single found it.

    public static JsonNode Question(this JsonNode incident, string aspect) =>
        incident["questions"]!.AsArray().Single(one => one!["aspect"]!.GetValue<string>() == aspect)!; // As above.

    public static string State(this JsonNode incident, string aspect) => incident.Question(aspect)["state"]!.GetValue<string>();

    /// <summary>Value, status and voice of the account in force.</summary>
    public static string Shown(this JsonNode incident, string aspect) =>
        incident.Question(aspect)["displayed"] is { } account ? $"{account["text"]} {account["status"]} by {account["voice"]!["key"]}" : incident.State(aspect);
}
