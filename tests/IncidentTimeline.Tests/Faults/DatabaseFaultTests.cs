using System.Net;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Hosting.Postgres;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Tests.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests.Faults;

/// <summary>One fault at a time between the service and its database, on the real server program.</summary>
[Collection(FaultsCollection.Name)]
public sealed class DatabaseFaultTests : IAsyncLifetime
{
    /// <summary>
    /// What the service promises for any request while the database is slow, silent or full: 5 s for its turn, 5 s for a connection, 10 s
    /// for the write and 2 s to give it up, all of it twice where the connection broke under it, and something for a busy machine.
    /// </summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan RecoveryMax = TimeSpan.FromSeconds(30);

    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_backend_that_dies_between_lock_and_commit_leaves_the_fact_recorded_once()
    {
        await using var server = await ServerProcess.StartAsync(_database.OwnerConnectionString);
        var caller = await Caller.OpenAsync(server);
        await caller.RecordAsync(Caller.NewFact());
        Task<Answer> recording;

        await using (var head = await HeldHead.TakeAsync(_database.Owner))
        {
            recording = caller.RecordAsync(Caller.NewFact());
            await ExecuteAsync($"select pg_terminate_backend({await head.WaiterAsync()}, 10000)");
            await head.WaiterAsync();
        }

        (await recording).Status.ShouldBe(201);
        await AfterFault.CheckAsync(server, caller.History.Attempts, caller.Start);
    }

    [Fact]
    public async Task A_database_that_is_closed_under_an_append_is_told_and_a_retry_finds_the_truth()
    {
        await using var server = await ServerProcess.StartAsync();
        var caller = await Caller.OpenAsync(server);
        var fact = Caller.NewFact();
        await using (var owner = NpgsqlDataSource.Create(server.EmbeddedConnectionString()))
        await using (var head = await HeldHead.TakeAsync(owner))
        {
            var recording = caller.RecordAsync(fact);
            await head.WaiterAsync();

            // Fast shutdown: every session is ended, ours that holds the lock too.
            ProcessSignals.Send(server.PostmasterId()!.Value, Signal.Interrupt).ShouldBeTrue();
            var answer = await recording;

            (answer.Status is 503 or 201).ShouldBeTrue(answer.ToString());
            answer.Took.ShouldBeLessThan(AnswerMax);
        }

        await caller.RecordUntilAcknowledgedAsync(fact, RecoveryMax);
        await AfterFault.CheckAsync(server, caller.History.Attempts, caller.Start);
    }

    [Fact]
    public async Task An_exhausted_pool_is_told_within_a_bound_and_recovers_by_itself()
    {
        var small = new NpgsqlConnectionStringBuilder(_database.OwnerConnectionString) { MaxPoolSize = 6 };
        await using var server = await ServerProcess.StartAsync(small.ConnectionString);
        var caller = await Caller.OpenAsync(server);
        await caller.RecordAsync(Caller.NewFact());
        List<Task<Answer>> searches;
        Answer picture;
        Answer ready;
        Answer recorded;

        await using (var holder = await _database.Owner.OpenConnectionAsync())
        {
            await using var transaction = await holder.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("lock table fact_search in access exclusive mode", holder))
            {
                await hold.ExecuteNonQueryAsync();
            }

            // More than the pool has: each waits for the table with a connection in its hand.
            searches = [.. Enumerable.Range(0, 12).Select(_ => caller.GetAsync("/facts"))];
            await WaitersAsync(3);
            picture = await caller.GetAsync($"/regions/{Workload.Region}/picture");
            recorded = await caller.RecordAsync(Caller.NewFact());
            ready = await caller.GetAsync("/health/ready");
            await WaitForOneAsync(searches);
        }

        (picture.Status, picture.Took < AnswerMax).ShouldBe((503, true)); // It needs a connection, and is told soon that there is none.
        recorded.Status.ShouldBe(201);
        // From memory: neither the pool nor the table is asked.
        ready.Body!["canWrite"]!.GetValue<bool>().ShouldBeTrue(); // A readiness, whatever its status.
        ready.Took.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        foreach (var answer in await Task.WhenAll(searches))
        {
            answer.Took.ShouldBeLessThan(AnswerMax);
            (answer.Status == 200 || (answer is { Status: 503, RetryAfter: not null } && answer.Slug == "database-away")).ShouldBeTrue(answer.ToString());
        }

