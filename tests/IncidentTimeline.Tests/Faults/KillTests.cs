using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using IncidentTimeline.Client;
using IncidentTimeline.Server.Hosting.Postgres;
using IncidentTimeline.Tests.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Faults;

/// <summary>
/// The server, its PostgreSQL and single backends are killed with -9 at random under concurrent recording with retries. Every
/// acknowledged fact is there exactly once, nothing has a gap, what is shown equals a replay, and followers received all of it in order.
/// </summary>
[Collection(FaultsCollection.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    /// <summary>Callers at once: more than one group, and less than two cores can serve beside the killing.</summary>
    private const int Callers = 12;

    /// <summary>How long each of the kinds may need to be hit once: a restart of server and database takes a few seconds.</summary>
    private static readonly TimeSpan KillsMax = FaultBudget.Duration + TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_server_and_database_are_killed()
    {
        await using var server = await ServerProcess.StartAsync();

        await RunAsync([server], new KilledDatabase(server.PostmasterId, server.EmbeddedConnectionString));
    }

    [Fact]
    public async Task Two_servers_on_one_database_hand_out_nothing_twice_while_all_are_killed()
    {
        using var directory = TestDirectory.Create();
        await using var postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = directory.Path, BinDirectory = Environment.GetEnvironmentVariable("PG_BIN") }, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var keeping = postgres.KeepRunningAsync(stopping.Token);
        await using (var one = await ServerProcess.StartAsync(postgres.ConnectionString))
        await using (var other = await ServerProcess.StartAsync(postgres.ConnectionString, peer: one))
        {
            await RunAsync([one, other], new KilledDatabase(() => postgres.ProcessId, () => postgres.ConnectionString + ";Pooling=false;Search Path=timeline"));
        }

        await stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => keeping);
    }

    private async Task RunAsync(ServerProcess[] servers, KilledDatabase database)
    {
        var seed = FaultBudget.Seed;
        output.WriteLine($"seed {seed}");
        var history = new History(TimeProvider.System);
        var turn = 0;
        var workload = new Workload(history, () => servers[(uint)Interlocked.Increment(ref turn) % servers.Length], seed);
        await workload.SetUpAsync();
        using var checkpoints = TestDirectory.Create();
        await using var everything = new Follower(() => servers[0], EventFilter.None, Path.Combine(checkpoints.Path, "everything")).Begin();
        await using var hot = new Follower(() => servers[^1], new EventFilter { Incidents = ["hot"] }, Path.Combine(checkpoints.Path, "hot")).Begin();

        using var ending = new CancellationTokenSource(FaultBudget.Duration);
        var working = workload.RunAsync(Callers, ending.Token);
        var kills = await KillAsync(servers, database, [everything, hot], new Random(seed), ending.Token);
        await working;
        await workload.SettleAsync();

        output.WriteLine($"{kills}; {history.Tell()}");
        workload.Done.ShouldBeGreaterThan(Callers); // Else nothing was put to the test.
        foreach (var server in servers)
        {
            await CheckAsync(seed, () => AfterFault.CheckAsync(server, history.Attempts, workload.Start));
        }

        await CheckAsync(seed, () => CheckFollowersAsync(servers[0], everything, hot));
    }

    /// <summary>Each received all that the log holds and its filter lets through, in order, at least once.</summary>
    private static async Task CheckFollowersAsync(ServerProcess server, Follower everything, Follower hot)
    {
        var log = (await AfterFault.LogAsync(server)).Select(line => JsonNode.Parse(line)!).ToList(); // A line is an object.
        await CheckFollowerAsync(everything, log);
        await CheckFollowerAsync(hot, [.. log.Where(one => one.Text("incidents")?.Split(',').Contains("hot") is true || one["open"] is not null)]);
    }

    private static async Task CheckFollowerAsync(Follower follower, List<JsonNode> expected)
    {
        await follower.ReceivesAsync(expected[^1].Position());

        var received = follower.Received;
        received.DistinctBy(one => one.Position).Select(one => $"{one.Position} {one.Id}").ShouldBe(expected.Select(one => $"{one.Position()} {one.Text("id")}"));
        received.Select(one => (one.Position, one.Id)).Distinct().Count().ShouldBe(expected.Count);
    }

    private static async Task<string> KillAsync(ServerProcess[] servers, KilledDatabase database, Follower[] followers, Random chance, CancellationToken ending)
    {
        var kills = new SortedDictionary<string, int>();
        string[] every = ["server", "postmaster", "backend", "follower"];
        var due = new Queue<string>(every.OrderBy(_ => chance.Next()));
        using var patience = new CancellationTokenSource(KillsMax);
        while (!ending.IsCancellationRequested || due.Count > 0)
        {
            patience.IsCancellationRequested.ShouldBeFalse($"Nothing to be killed was found of: {string.Join(", ", due)}.");
            // Some work is done between two kills, or the second would hit nothing.
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(300, 1_500)), TimeProvider.System, CancellationToken.None);
            // First each once, so that every run has them all; whoever cannot be hit now is due again. Then by chance, and backends twice as often.
            var kind = due.TryDequeue(out var next) ? next : chance.Next(5) is var one && one < every.Length ? every[one] : "backend";
            var isHit = kind switch
            {
                "server" => await KillAsync(servers[chance.Next(servers.Length)]),
                "postmaster" => database.PostmasterId() is { } id && Kill(id),
                "follower" => await BeginAgainAsync(followers[chance.Next(followers.Length)]),
                _ => await KillBackendAsync(database),
            };
            if (isHit)
            {
                kills[kind] = kills.GetValueOrDefault(kind) + 1;
            }
            else if (!kills.ContainsKey(kind))
            {
                due.Enqueue(kind);
            }
        }

        kills.Keys.ShouldBe(every, ignoreOrder: true);
        return string.Join(", ", kills.Select(one => $"{one.Key} {one.Value}"));
    }

    private static async Task<bool> KillAsync(ServerProcess server)
    {
        await server.KillAsync();
        await server.StartAgainAsync();
        return true;
    }

    private static async Task<bool> BeginAgainAsync(Follower follower)
    {
        await follower.EndAsync();
        follower.Begin();
        return true;
    }

    /// <summary>The backend that appends, so that it dies between the lock and the answer. PostgreSQL then ends all of them.</summary>
    private static async Task<bool> KillBackendAsync(KilledDatabase database)
    {
        try
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString());
            await connection.OpenAsync();
            await using var look = new NpgsqlCommand("select pid from pg_stat_activity where query like '%append_%' and pid <> pg_backend_pid() order by state limit 1", connection);
            return await look.ExecuteScalarAsync() is int id && Kill(id);
        }
        catch (NpgsqlException)
        {
            return false; // It recovers from the last kill.
        }
    }

    /// <summary>Where to find what is to be killed; both change when it is.</summary>
    private sealed record KilledDatabase(Func<int?> PostmasterId, Func<string> ConnectionString);

    private static bool Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            return true;
        }
        catch (ArgumentException)
        {
            return false; // Gone by itself.
        }
    }

    // A failure names its seed first.
    private static async Task CheckAsync(int seed, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (ShouldAssertException e)
        {
            throw new ShouldAssertException(string.Create(CultureInfo.InvariantCulture, $"With {FaultBudget.SeedVariable}={seed}: {e.Message}"), e);
        }
    }
}
