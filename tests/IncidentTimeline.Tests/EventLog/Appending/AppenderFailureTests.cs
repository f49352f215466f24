using IncidentTimeline.EventLog;
using Npgsql;
using static IncidentTimeline.EventLog.AppendResult;

namespace IncidentTimeline.Tests.EventLog.Appending;

/// <summary>What callers get when there is no room, the caller leaves, the process ends, or the database goes away.</summary>
public sealed class AppenderFailureTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_full_queue_answers_busy_and_records_what_it_accepted()
    {
        await using var log = await TestLog.OpenAsync(database, new EventStoreOptions { AppendsWaitingMax = 2 });
        List<Task<AppendResult>> accepted = [];
        AppendResult refused;

        await using (var head = await HeldHead.TakeAsync(database.Owner))
        {
            accepted.Add(log.AppendAsync(ExpectedVersion.Any, Events.One()));
            await head.WaiterAsync();
            accepted.Add(log.AppendAsync(ExpectedVersion.Any, Events.One()));
            accepted.Add(log.AppendAsync(ExpectedVersion.Any, Events.One()));
            refused = await log.AppendAsync(ExpectedVersion.Any, Events.One());
        }

        refused.ShouldBe(new Busy());
        (await Task.WhenAll(accepted)).ShouldAllBe(result => result is Appended);
        (await log.AppendAsync(ExpectedVersion.Any, Events.One())).ShouldBe(new Appended(log.At(4), log.At(4), new(4)));
    }

    [Fact]
    public async Task Too_many_waiting_bytes_answer_busy()
    {
        await using var log = await TestLog.OpenAsync(database, new EventStoreOptions { BytesWaitingMax = 100 });
        var large = Events.One($$"""{"n":"{{new string('x', 200)}}"}""");

        await using var head = await HeldHead.TakeAsync(database.Owner);
        var first = log.AppendAsync(ExpectedVersion.Any, large);
        await head.WaiterAsync();
        var second = log.AppendAsync(ExpectedVersion.Any, Events.One(large.Data.Text()));
        var third = await log.AppendAsync(ExpectedVersion.Any, Events.One());
        await head.DisposeAsync();

        third.ShouldBe(new Busy());
        (await first).ShouldBeOfType<Appended>();
        (await second).ShouldBeOfType<Appended>();
    }

    [Fact]
    public async Task An_append_whose_turn_does_not_come_in_time_is_answered_busy_and_not_recorded()
    {
        await using var log = await TestLog.OpenAsync(database, new EventStoreOptions { WaitingMax = TimeSpan.FromSeconds(2) });
        Task<AppendResult> first;
        Task<AppendResult> late;

        await using (var head = await HeldHead.TakeAsync(database.Owner))
        {
            first = log.AppendAsync(ExpectedVersion.Any, Events.One());
            await head.WaiterAsync();
            late = log.AppendAsync(ExpectedVersion.Any, Events.One());
            await Task.Delay(TimeSpan.FromSeconds(2.1), TimeProvider.System);
        }

        (await first).ShouldBe(new Appended(log.At(1), log.At(1), new(1)));
        (await late).ShouldBe(new Busy());
        (await log.AppendAsync(ExpectedVersion.Any, Events.One())).ShouldBe(new Appended(log.At(2), log.At(2), new(2)));
    }

    [Fact]
    public async Task A_group_that_the_database_does_not_write_in_time_fails_and_the_error_is_shown_until_one_succeeds()
    {
        await using var log = await TestLog.OpenAsync(database, new EventStoreOptions { WriteTimeout = TimeSpan.FromSeconds(1) });
        var written = Events.One();

        await using (var head = await HeldHead.TakeAsync(database.Owner))
        {
            await Should.ThrowAsync<NpgsqlException>(() => log.AppendAsync(ExpectedVersion.Any, written));
            log.Store.Status.AppendFailure.ShouldNotBeNull();
        }

        (await log.AppendAsync(ExpectedVersion.Any, written)).ShouldBe(new Appended(log.At(1), log.At(1), new(1)));
        log.Store.Status.AppendFailure.ShouldBeNull();
    }

    [Fact]
    public async Task Disposal_does_not_wait_for_a_database_that_does_not_answer()
    {
        await using var log = await TestLog.OpenAsync(database, new EventStoreOptions { GroupEventsMax = 1, WriteTimeout = TimeSpan.FromSeconds(1) });
        await using var head = await HeldHead.TakeAsync(database.Owner);
        var appends = Enumerable.Range(0, 20).Select(_ => log.AppendAsync(ExpectedVersion.Any, Events.One())).ToList();
        await head.WaiterAsync();

        // One write that times out, not twenty.
        await log.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        appends.ShouldAllBe(append => append.IsFaulted);
    }

    [Fact]
    public async Task A_caller_that_leaves_after_acceptance_takes_nothing_with_it()
    {
        await using var log = await TestLog.OpenAsync(database);
        using var leaving = new CancellationTokenSource();
        Task<AppendResult> left;
        Task<AppendResult> neighbour;

        await using (var head = await HeldHead.TakeAsync(database.Owner))
        {
            left = log.Store.AppendAsync(log.Stream, ExpectedVersion.Any, [Events.One()], leaving.Token);
            await head.WaiterAsync();
            neighbour = log.AppendAsync(ExpectedVersion.Any, Events.One());
            await leaving.CancelAsync();
        }

        (await left).ShouldBe(new Appended(log.At(1), log.At(1), new(1)));
        (await neighbour).ShouldBe(new Appended(log.At(2), log.At(2), new(2)));
    }

    [Fact]
    public async Task Disposal_writes_what_was_accepted()
    {
        await using var log = await TestLog.OpenAsync(database);
        var appends = Enumerable.Range(0, 200).Select(_ => log.AppendAsync(ExpectedVersion.Any, Events.One())).ToList();

        await log.DisposeAsync();

        appends.ShouldAllBe(append => append.IsCompletedSuccessfully);
        (await Task.WhenAll(appends)).ShouldAllBe(result => result is Appended);
    }

    [Fact]
    public async Task A_connection_killed_under_an_append_is_replaced_and_the_append_recorded_once()
    {
        await using var log = await TestLog.OpenAsync(database);
        await log.AppendAsync(ExpectedVersion.Any, Events.One());
        Task<AppendResult> append;

        await using (var head = await HeldHead.TakeAsync(database.Owner))
        {
            append = log.AppendAsync(ExpectedVersion.Any, Events.One());
            await KillAsync(await head.WaiterAsync());
            await head.WaiterAsync();
        }

        (await append).ShouldBe(new Appended(log.At(2), log.At(2), new(2)));
    }

    [Fact]
    public async Task While_the_database_is_away_callers_get_the_failure_and_a_retry_afterwards_succeeds()
    {
        var gone = new TestDatabase();
        await gone.InitializeAsync();
        await using (var log = await TestLog.OpenAsync(gone))
        {
            var name = new NpgsqlConnectionStringBuilder(gone.OwnerConnectionString).Database;
            var written = Events.One();
            await log.AppendAsync(ExpectedVersion.Any, Events.One());

            await ExecuteAsync(database.Owner, $"alter database {name} allow_connections false");
            await ExecuteAsync(database.Owner, $"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{name}'");
            await Should.ThrowAsync<NpgsqlException>(() => log.AppendAsync(ExpectedVersion.Any, written));
            await Should.ThrowAsync<NpgsqlException>(() => log.AppendAsync(ExpectedVersion.Any, written));
            await ExecuteAsync(database.Owner, $"alter database {name} allow_connections true");

            (await log.AppendAsync(ExpectedVersion.Any, written)).ShouldBe(new Appended(log.At(2), log.At(2), new(2)));
        }

        await gone.DisposeAsync();
    }

    [Fact]
    public async Task An_append_that_only_the_database_refuses_fails_alone()
    {
        await using var log = await TestLog.OpenAsync(database);
        await ExecuteAsync(database.Owner, "alter table events add constraint no_poison check (type <> 'Poison')");
        Task<AppendResult>[] neighbours;
        Task<AppendResult> poison;

        await using (var head = await HeldHead.TakeAsync(database.Owner))
        {
            var first = log.AppendAsync(ExpectedVersion.Any, Events.One());
            await head.WaiterAsync();
            var before = log.AppendAsync(ExpectedVersion.Any, Events.One());
            poison = log.AppendAsync(ExpectedVersion.Any, Events.One(type: "Poison"));
            neighbours = [first, before, log.AppendAsync(ExpectedVersion.Any, Events.One())];
        }

        (await Should.ThrowAsync<PostgresException>(() => poison)).ConstraintName.ShouldBe("no_poison");
        (await Task.WhenAll(neighbours)).ShouldBe(Enumerable.Range(1, 3).Select(n => new Appended(log.At(n), log.At(n), new(n))));
    }

    private async Task KillAsync(int pid) => await ExecuteAsync(database.Owner, $"select pg_terminate_backend({pid}, 10000)");

    private static async Task ExecuteAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