        await caller.WaitUntilReadyAsync(RecoveryMax);
        await AfterFault.CheckAsync(server, caller.History.Attempts, caller.Start);
    }

    [SmallDiskFact]
    public async Task A_table_without_room_is_told_and_recording_goes_on_once_there_is_room()
    {
        using var disk = SmallDisk.Mount(megabytes: 8);
        await using var server = await ServerProcess.StartAsync();
        var caller = await Caller.OpenAsync(server);
        disk.GiveTo(server.DataDirectory);
        await using (var owner = NpgsqlDataSource.Create(server.EmbeddedConnectionString()))
        {
            await using var space = owner.CreateCommand($"create tablespace small location '{disk.Path}'");
            await space.ExecuteNonQueryAsync();
            await using var move = owner.CreateCommand("alter table events set tablespace small");
            await move.ExecuteNonQueryAsync();
        }

        var full = await RecordUntilFullAsync(caller, disk);
        var ready = await caller.GetAsync("/health/ready");
        var picture = await caller.GetAsync($"/regions/{Workload.Region}/picture");
        disk.MakeRoom();
        await caller.RecordUntilAcknowledgedAsync(Caller.NewFact(), RecoveryMax);

        (full.Status, full.Slug).ShouldBe((503, "storage-full"));
        full.RetryAfter.ShouldNotBeNull();
        ready.Body!["canWrite"]!.GetValue<bool>().ShouldBeFalse(); // A readiness, whatever its status.
        picture.Status.ShouldBe(200);
        await caller.WaitUntilReadyAsync(RecoveryMax);
        await AfterFault.CheckAsync(server, caller.History.Attempts, caller.Start);
        await StopAsync(server);
    }

    [SmallDiskFact]
    public async Task A_disk_without_room_for_the_databases_own_log_is_told_and_it_starts_again_once_there_is_room()
    {
        using var disk = SmallDisk.Mount(megabytes: 160);
        await using var server = await ServerProcess.StartAsync(data: disk.Path);
        var caller = await Caller.OpenAsync(server);
        await caller.RecordAsync(Caller.NewFact());

        disk.TakeRoom();
        await EndSegmentAsync(server.EmbeddedConnectionString());
        var full = await RecordUntilFullAsync(caller, disk);
        var ready = await caller.GetAsync("/health/ready");
        var picture = await caller.GetAsync($"/regions/{Workload.Region}/picture");
        await EndedAsync(server); // With room before that, it would recover by itself.
        disk.MakeRoom();
        await caller.RecordUntilAcknowledgedAsync(Caller.NewFact(), RecoveryMax * 2);

        (full.Status, full.Slug).ShouldBe((503, "storage-full"));
        ready.Body!["canWrite"]!.GetValue<bool>().ShouldBeFalse(); // A readiness, whatever its status.
        picture.Status.ShouldBe(503); // Nobody answers without a database: what is not known now is not shown.
        await caller.WaitUntilReadyAsync(RecoveryMax);
        await AfterFault.CheckAsync(server, caller.History.Attempts, caller.Start);
        await StopAsync(server);
    }

    private static async Task EndedAsync(ServerProcess server)
    {
        using var patience = new CancellationTokenSource(RecoveryMax);
        while (!server.Said.Contains("PostgreSQL has ended by itself and is started again", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    [Fact]
    public async Task A_slow_database_slows_recording_and_nothing_else()
    {
        var (proxy, connectionString) = TcpProxy.To(_database.OwnerConnectionString);
        await using var way = proxy;
        await using var server = await ServerProcess.StartAsync(connectionString);
        var caller = await Caller.OpenAsync(server);

        proxy.Delay = TimeSpan.FromMilliseconds(400);
        var recordings = Enumerable.Range(0, 100).Select(_ => caller.RecordAsync(Caller.NewFact())).ToList();
        var live = await caller.GetAsync("/health/live");
        var picture = await caller.GetAsync($"/regions/{Workload.Region}/picture");
        var answers = await Task.WhenAll(recordings);
        proxy.Delay = TimeSpan.Zero;

        // A hundred callers, not a hundred delays: they share groups.
        answers.ShouldAllBe(answer => answer.Status == 201 && answer.Took < AnswerMax);
        (live.Status, picture.Status).ShouldBe((200, 200));
        live.Took.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        picture.Took.ShouldBeLessThan(AnswerMax);
        await AfterFault.CheckAsync(server, caller.History.Attempts, caller.Start);
    }

    [Fact]
    public async Task A_silent_database_keeps_nobody_waiting_for_long()
    {
        var (proxy, connectionString) = TcpProxy.To(_database.OwnerConnectionString);
        await using var way = proxy;
        await using var server = await ServerProcess.StartAsync(connectionString);
        var caller = await Caller.OpenAsync(server);
        await caller.RecordAsync(Caller.NewFact());

        proxy.FallSilent();
        var recordings = Enumerable.Range(0, 200).Select(_ => caller.RecordAsync(Caller.NewFact())).ToList();
        var searches = Enumerable.Range(0, 20).Select(_ => caller.GetAsync("/facts")).ToList();
        var live = await caller.GetAsync("/health/live");
        var picture = await caller.GetAsync($"/regions/{Workload.Region}/picture");
        var answers = await Task.WhenAll(recordings);
        proxy.Speak();

        (live.Status, picture.Status).ShouldBe((200, 503));
        live.Took.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        picture.Took.ShouldBeLessThan(AnswerMax);
        foreach (var answer in answers)
        {
            answer.Took.ShouldBeLessThan(AnswerMax);
            (answer.Status is 429 or 503 && answer.RetryAfter is not null).ShouldBeTrue(answer.ToString());
        }

        await Task.WhenAll(searches);
        await caller.RecordUntilAcknowledgedAsync(Caller.NewFact(), RecoveryMax);
        await caller.WaitUntilReadyAsync(RecoveryMax);
        await AfterFault.CheckAsync(server, caller.History.Attempts, caller.Start);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_that_is_lost_after_the_commit_is_found_by_the_retry(bool isLostToTheCaller)
    {
        var (database, connectionString) = TcpProxy.To(_database.OwnerConnectionString);
        await using var far = database;
        await using var server = await ServerProcess.StartAsync(connectionString);
        await using var near = TcpProxy.To(server.Address);
        var caller = await Caller.OpenAsync(server);
        await caller.RecordAsync(Caller.NewFact());
        var fact = Caller.NewFact("the reply to this one is lost");

        (isLostToTheCaller ? near : database).CutReplyTo("the reply to this one is lost");
        var first = await caller.RecordAsync(fact, new Uri($"http://127.0.0.1:{near.Port}"));
        var second = await caller.RecordAsync(fact);

        (near.Cuts + database.Cuts).ShouldBe(1);
        // The appender tries again by itself and is told that it is recorded already; a caller must do so itself.
        first.Status.ShouldBe(isLostToTheCaller ? 0 : 200);
        second.Status.ShouldBe(200);
        second.Body!["position"]!.GetValue<long>().ShouldBe(caller.Start + 2);
        await AfterFault.CheckAsync(server, caller.History.Attempts, caller.Start);
    }

    [Fact]
    public async Task A_database_clock_that_stepped_back_leaves_knowledge_time_exact()
    {
        await using var server = await ServerProcess.StartAsync(_database.OwnerConnectionString);
        var caller = await Caller.OpenAsync(server);
        var before = (await caller.RecordAsync(Caller.NewFact())).Body!["position"]!.GetValue<long>();

        // As a clock leaves it that was an hour ahead at the last append, and was then set right.
        await ExecuteAsync("update log_head set recorded_at = clock_timestamp() + interval '1 hour'");
        var between = (string)(await ScalarAsync("select to_char(recorded_at - interval '30 minutes', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from log_head"))!; // One row.
        var after = (await caller.RecordAsync(Caller.NewFact())).Body!["position"]!.GetValue<long>();
        await caller.RecordAsync(Caller.NewFact());

        // Half an hour hence lies after the first and before the second, and says so now and whenever it is asked again.
        (await caller.GetAsync($"/incidents/one/timeline?knownAt={between}&atLeast={after}")).Body!["asOf"]!["knownAt"]!.ToString().ShouldBe($"{before}");
        (await caller.GetAsync($"/incidents/one/timeline?atLeast={after + 1}")).Body!["asOf"]!["knownAt"]!.ToString().ShouldBe($"{after + 1}");
        await AfterFault.CheckAsync(server, caller.History.Attempts, caller.Start);
    }

    [Fact]
    public async Task Of_two_processes_that_decide_what_excludes_the_other_one_is_refused()
    {
        await using var server = await ServerProcess.StartAsync(_database.OwnerConnectionString);
        await using var other = await ServerProcess.StartAsync(_database.OwnerConnectionString, peer: server);
        var caller = await Caller.OpenAsync(server);
        var otherCaller = new Caller(other);
        await otherCaller.GetUntilAsync($"/incidents/one?atLeast={caller.Start}", answer => answer.Status == 200, RecoveryMax);
        Task<Answer>[] decisions;

        // Both have read the log and found nothing against it; both wait to append.
        await using (var head = await HeldHead.TakeAsync(_database.Owner))
        {
            decisions =
            [
                caller.PostAsync("/incidents/one/desk", new DeskRequest(new IncidentsMerged(new IncidentId("two"), "The same."))),
                otherCaller.PostAsync("/incidents/two/desk", new DeskRequest(new IncidentsMerged(new IncidentId("one"), "The same."))),
            ];
            await head.WaitersAsync(2);
        }

        var answers = await Task.WhenAll(decisions);
        answers.Count(answer => answer.Status == (int)HttpStatusCode.Created).ShouldBe(1, string.Join(", ", answers.Select(answer => answer.ToString())));
        answers.Single(answer => answer.Status != 201).Slug.ShouldBe("circular-merge");
        await AfterFault.CheckSoundAsync(server);
        await AfterFault.CheckSoundAsync(other);
    }

    /// <summary>Facts as large as they may be until one is not taken, the last of the room taken first.</summary>
    private static async Task<Answer> RecordUntilFullAsync(Caller caller, SmallDisk disk)
    {
        const int FactsMax = 10_000;
        disk.TakeRoom();
        var note = new string('x', 1_900);
        for (var count = 0; count < FactsMax; count++)
        {
            var answer = await caller.RecordAsync(Caller.NewFact(note));
            if (answer.Status != 201)
            {
                // While the database ends or starts again its clients are told only that it is away.
                return answer.Slug == "storage-full" ? answer : await UntilStorageFullAsync(caller);
            }
        }

        throw new InvalidOperationException("The disk did not fill.");
    }

    /// <summary>The next write needs a new segment of 16 MiB, and the server that cannot have it ends in the middle of whatever it does.</summary>
    private static async Task EndSegmentAsync(string connectionString)
    {
        const int SegmentsMax = 10;
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            for (var segments = 0; segments < SegmentsMax; segments++)
            {
                await using var end = new NpgsqlCommand("select pg_switch_wal(), txid_current()", connection);
                await end.ExecuteNonQueryAsync();
            }
        }
        catch (NpgsqlException)
        {
            return;
        }

        throw new InvalidOperationException("There was room for all of these segments.");
    }

    private static async Task<Answer> UntilStorageFullAsync(Caller caller)
    {
        using var patience = new CancellationTokenSource(RecoveryMax);
        while (true)
        {
            var answer = await caller.RecordAsync(Caller.NewFact());
            if (answer.Slug == "storage-full")
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    private static async Task StopAsync(ServerProcess server)
    {
        server.Terminate();
        await server.WaitForExitAsync();
        server.ExitCode.ShouldBe(0);
    }

    private async Task WaitersAsync(int count)
    {
        using var patience = new CancellationTokenSource(RecoveryMax);
        while (await ScalarAsync("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") is long waiting && waiting < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private static async Task WaitForOneAsync(List<Task<Answer>> answers) => await Task.WhenAny(answers).WaitAsync(AnswerMax);

    private async Task ExecuteAsync(string sql) => await ScalarAsync(sql);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = _database.Owner.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
