using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests.EventLog.Histories;

/// <summary>When an epoch begins, what it tells, and that a process notices that its log is another. Each test has a log of its own.</summary>
public sealed class EpochTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_first_epoch_holds_all_that_was_recorded_before_it()
    {
        await using var store = Open();
        (await store.HistoryAsync(CancellationToken.None)).Epochs.ShouldBeEmpty();
        await RecordAsync(store, 3);
        await using var other = Open();
        await RecordAsync(other, 1);

        var history = await store.HistoryAsync(CancellationToken.None);

        history.Head.ShouldBe(new(4));
        history.Epochs.ShouldHaveSingleItem().After.ShouldBe(LogPosition.Start);
        (history.Of(LogPosition.Start), history.Of(new(4))).ShouldBe((history.Epochs[0], history.Epochs[0]));
        history.EndOf(history.Epochs[0].Id).ShouldBe(LogPosition.End);
        history.EndOf(Guid.NewGuid()).ShouldBeNull();
    }

    [Theory]
    [InlineData("system_identifier")]
    [InlineData("timeline")]
    public async Task Another_cluster_or_timeline_begins_an_epoch_before_the_first_append(string column)
    {
        await using (var before = Open())
        {
            await RecordAsync(before, 3);
        }

        await ExecuteAsync($"update epochs set {column} = {column} + 1");
        await using var store = Open();
        await RecordAsync(store, 2);

        var history = await store.HistoryAsync(CancellationToken.None);

        history.Epochs.Select(epoch => epoch.After.Value).ShouldBe([0, 3]);
        (history.Of(new(3)), history.Of(new(4))).ShouldBe((history.Epochs[0], history.Epochs[1]));
        history.EndOf(history.Epochs[0].Id).ShouldBe(new(3));
    }

    [Fact]
    public async Task Those_who_open_the_log_at_one_time_begin_one_epoch()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => Open()).ToList();

        await Task.WhenAll(stores.Select(store => store.BeginEpochAsync(CancellationToken.None)));

        (await stores[0].HistoryAsync(CancellationToken.None)).Epochs.Count.ShouldBe(1);
        await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task The_service_cannot_change_what_an_epoch_says()
    {
        await using var change = _database.Service.CreateCommand("update epochs set after_position = 0");

        (await Should.ThrowAsync<PostgresException>(() => change.ExecuteNonQueryAsync())).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task An_epoch_that_began_below_what_was_read_is_another_log()
    {
        await using var store = Open();
        await RecordAsync(store, 4);
        await store.HistoryUpToAsync(await ReadAsync(store, 4), CancellationToken.None);
        await RewindAsync(to: 3);
        await EventStore.BeginAnotherEpochAsync(_database.Service, CancellationToken.None);
        await using var other = Open();
        await RecordAsync(other, 3);

        await Should.ThrowAsync<LogRewoundException>(async () => await store.HistoryUpToAsync(await ReadAsync(other, 6), CancellationToken.None));

        store.Rewound.IsCompleted.ShouldBeTrue();
        store.Status.IsRewound.ShouldBeTrue();
        await Should.ThrowAsync<LogRewoundException>(() => store.AppendAsync("s", ExpectedVersion.Any, [Events.One()], CancellationToken.None));
        await Should.ThrowAsync<LogRewoundException>(() => store.HistoryAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_epoch_that_began_behind_what_was_read_is_the_same_log()
    {
        await using var store = Open();
        await RecordAsync(store, 4);
        await store.HistoryUpToAsync(await ReadAsync(store, 4), CancellationToken.None);
        await EventStore.BeginAnotherEpochAsync(_database.Service, CancellationToken.None);
        await RecordAsync(store, 1);

        var history = await store.HistoryUpToAsync(await ReadAsync(store, 5), CancellationToken.None);

        history.Of(new(5))!.After.ShouldBe(new(4)); // There are two.
    }

    [Fact]
    public async Task Nothing_is_appended_to_a_log_that_does_not_hold_what_was_read()
    {
        await using var store = Open();
        await RecordAsync(store, 4);
        store.History.Read(await ReadAsync(store, 4));
        await RewindAsync(to: 3);
        await using var other = Open();
        await RecordAsync(other, 2);
        await ExecuteAsync("select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

        await Should.ThrowAsync<LogRewoundException>(() => store.AppendAsync("s", ExpectedVersion.Any, [Events.One()], CancellationToken.None));

        await using var count = _database.Owner.CreateCommand("select count(*) from events");
        (await count.ExecuteScalarAsync()).ShouldBe(5L);
    }

    [Fact]
    public async Task A_checkpoint_moves_over_events_that_the_log_holds_only()
    {
        await using var store = Open();
        await RecordAsync(store, 2);
        await ExecuteAsync("insert into checkpoints (projection) values ('tally')");
        var held = await ReadAsync(store, 2);

        (await MoveAsync(held with { EventId = Guid.NewGuid() })).ShouldBe(0);
        (await MoveAsync(held with { RecordedAt = held.RecordedAt.AddMicroseconds(1) })).ShouldBe(0);
        (await MoveAsync(held)).ShouldBe(1);

        async Task<int> MoveAsync(RecordedEvent to)
        {
            await using var move = _database.Service.CreateCommand(EmbeddedSql.Read("Projecting.move_over_events.sql"));
            foreach (var value in (object[])["tally", 0L, to.Position.Value, to.EventId, to.RecordedAt])
            {
                move.Parameters.Add(new() { Value = value });
            }

            return await move.ExecuteNonQueryAsync();
        }
    }

    private EventStore Open() => new(_database.Service, new EventStoreOptions(), TimeProvider.System, null);

    private static async Task RecordAsync(EventStore store, int count) =>
        (await store.AppendAsync("s", ExpectedVersion.Any, Events.Many(count), CancellationToken.None)).ShouldBeOfType<AppendResult.Appended>();

    private static async Task<RecordedEvent> ReadAsync(EventStore store, long position)
    {
        await foreach (var recorded in store.ReadLogAsync(new(position - 1), new(position), CancellationToken.None))
        {
            return recorded;
        }

        throw new InvalidOperationException("It is not there.");
    }

    private Task RewindAsync(long to) => ExecuteAsync(
        $"""
        alter table events disable trigger all;
        delete from events where position > {to};
        alter table events enable always trigger events_are_append_only;
        update log_head set position = {to};
        update streams set version = {to};
        """);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
