using System.Text.Json.Nodes;
using IncidentTimeline.Facts;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Facts;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Server.Facts;

/// <summary>GET /facts in other forms than a page of JSON.</summary>
public sealed class ExportFactsTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Ndjson_holds_every_fact_as_a_page_shows_it()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await RecordAsync(scene, 3);

        var (type, body) = await GetAsync($"/facts?incident={scene.Incident}", "application/x-ndjson");

        type.ShouldBe("application/x-ndjson");
        var page = await service.Admin.ReadAsync($"/facts?incident={scene.Incident}");
        body.ShouldBe(string.Concat(page["facts"]!.AsArray().Select(fact => fact!.ToJsonString(IncidentTimeline.Catalog.Wire.Options) + "\n"))); // A page has facts.
    }

    [Fact]
    public async Task An_export_goes_on_beyond_a_page_and_ends_at_its_limit()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await RecordAsync(scene, FactSearch.PageMax + 5);

        var (_, all) = await GetAsync($"/facts?incident={scene.Incident}", "application/x-ndjson");
        var (_, some) = await GetAsync($"/facts?incident={scene.Incident}&limit={FactSearch.PageMax + 2}", "application/x-ndjson");
        var (_, few) = await GetAsync($"/facts?incident={scene.Incident}&limit=2", "application/x-ndjson");

        (all.Count(one => one == '\n'), some.Count(one => one == '\n'), few.Count(one => one == '\n')).ShouldBe((FactSearch.PageMax + 5, FactSearch.PageMax + 2, 2));
    }

    [Fact]
    public async Task A_cut_shows_what_was_known_then()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var last = await RecordAsync(scene, 3);

        var (_, body) = await GetAsync($"/facts?incident={scene.Incident}&knownAt={last - 1}", "application/x-ndjson");
        var page = await service.Admin.ReadAsync($"/facts?incident={scene.Incident}&knownAt={last - 1}");

        body.Count(one => one == '\n').ShouldBe(2);
        page["facts"]!.AsArray().Count.ShouldBe(2); // As above.
    }

    [Fact]
    public async Task Csv_is_a_row_a_fact_and_no_cell_is_a_formula()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var fact = scene.Fact() with { Note = "=HYPERLINK(\"https://evil.example\",\"two, three\")", FeedKey = "'quoted" };
        await scene.RecordAsync(fact);
        await CaughtUpAsync();

        var (type, body) = await GetAsync($"/facts?incident={scene.Incident}", "text/csv");

        type.ShouldBe("text/csv; charset=utf-8; header=present");
        var rows = body.Split("\r\n");
        rows.Length.ShouldBe(3);
        rows[0].ShouldStartWith("position,recordedAt,reportTime,factId,type,tell,status,");
        rows[1].ShouldContain($",{fact.FactId},DroneDownReported,");
        rows[1].ShouldContain(",RU-KLU,");
        rows[1].ShouldContain(""","'=HYPERLINK(""https://evil.example"",""two, three"")",""");
        rows[1].ShouldContain(",''quoted,");
        rows[2].ShouldBeEmpty();
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+7 495", "'+7 495")]
    [InlineData("-", "'-")]
    [InlineData("@name", "'@name")]
    [InlineData("\tindented", "'\tindented")]
    [InlineData("\rreturned", "'\rreturned")]
    [InlineData("'said", "''said")]
    [InlineData("1=1", "1=1")]
    public void A_cell_that_begins_like_a_formula_gets_an_apostrophe_to_be_taken_away_again(string text, string cell)
    {
        CsvFacts.Harmless(text).ShouldBe(cell);
        (cell[0] == '\'' ? cell[1..] : cell).ShouldBe(text);
    }

    [Fact]
    public async Task GeoJson_has_a_point_only_where_one_is_stated()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var point = new Place(PlacePrecision.Point, new RegionCode("RU-KLU"), "Obninsk", Point: new GeoPoint(55.0969m, 36.6103m));
        var two = scene.Fact() with { Places = [point, new Place(PlacePrecision.Unknown)] };
        await scene.RecordAsync(scene.Fact());
        await scene.RecordAsync(two);
        await CaughtUpAsync();

        var (type, body) = await GetAsync($"/facts?incident={scene.Incident}", "application/geo+json");

        type.ShouldBe("application/geo+json");
        var features = JsonNode.Parse(body)!["features"]!.AsArray(); // A collection has features.
        features.Select(one => one!["geometry"]?.ToJsonString()).ShouldBe([null, """{"type":"Point","coordinates":[36.6103,55.0969]}""", null]);
        features.Select(one => one!["properties"]!["region"]!.GetValue<string>()).ShouldBe(["RU-KLU", "RU-KLU", "ZZ"]);
        features[0]!.AsObject().ContainsKey("geometry").ShouldBeTrue();
        features[1]!["id"]!.GetValue<string>().ShouldBe($"{two.FactId}/0");
        JsonNode.Parse(body)!["type"]!.GetValue<string>().ShouldBe("FeatureCollection");
    }

    [Fact]
    public async Task Without_facts_each_form_is_still_whole()
    {
        (await GetAsync("/facts?incident=nothing", "application/x-ndjson")).Body.ShouldBe("");
        (await GetAsync("/facts?incident=nothing", "text/csv")).Body.Split("\r\n").Length.ShouldBe(2);
        JsonNode.Parse((await GetAsync("/facts?incident=nothing", "application/geo+json")).Body)!["features"]!.AsArray().ShouldBeEmpty(); // As above.
    }

    [Theory]
    [InlineData("*/*", "application/json; charset=utf-8")]
    [InlineData("text/html", "application/json; charset=utf-8")]
    [InlineData("application/json, text/csv", "application/json; charset=utf-8")]
    [InlineData("application/json;q=0.5, text/csv", "text/csv; charset=utf-8; header=present")]
    [InlineData("text/csv;q=0, */*", "application/json; charset=utf-8")]
    public async Task The_form_is_what_accept_prefers(string accept, string expected) =>
        (await GetAsync("/facts?incident=nothing", accept)).Type.ShouldBe(expected);

    private async Task<long> RecordAsync(Scene scene, int count)
    {
        var position = 0L;
        foreach (var facts in Enumerable.Range(0, count).Select(_ => scene.Fact()).Chunk(500))
        {
            position = (await service.Admin.RecordAsync(scene.Facts, facts)).Position();
        }

        await CaughtUpAsync();
        return position;
    }

    private async Task CaughtUpAsync()
    {
        var head = await service.Services.GetRequiredService<IncidentTimeline.EventLog.EventStore>().HeadAsync(CancellationToken.None);
        (await service.Services.GetRequiredService<FactSearchRunner>().WaitForAsync(new Position(head.Value), CancellationToken.None)).ShouldBeTrue();
    }

    private async Task<(string Type, string Body)> GetAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        using var response = await service.Admin.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(body);
        return (response.Content.Headers.ContentType!.ToString(), body); // An answer of ours has one.
    }
}
