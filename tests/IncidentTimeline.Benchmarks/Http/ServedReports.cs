using System.Text.Json;
using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Places;

namespace IncidentTimeline.Benchmarks.Http;

/// <summary>A server process on a log that holds the first half of some reports, and requests that record the other half.</summary>
internal sealed class ServedReports : IAsyncDisposable
{
    /// <summary>Facts that are there, and as many that are told apart in requests: more than one benchmark sends, so that no region grows beyond what one holds.</summary>
    private const int FactsMax = 50_000;

    /// <summary>The part of the large log that they are.</summary>
    private const int PartOfEvents = 10;

    private readonly Random _random = new(Seed + 1); // Another than the reports', whose ids are taken.
    private readonly List<(IncidentId Incident, Fact Fact)> _contents;
    private int _next;

    private const int Seed = 5;

    private ServedReports(BenchmarkDatabase database, ServerProcess server, IEnumerable<(IncidentId Incident, Fact Fact)> contents)
    {
        Database = database;
        Server = server;
        // A revision needs what it revises; here every fact is sent under a new id.
        _contents = [.. contents.Where(one => one.Fact.Claim.Answers().Any() && one.Fact.Claim is not Facts.Revision.StatementCorrected)];
    }

    public BenchmarkDatabase Database { get; }

    public ServerProcess Server { get; }

    public static async Task<ServedReports> StartAsync(BenchmarkRun run, string purpose, CancellationToken cancellationToken)
    {
        var database = await run.Server.CreateDatabaseAsync(purpose, cancellationToken);
        var count = Math.Min(FactsMax, run.Size.Events / PartOfEvents);
        var reports = new GeneratedReports(2 * count, Seed);
        var facts = reports.Facts().ToList();
        await using (var store = database.OpenStore())
        {
            await LoadedLog.FoundAsync(store, reports, cancellationToken);
            foreach (var chunk in facts.Take(count).Chunk(Limits.EventsPerAppendMax))
            {
                await LoadedLog.RecordAsync(store, chunk, cancellationToken);
            }
        }

        await database.ExecuteAsync("vacuum (analyze)", cancellationToken);
        var server = await ServerProcess.StartAsync(database, cancellationToken);
        await database.CatchUpAsync(cancellationToken);
        return new ServedReports(database, server, facts.Skip(count));
    }

    /// <summary>Connections to the server.</summary>
    public async Task<LeanConnection[]> ConnectAsync(int count, CancellationToken cancellationToken) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => LeanConnection.OpenAsync(Server.Address, cancellationToken)));

    /// <summary>As many requests, made before anything is timed, with the regions that they are about.</summary>
    public (byte[] Request, RegionCode Region)[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Database.DisposeAsync();
    }

    private (byte[] Request, RegionCode Region) Next()
    {
        var id = new byte[16];
        _random.NextBytes(id);
        var (incident, content) = _contents[_next++ % _contents.Count];
        var body = JsonSerializer.SerializeToUtf8Bytes(content with { FactId = new FactId(new Guid(id)) }, Wire.Options);
        return (LeanConnection.Request(Server.Address, $"/incidents/{incident}/facts", Server.Key, body), content.Places[0].StandsUnder());
    }
}
