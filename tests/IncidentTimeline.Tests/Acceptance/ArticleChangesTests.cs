using System.Text.Json.Nodes;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;
using IncidentTimeline.Tests.Server;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>What changes the pictures of the three articles, and what does not: the order of recording, a publication time, a retraction.</summary>
public class ArticleChangesTests(RecordedArticles articles, ReversedArticles reversed, ITestOutputHelper output)
    : IClassFixture<RecordedArticles>, IClassFixture<ReversedArticles>
{
    private static readonly string[] Regions = ["RU", "RU-BEL", "RU-KLU", "RU-MOW", "RU-ROS", "RU-VGG", "RU-VOR", "ZZ"];

    [Theory]
    [InlineData("")]
    [InlineData("include=context")]
    public async Task The_order_of_recording_changes_no_picture(string query)
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        (await reversed.AtHeadAsync("/regions?include=context")).Texts("region").ShouldBe(Regions);
        foreach (var region in Regions)
        {
            var one = await articles.AtHeadAsync($"/regions/{region}/picture?{query}");
            var other = await reversed.AtHeadAsync($"/regions/{region}/picture?{query}");

            WithoutPositions(other).ShouldBe(WithoutPositions(one), region);
        }
    }

    [Fact]
    public async Task A_publication_time_dates_its_facts_from_then_on()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        // 11:00 in Moscow on 12 March.
        var at = await AssertAsync("002", new DateTimeOffset(2024, 3, 12, 8, 0, 0, TimeSpan.Zero));

        const string Night = "2024-03-11T15:00:00Z to 2024-03-12T03:00:00Z"; // 18:00 to 06:00 in Moscow.
        (await BoundsAsync("C-01", at)).ShouldBe(("2024-03-12T08:00:00Z", Night)); // "Last night"
        (await BoundsAsync("C-13", at)).ShouldBe(("2024-03-12T08:00:00Z", Night)); // "during the night"
        (await BoundsAsync("C-42", at)).ShouldBe(("2024-03-12T08:00:00Z", "2024-03-12T08:00:00Z to 2024-03-12T08:00:00Z")); // the present tense
        (await BoundsAsync("C-25", at)).ShouldBe(("2024-03-12T08:00:00Z", "undated")); // no time stated
        (await BoundsAsync("C-31", at)).ShouldBe(("2024-03-12T08:00:00Z", "undated")); // a duration is no time
        (await BoundsAsync("C-36", at)).ShouldBe(("2024-03-12T08:00:00Z", "undated")); // only an order
        (await BoundsAsync("A-01", at)).Bounds.ShouldBe("undated"); // another document

        (await BoundsAsync("C-01", reversed.Head)).ShouldBe((null, "undated"));
        var before = await reversed.AtHeadAsync("/regions/RU-MOW/picture");
        var drones = before.Incident("inc-mow-32").Question("drones-down")["displayed"]!;
        drones["marks"]!.AsArray().Select(mark => mark.Text()).ShouldContain("undated");
        before["documentsWithoutPublicationTime"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_past_month_begins_a_month_before_publication()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var at = await AssertAsync("000", new DateTimeOffset(2024, 3, 12, 8, 0, 0, TimeSpan.Zero));

        // From the beginning of 12 February in Moscow.
        (await BoundsAsync("A-19", at)).ShouldBe(("2024-03-12T08:00:00Z", "2024-02-11T21:00:00Z to 2024-03-12T08:00:00Z"));
        (await BoundsAsync("A-19", reversed.Head)).ShouldBe((null, "undated"));
    }

    [Fact]
    public async Task Confirmed_after_preliminary_is_a_status_up_once_both_times_are_known()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        await AssertAsync("000", new DateTimeOffset(2024, 3, 12, 8, 0, 0, TimeSpan.Zero));
        var at = await AssertAsync("001", new DateTimeOffset(2024, 3, 13, 8, 0, 0, TimeSpan.Zero));

        var history = await reversed.Admin.ReadAsync($"/incidents/inc-klu-sukh/aspects/drones-down/history?atLeast={at}");

        history["steps"]!.AsArray().Select(step => $"{step!["account"].Text("status")}: {step.Text("others")}, {step["isOrderKnown"]}")
            .ShouldBe(["preliminary: none, true", "confirmed: status-up, true"]);
    }

    [Fact]
    public async Task A_retraction_changes_its_own_region_and_no_other()
    {
        if (!ArticleFacts.AreThere(output))
        {
            return;
        }

        var before = await SettleAsync();

        var after = await RetractAsync("C-13");

        foreach (var region in Regions.Where(region => region != "RU-MOW"))
        {
            (await PictureAsync(region, after)).ShouldBe(await PictureAsync(region, before), region);
        }

        var moscow = (await reversed.Admin.ReadAsync($"/regions/RU-MOW/picture?knownAt={after}")).Incident("inc-mow-32");
        var drones = moscow.Question("drones-down");
        drones.Text("state").ShouldBe("not-stated");
        drones["withdrawn"]!.Texts("fact").ShouldBe([ArticleFacts.IdOf("C-13").ToString()]);
        moscow.Question("airport-status:unspecified").Text("state").ShouldBe("displayed");
    }

    // A notice of our own, by which the same unnamed voice takes its number back.
    private async Task<long> RetractAsync(string id)
    {
        const string Notice = "The military sources no longer stand by their number.";
        var retracted = ArticleFacts.Load().Single(one => one.SourceFactId == id);
        var captured = await reversed.Admin.RecordAsync("/documents", new NewDocument(retracted.Fact.Attribution.Publisher, Text: Notice));
        var retraction = new IncidentTimeline.Facts.Fact(
            new FactId(Guid.NewGuid()),
            new StatementRetracted(retracted.Fact.FactId),
            null,
            retracted.Fact.Places,
            retracted.Fact.Attribution,
            Document: new DocumentHash(captured.Text("sha256")!),
            Quotations: [new Quotation(Notice, 0, Notice.Length)]);
        return (await reversed.Admin.RecordAsync($"/incidents/{retracted.Incident}/facts", retraction))["position"]!.GetValue<long>();
    }

    private Task<long> AssertAsync(string document, DateTimeOffset publishedAt) =>
        reversed.DecideAsync($"/documents/{reversed.Hashes[document]}", new DocumentPublicationTimeAsserted(publishedAt, "Stated in the page's header."));

    // The head, whatever the tests before have recorded.
    private async Task<long> SettleAsync() => (await reversed.Admin.ReadAsync("/health/ready"))["head"]!.GetValue<long>();

    private async Task<(string? ReportTime, string Bounds)> BoundsAsync(string id, long knownAt)
    {
        var account = (await reversed.Admin.ReadAsync($"/facts/{ArticleFacts.IdOf(id)}?knownAt={knownAt}"))["account"]!;
        return (account.Text("reportTime"), account["bounds"] is { } bounds ? $"{bounds.Text("earliest")} to {bounds.Text("latest")}" : "undated");
    }

    // As it stands on the wire, but for the position it was asked for.
    private async Task<string> PictureAsync(string region, long knownAt)
    {
        var picture = await reversed.Admin.ReadAsync($"/regions/{region}/picture?include=context&knownAt={knownAt}&eventTime=2026-01-01T00:00:00Z");
        picture["asOf"]!.AsObject().Remove("knownAt");
        return picture.ToJsonString();
    }

    private static string WithoutPositions(JsonNode picture)
    {
        Remove(picture);
        return picture.ToJsonString();

        static void Remove(JsonNode? node)
        {
            foreach (var child in node switch { JsonObject members => members.Select(one => one.Value).ToList(), JsonArray items => [.. items], _ => [] })
            {
                Remove(child);
            }

            (node as JsonObject)?.Remove("position");
            (node as JsonObject)?.Remove("knownAt");
        }
    }
}
