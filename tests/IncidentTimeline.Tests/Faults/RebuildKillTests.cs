using System.Diagnostics;
using IncidentTimeline.Client;
using IncidentTimeline.Tests.Server;
using IncidentTimeline.Tests.Server.Checking;
using Npgsql;

namespace IncidentTimeline.Tests.Faults;

/// <summary>The server, or its PostgreSQL, is killed with -9 at each step of a rebuild. The tables in use stay right, and the rebuild is run again.</summary>
[Collection(FaultsCollection.Name)]
public sealed class RebuildKillTests(RecordedTimeline recorded) : IClassFixture<RecordedTimeline>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Each step, and the lock that keeps it from going on; of a second step, one that is taken while the first waits.</summary>
    public static TheoryData<string, string> Steps => new()
    {
        { "filling", "lock table events in access exclusive mode" },
        { "indexing", "lock table timeline_next.fact_search in row exclusive mode" },
        { "comparing", "select from checkpoints where projection = 'fact-search' for update" },
        { "switching", "lock table fact_search in access share mode" },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_server_that_is_killed_rebuilds_when_it_is_back(string step, string hold)
    {
        await using var copy = await recorded.CopyAsync();
        await using (var server = await ServerProcess.StartAsync(copy.ConnectionString))
        {
            await using (await HeldAsync(copy.ConnectionString, server, step, hold))
            {
                await server.KillAsync();
            }

            await Checks.ShouldBeSoundAsync(copy.ConnectionString);
            await server.StartAsync();

            (await RebuildAsync(server)).ShouldBe("switched");
        }

        (await Checks.ShouldBeSoundAsync(copy.ConnectionString)).ShouldBe(8);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_database_that_is_killed_is_rebuilt_when_it_is_back(string step, string hold)
    {
        await using var server = await ServerProcess.StartAsync();
        using (var writer = new HttpClient { BaseAddress = server.Address })
        {
            writer.DefaultRequestHeaders.Authorization = new("Bearer", server.Key);
            var scene = await Scene.SetAsync(writer);
            await scene.RecordAsync(scene.Fact());
        }

        await using (await HeldAsync(server.EmbeddedConnectionString(), server, step, hold))
        {
            using var postmaster = Process.GetProcessById(server.PostmasterId().ShouldNotBeNull());
            postmaster.Kill();
        }

        using var patience = new CancellationTokenSource(Patience);
        while (await RebuildAsync(server) != "switched")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }

        (await Checks.ShouldBeSoundAsync(server.EmbeddedConnectionString())).ShouldBe(4);
    }

    /// <summary>A rebuild that stands still at a step until this is disposed of.</summary>
    private static async Task<IAsyncDisposable> HeldAsync(string connectionString, ServerProcess server, string step, string hold)
    {
        var steps = Steps.Select(row => ((string)row[0], (string)row[1])).ToDictionary();
        var lines = new Lines(server);
        var held = new Held(connectionString, lines);
        if (step == "indexing")
        {
            // Its table is not there yet: first it waits at the filling, which goes on once the table is held.
            await using (var filling = new Held(connectionString, null))
            {
                await filling.TakeAsync(steps["filling"]);
                await lines.ReachAsync("filling");
                await held.TakeAsync(hold);
            }
        }
        else
        {
            await held.TakeAsync(hold);
        }

        await lines.ReachAsync(step);
        return held;
    }

    private static async Task<string?> RebuildAsync(ServerProcess server)
    {
        string? outcome = null;
        try
        {
            using var client = TimelineClient.Create(server.Address, server.Key);
            await foreach (var line in client.RebuildProjectionAsync("fact-search", false, CancellationToken.None))
            {
                outcome = line.Outcome;
            }
        }
        catch (Exception e) when (e is TimelineProblemException or HttpRequestException or IOException)
        {
            // The database is not back yet.
        }

        return outcome;
    }

    /// <summary>What a rebuild says, as far as it was read.</summary>
    private sealed class Lines(ServerProcess server) : IAsyncDisposable
    {
        private readonly TimelineClient _client = TimelineClient.Create(server.Address, server.Key);
        private IAsyncEnumerator<RebuildLine>? _lines;

        public async Task ReachAsync(string step)
        {
            _lines ??= _client.RebuildProjectionAsync("fact-search", false, CancellationToken.None).GetAsyncEnumerator();
            while (_lines.Current?.Step != step)
            {
                (await _lines.MoveNextAsync().AsTask().WaitAsync(Patience)).ShouldBeTrue($"It ended before {step}.");
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_lines is not null)
            {
                await _lines.DisposeAsync();
            }

            _client.Dispose();
        }
    }

    private sealed class Held(string connectionString, Lines? lines) : IAsyncDisposable
    {
        private readonly NpgsqlConnection _connection = new(connectionString);

        public async Task TakeAsync(string hold)
        {
            await _connection.OpenAsync();
            await _connection.BeginTransactionAsync();
            await using var command = new NpgsqlCommand(hold, _connection);
            await command.ExecuteNonQueryAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _connection.DisposeAsync();
            if (lines is not null)
            {
                await lines.DisposeAsync();
            }
        }
    }
}
