using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Client;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Tests.Server;
using IncidentTimeline.Tests.Server.Backups;
using Npgsql;

namespace IncidentTimeline.Tests.Faults;

/// <summary>A real primary and its streaming standby, real servers on them, followers and a subscription of theirs, and a failover with and without loss.</summary>
[Collection(FaultsCollection.Name)]
public sealed class FailoverTests : IAsyncLifetime, IDisposable
{
    private const string Subscription = "units";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Longer than a test: what runs out here is no lease.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(30);

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
        await AfterFault.CheckSoundAsync(server);
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
        await AfterFault.CheckSoundAsync(replica);
    }

    [Fact]
    public async Task A_subscription_goes_back_with_its_log_and_misses_nothing_that_this_holds()
    {
        await using var server = await ServerProcess.StartAsync(Postgres.Connection);
        var caller = await Caller.OpenAsync(server);
        using var client = TimelineClient.Create(server.Address, server.Key);
        await client.Subscriptions.PutAsync(Subscription, new NewSubscription("beginning"), CancellationToken.None);
        var settled = await RecordAsync(caller, 3);
        await WorkAsync([client], 1, settled);
        var end = await RecordAsync(caller, 2);
        var underWay = await client.Subscriptions.NextAsync(Subscription, 1, TimeSpan.FromSeconds(20), Lease, null, CancellationToken.None);
        underWay.Events.ShouldHaveSingleItem().Event.Position.ShouldBe(settled + 1);
        await Postgres.CaughtUpAsync();
        await Postgres.CutOffAsync();
        // This, and that it was done, nobody will know.
        await client.Subscriptions.AcknowledgeAsync(Subscription, underWay.Lease!.Value, null, null, CancellationToken.None); // With an event there is a lease.
        var lost = await WorkAsync([client], end, await RecordAsync(caller, 4));

        await Postgres.FailOverAsync();
        await server.WaitForExitAsync(); // Its memory holds what is lost.
        await server.StartAgainAsync();
        using var after = TimelineClient.Create(server.Address, server.Key);

        // It stands where it stood, in the log that there is.
        var shown = await after.Subscriptions.ShowAsync(Subscription, CancellationToken.None);
        (shown.Position, shown.Head, shown.Leased).ShouldBe((settled, end, 1));
        (await after.Subscriptions.AcknowledgeAsync(Subscription, underWay.Lease.Value, null, null, CancellationToken.None)).Taken.ShouldBe([settled + 1]);
        var later = await RecordAsync(caller, 6);
        later.ShouldBeGreaterThan(lost.Max(one => one.Position));
        var handled = await WorkAsync([after, after], settled + 2, later);

        await CheckAsync(server, after, handled, later);
        handled.Select(one => one.Id).Intersect(lost.Where(one => one.Position > end).Select(one => one.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_subscription_is_looked_at_on_a_standby_and_worked_off_there_when_it_is_promoted()
    {
        await using var server = await ServerProcess.StartAsync(Postgres.Connection);
        var caller = await Caller.OpenAsync(server);
        using var client = TimelineClient.Create(server.Address, server.Key);
        await client.Subscriptions.PutAsync(Subscription, new NewSubscription("beginning"), CancellationToken.None);
        var settled = await RecordAsync(caller, 3);
        await WorkAsync([client], 1, settled);
        await RecordAsync(caller, 2);
        var underWay = await client.Subscriptions.NextAsync(Subscription, 1, TimeSpan.FromSeconds(20), Lease, null, CancellationToken.None);
        underWay.Events.ShouldHaveSingleItem().Event.Position.ShouldBe(settled + 1);
        await Postgres.CaughtUpAsync();
        await using var replica = await ServerProcess.StartAsync(Postgres.StandbyConnection, peer: server);
        using var there = TimelineClient.Create(replica.Address, replica.Key);

        var (shown, elsewhere) = (await there.Subscriptions.ShowAsync(Subscription, CancellationToken.None), await client.Subscriptions.ShowAsync(Subscription, CancellationToken.None));
        (shown.Position, shown.Leased, shown.LastDeliveredAt).ShouldBe((settled, 1, elsewhere.LastDeliveredAt));
        (await there.Subscriptions.ListAsync(CancellationToken.None).ToListAsync()).ShouldHaveSingleItem().Name.ShouldBe(Subscription);
        (await there.Subscriptions.ReceivedAsync(Subscription, null, CancellationToken.None).ToListAsync()).ShouldBe(await client.Subscriptions.ReceivedAsync(Subscription, null, CancellationToken.None).ToListAsync());
        foreach (var change in (Func<Task>[])[
            () => there.Subscriptions.NextAsync(Subscription, 1, TimeSpan.Zero, Lease, null, CancellationToken.None),
            () => there.Subscriptions.AcknowledgeAsync(Subscription, underWay.Lease!.Value, null, null, CancellationToken.None), // As above.
            () => there.Subscriptions.PutAsync(Subscription, new NewSubscription("beginning"), CancellationToken.None),
            () => there.Subscriptions.PutAsync("another", new NewSubscription("now"), CancellationToken.None),
            () => there.Subscriptions.PauseAsync(Subscription, CancellationToken.None),
            () => there.Subscriptions.ResumeAsync(Subscription, CancellationToken.None),
            () => there.Subscriptions.ResetAsync(Subscription, "beginning", CancellationToken.None),
            () => there.Subscriptions.RedeliverAsync(Subscription, [1], CancellationToken.None),
            () => there.Subscriptions.SkipAsync(Subscription, [1], CancellationToken.None),
            () => there.Subscriptions.DeleteAsync(Subscription, CancellationToken.None)])
        {
            var refused = await Should.ThrowAsync<TimelineProblemException>(change);
            ((int)refused.Status, refused.Slug).ShouldBe((503, "read-only"));
        }

        await Postgres.FailOverAsync();
        var here = new Caller(replica);
        await here.RecordUntilAcknowledgedAsync(Caller.NewFact(), Patience);
        await here.WaitUntilReadyAsync(Patience);
        (await there.Subscriptions.AcknowledgeAsync(Subscription, underWay.Lease!.Value, null, null, CancellationToken.None)).Taken.ShouldBe([settled + 1]); // As above.
        var later = await RecordAsync(here, 6);
        // The service of the old primary is led to the new one, and shares the work.
        var handled = await WorkAsync([there, client], settled + 2, later);

        await CheckAsync(replica, there, handled, later);
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

    /// <summary>Of two incidents in turns.</summary>
    private static async Task<long> RecordAsync(Caller caller, int facts)
    {
        var position = 0L;
        for (var fact = 0; fact < facts; fact++)
        {
            position = (await caller.RecordUntilAcknowledgedAsync(Caller.NewFact(), Patience, fact % 2 == 0 ? "one" : "two")).Body!["position"]!.GetValue<long>(); // A receipt.
        }

        return position;
    }

    /// <summary>A worker by each of the clients, until all events of a range were handled and acknowledged.</summary>
    /// <returns>What they were given, in the order in which they were.</returns>
    private static async Task<IReadOnlyList<TimelineEvent>> WorkAsync(IReadOnlyList<TimelineClient> clients, long from, long to)
    {
        using var enough = new CancellationTokenSource(Patience);
        var handled = new List<TimelineEvent>();
        var workers = clients.Select(client => client.Subscriptions.WorkAsync(Subscription, HandleAsync, new WorkOptions { BatchMax = 2, Lease = Lease }, enough.Token)).ToList();
        foreach (var worker in workers)
        {
            await Should.ThrowAsync<OperationCanceledException>(worker);
        }

        return handled;

        Task HandleAsync(TimelineEvent one, CancellationToken cancellationToken)
        {
            lock (handled)
            {
                handled.Add(one);
                if (handled.Select(known => known.Position).Where(position => position >= from && position <= to).Distinct().Count() == to - from + 1)
                {
                    enough.Cancel();
                }
            }

            return Task.CompletedTask;
        }
    }

    /// <summary>Each event of the log is done once by what is on record, and what was handled after a failover is what the log holds, in each incident's order.</summary>
    private static async Task CheckAsync(ServerProcess server, TimelineClient client, IReadOnlyList<TimelineEvent> handled, long end)
    {
        var log = (await GetAsync(server, "/events?after=0")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).Where(line => line["id"] is not null) // Lines of JSON.
            .ToDictionary(line => line.Position(), line => line["id"]!.GetValue<Guid>());
        log.Keys.Order().ShouldBe(Enumerable.Range(1, (int)end).Select(number => (long)number));
        var done = (await client.Subscriptions.ReceivedAsync(Subscription, null, CancellationToken.None).ToListAsync()).Where(one => one.Outcome == "done").ToLookup(one => one.Position);
        done.OrderBy(one => one.Key).Select(one => (one.Key, one.Single().Event)).ShouldBe(log.OrderBy(one => one.Key).Select(one => (one.Key, (Guid?)one.Value)));
        (await client.Subscriptions.ShowAsync(Subscription, CancellationToken.None)).Position.ShouldBe(end);
        handled.ShouldAllBe(one => log[one.Position] == one.Id);
        foreach (var incident in handled.GroupBy(one => one.Incident))
        {
            incident.Select(one => one.Position).ShouldBeInOrder();
            incident.Select(one => one.Position).ShouldBeUnique();
            foreach (var (earlier, later) in incident.Zip(incident.Skip(1), (one, next) => (done[one.Position].Single(), done[next.Position].Single())))
            {
                (earlier.Lease == later.Lease || earlier.OutcomeAt <= later.DeliveredAt).ShouldBeTrue($"{later} came before {earlier} was done");
            }
        }

        await AfterFault.CheckSoundAsync(server);
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
