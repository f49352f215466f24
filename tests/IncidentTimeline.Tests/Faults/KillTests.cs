using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Faults;

/// <summary>
/// The server, its PostgreSQL and single backends are killed with -9 at random under concurrent recording with retries. Every
/// acknowledged fact is there exactly once, nothing has a gap, and what is shown equals a replay.
/// </summary>
[Collection(FaultsCollection.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    /// <summary>Callers at once: more than one group, and less than two cores can serve beside the killing.</summary>
    private const int Callers = 12;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_server_and_database_are_killed()
    {
        var seed = FaultBudget.Seed;
        output.WriteLine($"seed {seed}");
        await using var server = await ServerProcess.StartAsync();
        var history = new History(TimeProvider.System);
        var workload = new Workload(history, () => server, seed);
        await workload.SetUpAsync();

        using var ending = new CancellationTokenSource(FaultBudget.Duration);
        var working = workload.RunAsync(Callers, ending.Token);
        var kills = await KillAsync(server, new Random(seed), ending.Token);
        await working;
        await workload.SettleAsync();

        output.WriteLine($"{kills}; {history.Tell()}");
        workload.Done.ShouldBeGreaterThan(Callers); // Else nothing was put to the test.
        await CheckAsync(seed, () => AfterFault.CheckAsync(server, history.Attempts, workload.Start));
    }

    private static async Task<string> KillAsync(ServerProcess server, Random chance, CancellationToken ending)
    {
        var kills = new SortedDictionary<string, int>();
        while (!ending.IsCancellationRequested)
        {
            // Never in the middle of nothing: some work is done between two kills.
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(300, 2_000)), TimeProvider.System, CancellationToken.None);
            var kill = chance.Next(4) switch { 0 => "server", 1 => "postmaster", _ => "backend" };
            if (server.HasExited)
            {
                // Its database ended by itself, and it with it: what a supervisor is for.
                await server.StartAsync();
                kill = "restarted";
            }
            else if (kill == "server")
            {
                await server.KillAsync();
                await server.StartAsync();
            }
            else
            {
                kill = kill == "postmaster" ? KillPostmaster(server) : await KillBackendAsync(server);
            }

            kills[kill] = kills.GetValueOrDefault(kill) + 1;
        }

        if (server.HasExited)
        {
            await server.StartAsync();
        }

        return string.Join(", ", kills.Select(one => $"{one.Key} {one.Value}"));
    }

    private static string KillPostmaster(ServerProcess server)
    {
        if (server.PostmasterId() is not { } id)
        {
            return "none";
        }

        return Kill(id) ? "postmaster" : "none";
    }

    /// <summary>The backend that appends, so that it dies between the lock and the answer. PostgreSQL then ends all of them.</summary>
    private static async Task<string> KillBackendAsync(ServerProcess server)
    {
        try
        {
            await using var connection = new NpgsqlConnection(server.EmbeddedConnectionString());
            await connection.OpenAsync();
            await using var look = new NpgsqlCommand("select pid from pg_stat_activity where query like '%append_%' and pid <> pg_backend_pid() order by state limit 1", connection);
            return await look.ExecuteScalarAsync() is int id && Kill(id) ? "backend" : "none";
        }
        catch (NpgsqlException)
        {
            return "none"; // It recovers from the last kill.
        }
    }

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
