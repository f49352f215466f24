using System.Globalization;
using System.Net.Http.Headers;
using IncidentTimeline.Client;
using IncidentTimeline.Tests.Server;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Faults;

/// <summary>A follower loses nothing and is told nothing twice, whatever becomes of the service and of the way to it.</summary>
[Collection(FaultsCollection.Name)]
public sealed class FollowFaultTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_follower_goes_on_over_a_killed_server_and_a_way_that_is_cut()
    {
        var chance = new Random(FaultBudget.Seed);
        output.WriteLine($"{FaultBudget.SeedVariable}={FaultBudget.Seed}");
        await using var server = await ServerProcess.StartAsync();
        await using var proxy = TcpProxy.To(server.Address);
        using var writer = Writer(server);
        var scene = await Scene.SetAsync(writer);
        using var client = TimelineClient.Create(proxy.Address, server.Key);
        using var directory = TestDirectory.Create();
        using var checkpoint = new FileCheckpoint(Path.Combine(directory.Path, "checkpoint"));
        using var ending = new CancellationTokenSource();
        var (last, interruptions) = (long.MaxValue, 0);
        client.FollowInterrupted += (_, _) => Interlocked.Increment(ref interruptions);
        var following = Task.Run(async () =>
        {
            var positions = new List<long>();
            await foreach (var one in client.FollowAsync(EventFilter.None, checkpoint, ending.Token))
            {
                positions.Add(one.Position);
                if (one.Position >= Volatile.Read(ref last))
                {
                    break;
                }
            }

            return positions;
        });

        var recorded = 0L;
        for (var round = 0; round < 6; round++)
        {
            // Large enough that some of it is on its way when the cut comes.
            recorded = (await server.Client.RecordAsync(new Uri(server.Address, scene.Facts).ToString(), Enumerable.Range(0, 200).Select(_ => scene.Fact()).ToList())).Position();
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(0, 60)), TimeProvider.System);
            if (round is 2 or 4)
            {
                await server.KillAsync();
                await server.StartAgainAsync();
                proxy.LeadTo(server.Address);
            }
            else
            {
                proxy.Cut();
            }
        }

        Volatile.Write(ref last, (await server.Client.RecordAsync(new Uri(server.Address, scene.Facts).ToString(), scene.Fact())).Position());
        var told = await following.WaitAsync(Patience);

        told.ShouldBe(Enumerable.Range(1, (int)recorded + 1).Select(position => (long)position), string.Create(CultureInfo.InvariantCulture, $"{FaultBudget.SeedVariable}={FaultBudget.Seed}"));
        (await checkpoint.ReadAsync(CancellationToken.None)).ShouldBe(recorded); // The last was not come back from.
        interruptions.ShouldBeGreaterThan(0);
        await AfterFault.CheckSoundAsync(server);
    }

    private static HttpClient Writer(ServerProcess server)
    {
        var writer = new HttpClient { BaseAddress = server.Address };
        writer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Key);
        return writer;
    }
}
