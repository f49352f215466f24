using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Client;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Tests.Server.Backups;
using Npgsql;

namespace IncidentTimeline.Tests.Faults;

/// <summary>A real primary and its streaming standby, real servers on them, followers of theirs, and a failover with and without loss.</summary>
[Collection(FaultsCollection.Name)]
public sealed class FailoverTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestDirectory _checkpoints = TestDirectory.Create();
    private StandbyPostgres? _postgres;

    private StandbyPostgres Postgres => _postgres!; // Set before any test runs.

    public async Task InitializeAsync() => _postgres = await StandbyPostgres.StartAsync(MigrateAsync);

    public async Task DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    public void Dispose() => _checkpoints.Dispose();

    [Fact]
    public async Task A_failover_that_lost_events_is_told_to_whoever_has_them_and_to_nobody_else()
    {
        await using var server = await ServerProcess.StartAsync(Postgres.Connection);
        var caller = await Caller.OpenAsync(server);
        var end = await RecordAsync(caller, 5);
        await using var behind = Follow(server, "behind");
        await behind.Begin().ReceivesAsync(end);
        await behind.EndAsync();
        await Postgres.CaughtUpAsync();
        await Postgres.CutOffAsync();
        var lost = await RecordAsync(caller, 5);
        await using var ahead = Follow(server, "ahead");
        await ahead.Begin().ReceivesAsync(lost);

        await Postgres.FailOverAsync();
        // Its memory holds what is lost: it ends, and says so.
        await server.WaitForExitAsync();
        server.ExitCode.ShouldBe(1);
        server.Said.ShouldContain("The log is another than the one that this process has read");
        await server.StartAgainAsync();

        // Refused while the log is shorter, and when it has grown past the follower with other events.
        var refused = await ahead.RefusedAsync();
        (refused.Slug, refused.End).ShouldBe(("log-rewound", end));
        var later = await RecordAsync(caller, 20);
        later.ShouldBeGreaterThan(lost);
        await ahead.EndAsync();
        (await ahead.Begin().RefusedAsync()).Slug.ShouldBe("log-rewound");
        var (position, epoch) = await ReadCheckpointAsync(ahead);
        var problem = await ReadProblemAsync(server, $"/events?after={position}&epoch={epoch}");
        (problem["end"]!.GetValue<long>(), problem["epoch"]!.GetValue<string>() == epoch).ShouldBe((end, false));

        // Who was not ahead goes on: every event once, none of the other history.
        await behind.Begin().ReceivesAsync(later);
        behind.Received.DistinctBy(one => one.Position).Select(one => one.Position).ShouldBe(Enumerable.Range(1, (int)later).Select(number => (long)number));
        behind.Received.Select(one => one.Id).Distinct().Count().ShouldBe((int)later);
        (await ReadCheckpointAsync(behind)).Epoch.ShouldBe(problem["epoch"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_service_on_a_standby_reads_and_is_followed_and_takes_over_when_it_is_promoted()
    {
        await using var server = await ServerProcess.StartAsync(Postgres.Connection);
        var caller = await Caller.OpenAsync(server);
        var first = await RecordAsync(caller, 3);
        await Postgres.CaughtUpAsync();
        await using var replica = await ServerProcess.StartAsync(Postgres.StandbyConnection, peer: server);
        await using var there = Follow(replica, "there").Begin();
        await using var moving = Follow(server, "moving").Begin();

        // What is recorded on the primary is told, found and shown here.
        var second = await RecordAsync(caller, 3);
        await there.ReceivesAsync(second);
        await moving.ReceivesAsync(second);
        (await GetAsync(replica, $"/regions/{Workload.Region}/picture?atLeast={second}&eventTime=2030-01-01T00:00:00Z")).ShouldBe(
            await GetAsync(server, $"/regions/{Workload.Region}/picture?atLeast={second}&eventTime=2030-01-01T00:00:00Z"));
        (await GetAsync(replica, $"/facts?atLeast={second}")).ShouldBe(await GetAsync(server, $"/facts?atLeast={second}"));
        (await GetAsync(replica, "/changes")).ShouldBe(await GetAsync(server, "/changes"));
        var here = new Caller(replica);
        var refused = await here.RecordAsync(Caller.NewFact());
        (refused.Status, refused.Slug).ShouldBe((503, "read-only"));
        var ready = (await here.GetAsync("/health/ready")).Body!;
        (ready["canRead"]!.GetValue<bool>(), ready["canWrite"]!.GetValue<bool>()).ShouldBe((true, false));
        ready["parts"]!.AsArray().Single(part => part!["part"]!.GetValue<string>() == "appends")!["reason"]!.GetValue<string>().ShouldBe("read-only");
        // A follower that is further than the standby is not told of a loss: the standby may just be late.
        (await ReadProblemAsync(replica, $"/events?after={second + 1_000}"))["type"]!.GetValue<string>().ShouldBe("/problems/not-caught-up");

        await moving.EndAsync();
        await Postgres.CaughtUpAsync();
        await Postgres.FailOverAsync();
        await here.RecordUntilAcknowledgedAsync(Caller.NewFact(), Patience);
        var last = await RecordAsync(here, 3);

        // The follower of the standby was never cut off; the other one goes on here where it was.
        await there.ReceivesAsync(last);
        there.Received.Select(one => one.Position).ShouldBe(Enumerable.Range(1, (int)last).Select(number => (long)number));
        await there.EndAsync();
        (await ReadCheckpointAsync(there)).Epoch.ShouldNotBe((await ReadCheckpointAsync(moving)).Epoch);
        await using var moved = new Follower(() => replica, EventFilter.None, moving.Checkpoint).Begin();
        await moved.ReceivesAsync(last);
        moved.Received[0].Position.ShouldBeLessThanOrEqualTo(second + 1);
        moved.Received.Select(one => one.Position).ShouldBe(Enumerable.Range((int)moved.Received[0].Position, moved.Received.Count).Select(number => (long)number));
        await here.WaitUntilReadyAsync(Patience);
        first.ShouldBeLessThan(last);
    }

    [Fact]
    public async Task A_service_on_a_standby_whose_log_is_not_migrated_says_so_and_ends()
    {
        await using (var owner = NpgsqlDataSource.Create(Postgres.Connection))
        {
            await using var forget = owner.CreateCommand("delete from migrations where name = '0004_add_epochs.sql'");
            (await forget.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        await Postgres.CaughtUpAsync();

        var (exitCode, _, error) = await ServerVerb.RunAsync("--connection", Postgres.StandbyConnection, "--data", _checkpoints.Path, "--port", "0");

        (exitCode, error.Contains("Start this version of the service on the primary first", StringComparison.Ordinal)).ShouldBe((1, true), error);
    }

    private Follower Follow(ServerProcess server, string name) => new(() => server, EventFilter.None, Path.Combine(_checkpoints.Path, name));

    private static async Task<long> RecordAsync(Caller caller, int facts)
    {
        var position = 0L;
        for (var fact = 0; fact < facts; fact++)
        {
            position = (await caller.RecordUntilAcknowledgedAsync(Caller.NewFact(), Patience)).Body!["position"]!.GetValue<long>(); // A receipt.
        }

        return position;
    }

    private static async Task<(long Position, string? Epoch)> ReadCheckpointAsync(Follower follower)
    {
        // Past its lock: the follower may be under way.
        var parts = (await File.ReadAllTextAsync(follower.Checkpoint)).Trim().Split(' ');
        return (long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1]);
    }

    private static async Task<JsonNode> ReadProblemAsync(ServerProcess server, string path)
    {
        using var response = await server.Client.GetAsync(new Uri(server.Address, path));
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!; // A problem.
    }

    private static async Task<string> GetAsync(ServerProcess server, string path)
    {
        using var response = await server.Client.GetAsync(new Uri(server.Address, path));
        var answer = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(answer);
        return answer;
    }

    private static async Task MigrateAsync(string connection)
    {
        await using var owner = NpgsqlDataSource.Create(LogConnection.ForOwner(connection));
        await new Migrator(owner, null).MigrateAsync(ServiceHost.Migrations, CancellationToken.None);
    }
}
