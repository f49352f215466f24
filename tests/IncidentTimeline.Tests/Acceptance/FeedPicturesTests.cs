using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>
/// What pictures and histories say of real feeds equals what plain counting over the raw rows says. The counting knows nothing of mappings:
/// it takes the rows that were published by an instant, and per key the last of them.
/// </summary>
public class FeedPicturesTests(ImportedFeeds feeds, ITestOutputHelper output) : IClassFixture<ImportedFeeds>
{
    [Theory]
    [InlineData("2022-03-20T00:00:00Z", "2022-03-11T03:00:00Z")]
    [InlineData("2022-03-20T00:00:00Z", "2022-03-02T19:00:00Z")]
    [InlineData("2022-03-30T00:00:00Z", "2022-03-02T19:00:00Z")]
    [InlineData("2022-03-30T00:00:00Z", "2022-03-15T10:30:00Z")]
    [InlineData("2022-06-01T00:00:00Z", "2022-05-03T18:00:00Z")]
    [InlineData("2022-06-01T00:00:00Z", "2022-05-03T18:20:00Z")]
    [InlineData("2023-01-01T00:00:00Z", "2022-10-10T06:00:00Z")]
    [InlineData("2024-10-11T00:00:00Z", "2022-10-10T06:00:00Z")]
    [InlineData("2024-10-11T00:00:00Z", "2024-03-24T02:30:00Z")]
    [InlineData("2024-10-11T00:00:00Z", "2024-08-26T05:00:00Z")]
    public async Task An_alert_is_on_or_off_as_each_voice_had_said_by_then(string publishedBy, string eventTime)
    {
        if (!FeedData.IsThere(output))
        {
            return;
        }

        var (published, at) = (Time(publishedBy), Time(eventTime));

        var question = Question(await feeds.ReadAsync($"/regions/UA-46/picture?publishedBy={publishedBy}&eventTime={eventTime}"), "air-alert", "UA-46");

        var said = Accounts(question).ToDictionary(one => one["voice"]!["key"]!.GetValue<string>(), one => $"{one["value"]!["value"]} since {one["bounds"]!["latest"]}{(one["statusCue"] is { } cue ? ", " + cue : "")}");
        said.ShouldBe(AlertsAt(published, at), ignoreOrder: true);
    }

    [Fact]
    public async Task Every_revision_withdrawal_and_reinstatement_is_a_step_of_the_history()
    {
        if (!FeedData.IsThere(output))
        {
            return;
        }

        var history = await feeds.ReadAsync("/incidents/air-raid-ua-46/aspects/air-alert/history");

        // A naive alert has one statement, on; another has two.
        var rows = feeds.Rows[ImportedFeeds.Alerts];
        var steps = history["steps"]!.AsArray().GroupBy(step => step!["account"]!["type"]!.GetValue<string>()).ToDictionary(group => group.Key, group => group.Count());
        steps["StatementCorrected"].ShouldBe(rows.Where(row => row.Text("op") == "revise").Sum(row => IsNaive(row, "value") ? 1 : 2));
        steps["StatementReinstated"].ShouldBe(rows.Where(row => row.Text("op") == "reinstate").Sum(row => IsNaive(row, "value") ? 1 : 2));
        (steps["AirAlertDeclared"] + steps["AirAlertLifted"]).ShouldBe(rows.Where(row => row.Text("op") == "report").Sum(row => IsNaive(row, "value") ? 1 : 2));
    }

