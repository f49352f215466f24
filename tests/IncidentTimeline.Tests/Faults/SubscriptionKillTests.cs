using System.Collections.Concurrent;
using System.Diagnostics;
using IncidentTimeline.Client;
using Xunit.Abstractions;

namespace IncidentTimeline.Tests.Faults;

/// <summary>
/// Workers share a subscription while the server and its PostgreSQL are killed with -9 at random, and the workers crash, fail, park and hand back. Every
/// event is done exactly once, and within an incident none is delivered before those ahead of it are done.
/// </summary>
[Collection(FaultsCollection.Name)]
public sealed class SubscriptionKillTests(ITestOutputHelper output)
{
    private const string Name = "kill-test";
    private const int Recorders = 4;
    private const int Workers = 4;

    /// <summary>Short, so that what a crashed worker had is taken over within the test.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    /// <summary>How long the workers may need to catch up once nothing is killed any more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Every_event_is_done_once_and_in_order_while_all_are_killed()
    {
        var seed = FaultBudget.Seed;
        output.WriteLine($"seed {seed}");
        await using var server = await ServerProcess.StartAsync();
        var workload = new Workload(new History(TimeProvider.System), () => server, seed);
        await workload.SetUpAsync();
        await OnceAsync(server, client => client.Subscriptions.PutAsync(Name, new NewSubscription("beginning") { AttemptsMax = 100 }, CancellationToken.None));
        using var killing = new CancellationTokenSource(FaultBudget.Duration);
        using var working = new CancellationTokenSource();
        var seen = new ConcurrentDictionary<long, TimelineEvent>();
        var acknowledged = new ConcurrentBag<long>();
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(server, new Random(seed + worker), seen, acknowledged, working.Token))).ToList();

        var operating = Task.Run(() => OperateAsync(server, working.Token));
        var recording = workload.RunAsync(Recorders, killing.Token);
        var kills = await KillAsync(server, new Random(seed), killing.Token);
        await recording;
        await workload.SettleAsync();
        var head = (await AfterFault.LogAsync(server)).Count;
        using var patience = new CancellationTokenSource(Patience);
        Subscription shown;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
            shown = await OnceAsync(server, client => client.Subscriptions.ShowAsync(Name, CancellationToken.None));
        }
        while (shown.Position < head);
        await working.CancelAsync();
        await Task.WhenAll([.. workers, operating]);

        var deliveries = await OnceAsync(server, client => client.Subscriptions.ReceivedAsync(Name, null, CancellationToken.None).ToListAsync().AsTask());
        output.WriteLine($"{head} events, {deliveries.Count} deliveries, {kills}; {string.Join(", ", deliveries.GroupBy(one => one.Outcome).Select(group => $"{group.Key} {group.Count()}"))}");
        Check(head, deliveries, seen, acknowledged, $"{FaultBudget.SeedVariable}={seed}");
        await AfterFault.CheckSoundAsync(server);
    }

    private static void Check(long head, List<Delivery> deliveries, ConcurrentDictionary<long, TimelineEvent> seen, ConcurrentBag<long> acknowledged, string seed)
    {
        var done = deliveries.Where(one => one.Outcome == "done").ToList();
        done.Select(one => one.Position).Order().ShouldBe(Enumerable.Range(1, (int)head).Select(position => (long)position), seed);
        done.Select(one => one.Position).ToHashSet().IsSupersetOf(acknowledged).ShouldBeTrue(seed);
        deliveries.Count.ShouldBeGreaterThan(done.Count, seed); // Else nothing went wrong, and nothing was put to the test.

        var byEvent = deliveries.ToLookup(one => one.Position);
        foreach (var incident in seen.Values.SelectMany(one => one.Incidents.Select(incident => (incident, one.Position))).GroupBy(one => one.incident, one => one.Position))
        {
            foreach (var (earlier, later) in incident.Order().Zip(incident.Order().Skip(1)))
            {
                // Whoever was given the later one was given the earlier one with it, or that was done by then.
                foreach (var given in byEvent[later])
                {
                    byEvent[earlier].Any(one => one.Lease == given.Lease || (one.Outcome == "done" && one.OutcomeAt <= given.DeliveredAt))
                        .ShouldBeTrue($"{seed}: {later} came before {earlier} was done, in {incident.Key}");
                }
            }
        }
    }

    /// <summary>A worker that now and then crashes with what it has, fails, or hands back.</summary>
    private static async Task WorkAsync(ServerProcess server, Random chance, ConcurrentDictionary<long, TimelineEvent> seen, ConcurrentBag<long> acknowledged, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                using var client = TimelineClient.Create(server.Address, server.Key);
                var next = await client.Subscriptions.NextAsync(Name, chance.Next(1, 20), TimeSpan.FromSeconds(1), Lease, "worker", ending);
                foreach (var (_, one) in next.Events)
                {
                    seen[one.Position] = one;
                }

                if (next.Lease is not { } lease || chance.Next(10) == 0)
                {
                    continue; // Nothing to do, or it crashed.
                }

                var outcomes = Judge(next, chance);
                var taken = await client.Subscriptions.AcknowledgeAsync(Name, lease, outcomes, null, ending);
                foreach (var position in taken.Taken.Where(position => outcomes.Exists(one => one.Position == position && one.Outcome == DeliveryOutcome.Done)))
                {
                    acknowledged.Add(position);
                }
            }
            catch (Exception e) when (IsPassing(e))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    /// <summary>Somebody who has what is parked delivered once more.</summary>
    private static async Task OperateAsync(ServerProcess server, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                using var client = TimelineClient.Create(server.Address, server.Key);
                if ((await client.Subscriptions.ShowAsync(Name, ending)).ParkedEvents is { Count: > 0 } parked)
                {
                    await client.Subscriptions.RedeliverAsync(Name, [.. parked.Select(one => one.Position)], ending);
                }
            }
            catch (Exception e) when (IsPassing(e))
            {
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }
    }

    // A service that recovers.
    private static bool IsPassing(Exception e) =>
        e is HttpRequestException or IOException or OperationCanceledException or TimelineProblemException { Slug: "database-away" or "not-caught-up" or "unauthorized" };

    // What comes after a failure is handed back, as whoever keeps an order does.
    private static List<EventOutcome> Judge(NextEvents next, Random chance)
    {
        var fails = chance.Next(8) == 0 ? chance.Next(next.Events.Count) : int.MaxValue;
        var failure = chance.Next(2) == 0 ? DeliveryOutcome.Failed : DeliveryOutcome.Parked;
        return [.. next.Events.Select((one, index) => new EventOutcome(one.Event.Position, index < fails ? DeliveryOutcome.Done : index == fails ? failure : DeliveryOutcome.Returned))];
    }

    private static async Task<string> KillAsync(ServerProcess server, Random chance, CancellationToken ending)
    {
        var (servers, databases) = (0, 0);
        while (!ending.IsCancellationRequested || servers == 0 || databases == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(500, 3_000)), TimeProvider.System, CancellationToken.None);
            // Whichever was not killed yet is next, so that each is in every run.
            if (servers == 0 ? databases > 0 || chance.Next(2) == 0 : databases > 0 && chance.Next(2) == 0)
            {
                await server.KillAsync();
                await server.StartAgainAsync();
                servers++;
            }
            else if (server.PostmasterId() is { } id && Kill(id))
            {
                databases++;
            }
        }

        return $"server killed {servers}, database {databases}";
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

    /// <summary>One call, repeated while the service recovers.</summary>
    private static async Task<T> OnceAsync<T>(ServerProcess server, Func<TimelineClient, Task<T>> call)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var client = TimelineClient.Create(server.Address, server.Key);
                return await call(client);
            }
            catch (Exception e) when (IsPassing(e) && !patience.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
