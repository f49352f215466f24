using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Tests.Server;

namespace IncidentTimeline.Tests.Faults;

/// <summary>What must hold once a fault is over, whatever it was.</summary>
internal static class AfterFault
{
    /// <summary>Longest that search and pictures may need to have all of the log.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The log has no gap, every caller was told the truth, and what the service shows equals a replay of its events.</summary>
    public static async Task CheckAsync(ServerProcess server, IReadOnlyList<Attempt> attempts, long start)
    {
        var lines = await LogAsync(server);
        var log = lines.Select(LoggedEvent.Of).ToList();
        var violations = HistoryCheck.Of(attempts, log, start);
        violations.ShouldBeEmpty(Violation.Tell(violations));

        var ledger = Replay(lines);
        await CheckPictureAsync(server, ledger);
        await CheckSearchAsync(server, ledger);
        await CheckSoundAsync(server);
    }

    /// <summary>The service has caught up with its log, its own check of the log, the documents and the tables finds nothing, and no request failed by a defect.</summary>
    public static async Task CheckSoundAsync(ServerProcess server)
    {
        // Whatever breaks under the service is an outage; a failure is a bug of ours.
        server.Said.Split('\n').Where(line => line.Contains("A request failed", StringComparison.Ordinal)).ShouldBeEmpty();

        var head = (await ReadAsync(server, "/health/ready"))["head"]!.GetValue<long>(); // It can read, so it knows.
        await ReadTextAsync(server, string.Create(CultureInfo.InvariantCulture, $"/facts?limit=1&atLeast={head}"));
        await ReadTextAsync(server, string.Create(CultureInfo.InvariantCulture, $"/regions?atLeast={head}"));
        var said = await ReadTextAsync(server, "/check");
        var verdict = JsonNode.Parse(said.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!; // A line is an object.
        (verdict["kind"]!.GetValue<string>(), verdict["isClean"]?.GetValue<bool>()).ShouldBe(("verdict", true), said);
    }

    /// <summary>The log itself, a line each.</summary>
    public static async Task<IReadOnlyList<string>> LogAsync(ServerProcess server)
    {
        var lines = new List<string>();
        while (true)
        {
            var page = (await ReadTextAsync(server, string.Create(CultureInfo.InvariantCulture, $"/events?after={lines.Count}&limit=10000")))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries);
            lines.AddRange(page[..^1]); // The last says how far it went.
            if (page.Length == 1)
            {
                return lines;
            }
        }
    }

    /// <summary>What those lines lead to, by the pure folds alone.</summary>
    public static Ledger Replay(IEnumerable<string> lines) => lines.Select(RecordedEventOf).Aggregate(Ledger.Empty, EventCodec.Apply);

    private static async Task CheckPictureAsync(ServerProcess server, Ledger ledger)
    {
        const string EventTime = "2030-01-01T00:00:00Z";
        var picture = Picture.Of(Knowledge.At(ledger, ledger.Head, null), new RegionCode(Workload.Region), DateTimeOffset.Parse(EventTime, CultureInfo.InvariantCulture), false);

        var shown = await ReadAsync(server, $"/regions/{Workload.Region}/picture?atLeast={ledger.Head}&eventTime={EventTime}");

        var replayed = System.Text.Json.JsonSerializer.SerializeToNode(picture, Wire.Options);
        JsonNode.DeepEquals(shown, replayed).ShouldBeTrue($"shown:\n{shown.ToJsonString()}\nreplayed:\n{replayed!.ToJsonString()}");
    }

    private static async Task CheckSearchAsync(ServerProcess server, Ledger ledger)
    {
        var found = new List<Guid>();
        var after = 0L;
        do
        {
            var page = await ReadAsync(server, string.Create(CultureInfo.InvariantCulture, $"/facts?after={after}&limit=500&atLeast={ledger.Head.Value}"));
            found.AddRange(page["facts"]!.AsArray().Select(one => one!["fact"]!["factId"]!.GetValue<Guid>()));
            after = page["next"]?.GetValue<long>() ?? 0;
        }
        while (after > 0);

        found.ShouldBe(ledger.Facts.Select(one => one.Fact.FactId.Id));
    }

    private static async Task<JsonNode> ReadAsync(ServerProcess server, string path) => JsonNode.Parse(await ReadTextAsync(server, path))!; // An object.

    /// <summary>Reads, again while the service says that it is not there yet.</summary>
    private static async Task<string> ReadTextAsync(ServerProcess server, string path)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var response = await server.Client.GetAsync(new Uri(server.Address, path), patience.Token);
            var answer = await response.Content.ReadAsStringAsync(patience.Token);
            if ((int)response.StatusCode != 503)
            {
                response.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)response.StatusCode} {answer}");
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    private static RecordedEvent RecordedEventOf(string line)
    {
        var json = JsonNode.Parse(line)!; // A line is an object.
        return new RecordedEvent(
            new LogPosition(json.Position()),
            json["subject"]!.GetValue<string>(),
            new StreamVersion(json["version"]!.GetValue<long>()),
            json["id"]!.GetValue<Guid>(),
            json["type"]!.GetValue<string>(),
            int.Parse(json["dataschema"]!.GetValue<string>().Split(':')[^1], CultureInfo.InvariantCulture),
            Encoding.UTF8.GetBytes(json["data"]!.ToJsonString()),
            Encoding.UTF8.GetBytes($$"""{"actor":{{json["actor"]!.ToJsonString()}}}"""),
            json["time"]!.GetValue<DateTimeOffset>());
    }
}