    [Theory]
    [InlineData("2022-03-12T00:00:00Z", "2022-03-12T12:00:00Z")]
    [InlineData("2022-11-04T00:00:00Z", "2022-10-13T12:00:00Z")]
    [InlineData("2022-11-10T00:00:00Z", "2022-10-13T12:00:00Z")]
    [InlineData("2023-05-10T00:00:00Z", "2023-05-10T12:00:00Z")]
    [InlineData("2026-08-09T00:00:00Z", "2024-12-31T23:00:00Z")]
    public async Task Losses_are_the_last_total_of_the_last_day_and_corrections_stand_apart(string publishedBy, string eventTime)
    {
        if (!FeedData.IsThere(output))
        {
            return;
        }

        var (published, at) = (Time(publishedBy), Time(eventTime));

        var picture = await feeds.ReadAsync($"/regions/UA/picture?publishedBy={publishedBy}&eventTime={eventTime}");

        foreach (var subject in (string[])["tank", "personnel"])
        {
            foreach (var (source, aspect) in new[] { ("general_staff_ua:", $"losses-{subject}"), ("maintainer:correction", $"losses-{subject}-correction") })
            {
                var expected = LastValue(feeds.Rows[ImportedFeeds.Losses].Where(row => row.Text("subject") == subject && row.Text("source")!.StartsWith(source, StringComparison.Ordinal)), published, row => EndOfDay(row.Text("event_time")!, "Europe/Kyiv") <= at, row => row.GetProperty("value"));
                Displayed(picture, aspect, "UA").ShouldBe(expected, $"{aspect} by {publishedBy} at {eventTime}");
            }
        }
    }

    [Theory]
    [InlineData("2020-03-18T00:00:00Z", "2020-03-17T20:00:00Z")]
    [InlineData("2020-04-21T00:00:00Z", "2020-04-12T20:00:00Z")]
    [InlineData("2020-06-26T00:00:00Z", "2020-06-25T20:00:00Z")]
    [InlineData("2025-01-10T00:00:00Z", "2020-03-17T20:00:00Z")]
    [InlineData("2025-01-10T00:00:00Z", "2020-06-25T14:00:00Z")]
    [InlineData("2025-01-10T00:00:00Z", "2020-09-30T20:00:00Z")]
    public async Task Counts_of_a_region_and_its_provinces_are_each_their_own(string publishedBy, string eventTime)
    {
        if (!FeedData.IsThere(output))
        {
            return;
        }

        var (published, at) = (Time(publishedBy), Time(eventTime));

        var picture = await feeds.ReadAsync($"/regions/IT-67/picture?publishedBy={publishedBy}&eventTime={eventTime}");

        foreach (var (field, aspect) in new[] { ("totale_casi", "covid-cases"), ("deceduti", "people-killed"), ("tamponi", "covid-swabs"), ("casi_testati", "covid-people-tested"), ("variazione_totale_positivi", "covid-positive-change") })
        {
            Displayed(picture, aspect, "IT-67").ShouldBe(LastField(ImportedFeeds.Regions, null, field, published, at), $"{aspect} by {publishedBy} at {eventTime}");
        }

        var isernia = await feeds.ReadAsync($"/regions/IT-IS/picture?publishedBy={publishedBy}&eventTime={eventTime}");
        Displayed(isernia, "covid-cases", "IT-IS").ShouldBe(LastField(ImportedFeeds.Provinces, "094 Isernia", "totale_casi", published, at));
        Unplaced(picture).ShouldBe(LastField(ImportedFeeds.Provinces, "In fase di definizione", "totale_casi", published, at));
    }

    [Fact]
    public async Task A_fact_leads_back_to_its_row()
    {
        if (!FeedData.IsThere(output))
        {
            return;
        }

        var facts = await feeds.ReadAsync("/facts?incident=losses-ua&limit=1");

        var line = facts["facts"]![0]!["fact"]!["line"]!;
        var raw = JsonNode.Parse(Convert.FromBase64String(line["raw"]!.GetValue<string>()))!; // A row is an object.
        raw["id"]!.GetValue<string>().ShouldBe(feeds.Rows[ImportedFeeds.Losses][line["number"]!.GetValue<int>() - 1].Text("id"));
    }

    // Per voice: the latest on or off of the alerts that it still stated by then.
    private Dictionary<string, string> AlertsAt(DateTimeOffset published, DateTimeOffset at) =>
        (from row in feeds.Rows[ImportedFeeds.Alerts]
         where Time(row.Text("report_time")!) <= published
         group row by (Source: row.Text("source")!, Start: row.Text("event_time")!, row.GetProperty("dup").GetRawText()) into alert
         let last = alert.Last()
         where last.Text("op") != "withdraw"
         from change in ChangesOf(last)
         where change.At <= at
         group change by alert.Key.Source == "official" ? "ua-official-alerts" : "etryvoga" into voice
         select (Voice: voice.Key, Last: voice.MaxBy(change => change.At))).ToDictionary(one => one.Voice, one => one.Last.Text);

