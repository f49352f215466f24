using System.Globalization;
using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Client;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Impact;
using IncidentTimeline.Tests.Server;
using IncidentTimeline.Tests.Server.Checking;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Faults;

/// <summary>
/// Every projection is rebuilt while facts are recorded and questions asked. What was known at a position is the same before, meanwhile and
/// afterwards, byte for byte; and what was just recorded is in the next answer.
/// </summary>
/// <remarks>The environment variable <c>REBUILD_FACTS</c> makes the log larger: it takes about a minute for each 100,000.</remarks>
[Collection(FaultsCollection.Name)]
public sealed class RebuildUnderLoadTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const int Seed = 20_261_122;
    private const int Questions = 40;
    private const int Askers = 2;

    private static readonly int Facts = int.Parse(Environment.GetEnvironmentVariable("REBUILD_FACTS") ?? "2000", CultureInfo.InvariantCulture);

    /// <summary>Between two questions or facts of one caller, so that the machine has time for the rebuild as well.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task No_answer_is_wrong_while_every_projection_is_rebuilt()
    {
        await using var server = await ServerProcess.StartAsync(database.OwnerConnectionString);
        using var http = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(20) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", server.Key);
        var reports = new GeneratedReports(Facts, Seed);
        var head = await LoadAsync(reports);
        await WaitForAsync(http, head);
        var asked = await AskAsync(http, reports, head);
        using var over = new CancellationTokenSource();

        var asking = Enumerable.Range(0, Askers).Select(asker => RepeatAsync(http, asked, asker, over.Token)).ToList();
        var writing = WriteAsync(http, over.Token);
        var outcomes = await RebuildAsync(server);
        await over.CancelAsync();

        outcomes.ShouldAllBe(outcome => outcome == "switched");
        outcomes.Count.ShouldBe(2);
        var answers = (await Task.WhenAll(asking)).Sum();
        var written = await writing;
        output.WriteLine($"{head} events rebuilt beside {answers} answers and {written} facts recorded");
        (answers > 0, written > 0).ShouldBe((true, true));
        foreach (var (path, answer) in asked)
        {
            (await http.GetStringAsync(path)).ShouldBe(answer, path);
        }

        await Checks.ShouldBeSoundAsync(database.OwnerConnectionString);
    }

    private async Task<long> LoadAsync(GeneratedReports reports)
    {
        await using var store = new EventStore(database.Service, new EventStoreOptions(), TimeProvider.System, null);
        await LoadedLog.FoundAsync(store, reports, CancellationToken.None);
        foreach (var chunk in reports.Facts().Chunk(Limits.EventsPerAppendMax))
        {
            await LoadedLog.RecordAsync(store, chunk, CancellationToken.None);
        }

        return (await store.HeadAsync(CancellationToken.None)).Value;
    }

    // A large log takes the index longer than one request may wait.
    private static async Task WaitForAsync(HttpClient http, long head)
    {
        while (true)
        {
            using var response = await http.GetAsync($"/regions?knownAt={head}");
            if (response.IsSuccessStatusCode)
            {
                return;
            }

            (await response.ProblemAsync()).ShouldBeProblem(503, "not-caught-up");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static async Task<List<(string Path, string Answer)>> AskAsync(HttpClient http, GeneratedReports reports, long head)
    {
        var random = new Random(Seed);
        var asked = new List<(string, string)>();
        for (var question = 0; question < Questions; question++)
        {
            var region = reports.Regions[random.Next(reports.Regions.Count)];
            var knownAt = random.NextInt64(head / 2, head + 1);
            var eventTime = GeneratedReports.Begin + (GeneratedReports.Span * random.NextDouble());
            var path = question % 4 == 0
                ? $"/facts?region={region}&knownAt={knownAt}&limit=50"
                : $"/regions/{region}/picture?knownAt={knownAt}&eventTime={eventTime.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";
            asked.Add((path, await http.GetStringAsync(path)));
        }

        return asked;
    }

    private static async Task<int> RepeatAsync(HttpClient http, List<(string Path, string Answer)> asked, int asker, CancellationToken over)
    {
        var answers = 0;
        while (!over.IsCancellationRequested)
        {
            var (path, answer) = asked[((answers++ * Askers) + asker) % asked.Count];
            (await http.GetStringAsync(path, CancellationToken.None)).ShouldBe(answer, path);
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }

        return answers;
    }

    // A figure that rises by one: the picture must say the last one.
    private static async Task<int> WriteAsync(HttpClient http, CancellationToken over)
    {
        var scene = await Scene.SetAsync(http);
        var figure = 0;
        while (!over.IsCancellationRequested)
        {
            var fact = scene.Fact(new CasualtyStatusUpdated(Injured: Count.Exactly(++figure)));
            var position = await scene.RecordAsync(fact);
            var picture = await http.GetStringAsync($"/incidents/{scene.Incident}?atLeast={position}", CancellationToken.None);
            picture.ShouldContain(fact.FactId.ToString());
            var found = await http.GetStringAsync($"/facts?incident={scene.Incident}&after={position - 1}&atLeast={position}", CancellationToken.None);
            found.ShouldContain(fact.FactId.ToString());
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }

        return figure;
    }

    private static async Task<List<string?>> RebuildAsync(ServerProcess server)
    {
        using var client = TimelineClient.Create(server.Address, server.Key);
        var outcomes = new List<string?>();
        foreach (var projection in (string[])["statements", "fact-search"])
        {
            RebuildLine? last = null;
            await foreach (var line in client.RebuildProjectionAsync(projection, false, CancellationToken.None))
            {
                last = line;
            }

            outcomes.Add(last?.Outcome);
        }

        return outcomes;
    }
}
