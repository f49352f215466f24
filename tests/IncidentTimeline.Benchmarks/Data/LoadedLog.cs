using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Following;

namespace IncidentTimeline.Benchmarks.Data;

/// <summary>A log that was filled once with generated reports, for whoever reads.</summary>
internal sealed class LoadedLog : IAsyncDisposable
{
    private const int Seed = 20_230_101;

    private readonly Dictionary<RegionCode, List<long>> _positions = [];
    private readonly List<long> _longPositions = [];
    private ServiceInProcess? _service;

    private LoadedLog(BenchmarkDatabase database, IReadOnlyList<RegionCode> regions)
    {
        Database = database;
        Regions = regions;
    }

    public BenchmarkDatabase Database { get; }

    /// <summary>Those with about as many questions and facts as each other.</summary>
    public IReadOnlyList<RegionCode> Regions { get; }

    /// <summary>The position of its last event.</summary>
    public long Head { get; private set; }

    /// <summary>Answers to questions that its facts give.</summary>
    public long Statements { get; private set; }

    /// <summary>Where the facts of the incident with the long history stand.</summary>
    public IReadOnlyList<long> LongPositions => _longPositions;

    /// <summary>Where the facts of a region stand.</summary>
    public IReadOnlyList<long> PositionsOf(RegionCode region) => _positions[region];

    public static async Task<LoadedLog> LoadAsync(BenchmarkRun run, string purpose, int count, CancellationToken cancellationToken)
    {
        run.Say($"  loading the {purpose} log: {count} facts");
        var reports = new GeneratedReports(count, Seed);
        var loaded = new LoadedLog(await run.Server.CreateDatabaseAsync(purpose, cancellationToken), reports.Regions);
        await using var store = loaded.Database.OpenStore();
        await FoundAsync(store, reports, cancellationToken);
        foreach (var chunk in reports.Facts().Chunk(Limits.EventsPerAppendMax))
        {
            await loaded.AppendAsync(store, chunk, cancellationToken);
        }

        await loaded.Database.ExecuteAsync("vacuum (analyze)", cancellationToken);
        return loaded;
    }

    /// <summary>Opens the incidents and registers the sources of reports.</summary>
    public static async Task FoundAsync(EventStore store, GeneratedReports reports, CancellationToken cancellationToken)
    {
        foreach (var chunk in reports.Foundations().Chunk(Limits.EventsPerAppendMax))
        {
            await Task.WhenAll(chunk.Select(async one =>
            {
                var stream = one.Source is { } source ? EventCodec.StreamOf(source) : EventCodec.StreamOf(one.Incident!.Value); // One of the two is there.
                var result = await store.AppendAsync(stream, ExpectedVersion.NoStream, [EventCodec.Encode(Uuid5.Of(Uuid5.Timeline, stream), one.Decision, EventSupply.Actor)], cancellationToken);
                result.Require();
            }));
        }
    }

    /// <summary>Records facts in the order given, each in an append of its own: the store makes groups of them.</summary>
    /// <returns>Where each stands.</returns>
    public static async Task<IReadOnlyList<long>> RecordAsync(EventStore store, IReadOnlyList<(IncidentId Incident, Fact Fact)> facts, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(facts.Select(one =>
            store.AppendAsync(EventCodec.StreamOf(one.Incident), ExpectedVersion.Any, [EventCodec.Encode(one.Fact, EventSupply.Actor)], cancellationToken)));
        return [.. results.Select(result => result.Require().Last.Value)];
    }

    /// <summary>The service on this log, in this process, caught up; started once.</summary>
    public async Task<ServiceInProcess> ServiceAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        if (_service is null)
        {
            run.Say($"  starting the service on {Head} events, and waiting until it has caught up");
            _service = await ServiceInProcess.StartAsync(Database, cancellationToken);
        }

        return _service;
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        await Database.DisposeAsync();
    }

    private async Task AppendAsync(EventStore store, (IncidentId Incident, Fact Fact)[] chunk, CancellationToken cancellationToken)
    {
        foreach (var (one, position) in chunk.Zip(await RecordAsync(store, chunk, cancellationToken)))
        {
            Head = position;
            Statements += one.Fact.Claim.Answers().Count();
            if (one.Incident == GeneratedReports.LongIncident)
            {
                _longPositions.Add(Head);
            }
            else
            {
                Remember(one.Fact.Places[0].StandsUnder());
            }
        }
    }

    private void Remember(RegionCode region)
    {
        if (!_positions.TryGetValue(region, out var positions))
        {
            _positions[region] = positions = [];
        }

        positions.Add(Head);
    }
}

internal static class AppendResults
{
    /// <summary>The receipt of an append that must have been recorded: a benchmark that is refused measures nothing.</summary>
    public static AppendResult.Appended Require(this AppendResult result) =>
        result as AppendResult.Appended ?? throw new InvalidOperationException($"An append of the benchmark was answered {result}.");
}