    private static IEnumerable<(DateTimeOffset At, string Text)> ChangesOf(JsonElement row)
    {
        var (start, isNaive) = (row.Text("event_time")!, IsNaive(row, "value"));
        yield return (Time(start), $"on since {start}{(isNaive ? ", no all-clear was seen" : "")}");
        if (!isNaive)
        {
            var end = row.GetProperty("value").Text("finished_at")!;
            yield return (Time(end), $"off since {end}");
        }
    }

    // Per key the last row that was published by then, and of those the latest that holds; null where nothing does.
    private static decimal? LastValue(IEnumerable<JsonElement> rows, DateTimeOffset published, Func<JsonElement, bool> holds, Func<JsonElement, JsonElement> value) =>
        rows.Where(row => Time(row.Text("report_time")!) <= published)
            .GroupBy(row => (row.Text("source"), row.Text("province"), row.Text("event_time")))
            .Select(key => key.Last())
            .Where(row => row.Text("op") != "withdraw" && holds(row) && value(row).ValueKind == JsonValueKind.Number)
            .OrderBy(row => row.Text("event_time"), StringComparer.Ordinal)
            .Select(row => (decimal?)value(row).GetDecimal())
            .LastOrDefault();

    private decimal? LastField(string file, string? province, string field, DateTimeOffset published, DateTimeOffset at) => LastValue(
        feeds.Rows[file].Where(row => province is null || row.Text("province")!.Contains(province, StringComparison.Ordinal)),
        published,
        row => InRome(row.Text("event_time")!) <= at,
        row => row.GetProperty("value").TryGetProperty(field, out var number) ? number : default);

    private static JsonNode Question(JsonNode picture, string aspect, string place) =>
        picture["incidents"]!.AsArray().SelectMany(incident => incident!["questions"]!.AsArray()).Single(question => question!["aspect"]!.GetValue<string>() == aspect && question["placeKey"]!.GetValue<string>() == place)!; // One, as Single says.

    private static decimal? Displayed(JsonNode picture, string aspect, string place) =>
        picture["incidents"]!.AsArray().SelectMany(incident => incident!["questions"]!.AsArray())
            .SingleOrDefault(question => question!["aspect"]!.GetValue<string>() == aspect && question["placeKey"]!.GetValue<string>() == place)?["displayed"]?["value"]?["least"]?.GetValue<decimal>();

    private static decimal? Unplaced(JsonNode picture) =>
        picture["unplaced"]!.AsArray().SelectMany(incident => incident!["questions"]!.AsArray())
            .SingleOrDefault(question => question!["placeKey"]!.GetValue<string>() == "IT-67~province being determined")?["displayed"]?["value"]?["least"]?.GetValue<decimal>();

    private static IEnumerable<JsonNode> Accounts(JsonNode question) =>
        ((JsonNode?[])[question["displayed"], .. question["agreeing"]!.AsArray(), .. question["competing"]!.AsArray().SelectMany(one => (JsonNode?[])[one!["account"], .. one["agreeing"]!.AsArray()])]).OfType<JsonNode>();

    private static bool IsNaive(JsonElement row, string column) => row.GetProperty(column) is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty("naive", out var naive) && naive.ValueKind == JsonValueKind.True;

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset InRome(string local) => In(DateTime.Parse(local, CultureInfo.InvariantCulture), "Europe/Rome");

    // A day holds once it is over.
    private static DateTimeOffset EndOfDay(string day, string zone) => In(DateTime.Parse(day, CultureInfo.InvariantCulture).AddDays(1), zone).AddTicks(-1);

    private static DateTimeOffset In(DateTime local, string zone) => new(local, TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(local));
}
