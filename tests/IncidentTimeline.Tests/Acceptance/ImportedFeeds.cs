using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Cli;
using IncidentTimeline.EventLog;
using IncidentTimeline.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>Slices of the real feeds as <c>timeline import</c> brings them in: all rows of a few regions and subjects. Empty where the feeds are not there.</summary>
public sealed class ImportedFeeds : IAsyncLifetime
{
    public const string Alerts = "ua-air-raid-sirens/history.ndjson.gz";
    public const string Losses = "ua-losses/history.ndjson.gz";
    public const string Regions = "it-civil-protection-covid/history-regions-national.ndjson.gz";
    public const string Provinces = "it-civil-protection-covid/history-provinces.ndjson.gz";

    /// <summary>Of each file, the rows that are brought in.</summary>
    private static readonly (string File, string Mapping, Func<string, bool> Takes)[] Slices =
    [
        (Alerts, "ua-air-raid-sirens", line => Has(line, "region", "Lvivska oblast")),
        (Losses, "ua-losses", line => Has(line, "subject", "tank") || Has(line, "subject", "personnel")),
        (Regions, "it-civil-protection-covid", line => Has(line, "region", "Molise") && line.Contains("\"event_time\":\"2020-0", StringComparison.Ordinal)),
        (Provinces, "it-civil-protection-covid", line => Has(line, "region", "Molise") && line.Contains("\"event_time\":\"2020-0", StringComparison.Ordinal)),
    ];

    private readonly TestService _service = new();
    private readonly bool _isThere = Repository.FindUpwards(directory => Directory.Exists(Path.Combine(directory, "shared/data/ua-air-raid-sirens"))) is not null;

    internal HttpClient Admin => _service.Admin;

    /// <summary>The rows of a file that were brought in, in its order.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> Rows { get; private set; } = new Dictionary<string, IReadOnlyList<JsonElement>>();

    public async Task InitializeAsync()
    {
        if (!_isThere)
        {
            return;
        }

        await _service.InitializeAsync();
        using var directory = TestDirectory.Create();
        var rows = new Dictionary<string, IReadOnlyList<JsonElement>>();
        foreach (var (file, mapping, takes) in Slices)
        {
            var lines = FeedData.Lines(file).Where(takes).ToList();
            var slice = Path.Combine(directory.Path, "slice.ndjson");
            await File.WriteAllLinesAsync(slice, lines);
            rows[file] = [.. lines.Select(FeedData.Parse)];
            await ImportAsync(slice, mapping);
        }

        Rows = rows;
        await CatchUpAsync();
    }

    public Task DisposeAsync() => _isThere ? _service.DisposeAsync() : Task.CompletedTask;

    internal Task<JsonNode> ReadAsync(string path) => Admin.ReadAsync(path);

    // What was imported is in the log; a picture may be behind it, and each asking waits a few seconds for it.
    private async Task CatchUpAsync()
    {
        const int AskingsMax = 20;
        var head = await _service.Services.GetRequiredService<EventStore>().HeadAsync(CancellationToken.None);
        for (var asked = 0; asked < AskingsMax; asked++)
        {
            using var response = await Admin.GetAsync($"/regions/IT-67/picture?atLeast={head.Value}");
            if (response.IsSuccessStatusCode)
            {
                return;
            }
        }

        throw new TimeoutException("The pictures do not catch up with what was imported.");
    }

    private async Task ImportAsync(string file, string mapping)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await TimelineCommand.RunAsync(
            ["import", file, "--mapping", FeedData.MappingPath(mapping), "--server", _service.Admin.BaseAddress!.ToString()], // Its clients have one.
            name => name == "TIMELINE_KEY" ? _service.AdminKey : null, output, error);
        code.ShouldBe(0, $"{output} {error}");
    }

    private static bool Has(string line, string column, string value) => line.Contains($"\"{column}\":\"{value}\"", StringComparison.Ordinal);
}
