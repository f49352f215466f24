using System.Text.Json;
using IncidentTimeline.Benchmarks.Data;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;
using IncidentTimeline.Places;

namespace IncidentTimeline.Benchmarks.Http;

/// <summary>A server process on a log whose incidents and sources are there, and requests that record facts under them.</summary>
internal sealed class ServedReports : IAsyncDisposable
{
    /// <summary>Contents that are told apart; each request has a fact id of its own.</summary>
    private const int ContentsMax = 2_000;

    private readonly Random _random = new(Seed);
    private readonly List<(IncidentId Incident, Fact Fact)> _contents;
    private int _next;

    private const int Seed = 5;

    private ServedReports(BenchmarkDatabase database, ServerProcess server, GeneratedReports reports)
    {
        Database = database;
        Server = server;
        // A revision needs what it revises; here every fact is sent under a new id.
        _contents = [.. reports.Facts().Where(one => one.Fact.Claim.Answers().Any() && one.Fact.Claim is not Facts.Revision.StatementCorrected)];
    }

    public BenchmarkDatabase Database { get; }

    public ServerProcess Server { get; }

    public static async Task<ServedReports> StartAsync(BenchmarkRun run, string purpose, CancellationToken cancellationToken)
    {
        var database = await run.Server.CreateDatabaseAsync(purpose, cancellationToken);
        var reports = new GeneratedReports(ContentsMax, Seed);
        await using (var store = database.OpenStore())
        {
            await LoadedLog.FoundAsync(store, reports, cancellationToken);
        }

        return new ServedReports(database, await ServerProcess.StartAsync(database, cancellationToken), reports);
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
