using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Cli;
using IncidentTimeline.EventLog;
using IncidentTimeline.Tests.Server;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>Spoilt files made of real rows: each row gets the verdict that its makers wrote beside it, and what they leave to us the one that docs/how-to/import-a-feed.md gives.</summary>
public class AdversarialFeedTests(ITestOutputHelper output)
{
    // What the makers call policy: year 9999 and doubled members are refused, and so is a report from the year 2999; a report before the event, unknown members and a
    // withdrawal of what was never reported are recorded; an empty line is passed over; a byte order mark stands before the first line only.
    private static readonly Dictionary<int, string> PolicyOfLines = new[]
    {
        (100, "reject"), (101, "reject"), (102, "accept"), (103, "accept"), (104, "accept"), (105, "reject"), (106, "accept"), (107, "blank"), (108, "reject"),
    }.ToDictionary();

    // A formula and a byte order mark are no names of regions.
    private static readonly Dictionary<int, string> PolicyOfRecords = new() { [7] = "blank", [20] = "reject", [26] = "reject" };

    [Fact]
    public Task Lines_get_the_verdicts_that_were_written_for_them() => HoldsAsync("adversarial.ndjson", "adversarial.expect.json", "ua-air-raid-sirens", PolicyOfLines);

    [Fact]
    public Task Records_get_the_verdicts_that_were_written_for_them() => HoldsAsync("adversarial-official.csv", "adversarial-official.expect.json", "ua-air-raid-official-csv", PolicyOfRecords);

    [Fact]
    public async Task A_file_without_its_column_leaves_nothing()
    {
        if (!FeedData.IsThere(output))
        {
            return;
        }

        await using var service = await StartAsync();
        var (code, _, error) = await ImportAsync(service.Service, "adversarial-missing-column.csv", "ua-air-raid-official-csv", null);

        code.ShouldBe(1);
        error.ShouldContain("has no column started_at");
        (await service.Service.Services.GetRequiredService<EventStore>().HeadAsync(CancellationToken.None)).ShouldBe(LogPosition.Start);
    }

    private async Task HoldsAsync(string file, string expect, string mapping, Dictionary<int, string> policy)
    {
        if (!FeedData.IsThere(output))
        {
            return;
        }

        await using var started = await StartAsync();
        using var directory = TestDirectory.Create();
        var rejects = Path.Combine(directory.Path, "rejects");

        var (code, summary, _) = await ImportAsync(started.Service, file, mapping, rejects);

        var expected = Expected(expect, policy);
        var rejected = File.ReadAllLines(rejects + ".reasons.ndjson").Select(line => JsonNode.Parse(line)!["line"]!.GetValue<int>()).ToList(); // Each has one.
        rejected.Order().ShouldBe(expected.Where(one => one.Value == "reject").Select(one => one.Key).Order());
        code.ShouldBe(1);
        summary.ShouldContain($": {Count("accept")} recorded, {Count("duplicate")} recorded already, ");
        summary.ShouldContain($" {Count("blank")} blank; ");
        var numbers = await LinesOfAsync(started.Service);
        // Lines under way together are recorded in any order: of two copies, either may be the one that the log holds.
        numbers.Select(number => expected[number] == "duplicate" ? expected.Where(one => one.Value == "accept" && one.Key < number).Max(one => one.Key) : number).Order()
            .ShouldBe(expected.Where(one => one.Value == "accept").Select(one => one.Key).Order());

        int Count(string verdict) => expected.Count(one => one.Value == verdict);
    }

    private static Dictionary<int, string> Expected(string expect, Dictionary<int, string> policy) =>
        JsonDocument.Parse(File.ReadAllText(FeedData.PathOf("adversarial/" + expect))).RootElement.GetProperty("expect").EnumerateArray()
            .Select(one => (Line: one.GetProperty("line").GetInt32(), Verdict: one.GetProperty("verdict").GetString()!)) // Each has both.
            .Where(one => one.Verdict != "header")
            .ToDictionary(one => one.Line, one => policy.GetValueOrDefault(one.Line, one.Verdict));

    // Of which lines there is an event.
    private static async Task<IReadOnlyList<int>> LinesOfAsync(TestService service)
    {
        var numbers = new SortedSet<int>();
        await foreach (var recorded in service.Services.GetRequiredService<EventStore>().ReadLogAsync(LogPosition.Start, new LogPosition(long.MaxValue), CancellationToken.None))
        {
            if (JsonNode.Parse(recorded.Data.Span)!["line"]?["number"] is { } number)
            {
                numbers.Add(number.GetValue<int>());
            }
        }

        return [.. numbers];
    }

    private static async Task<(int Code, string Output, string Error)> ImportAsync(TestService service, string file, string mapping, string? rejects)
    {
        using var written = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await TimelineCommand.RunAsync(
            ["import", FeedData.PathOf("adversarial/" + file), "--mapping", FeedData.MappingPath(mapping), "--server", service.Admin.BaseAddress!.ToString(), .. rejects is null ? [] : (string[])["--rejects", rejects]], // Its clients have one.
            name => name == "TIMELINE_KEY" ? service.AdminKey : null, written, error);
        return (code, written.ToString(), error.ToString());
    }

    private static async Task<Started> StartAsync()
    {
        var service = new TestService();
        await service.InitializeAsync();
        return new Started(service);
    }

    private sealed record Started(TestService Service) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Service.DisposeAsync();
    }
}
