using IncidentTimeline.EventLog;

namespace IncidentTimeline.Tests.EventLog.Following;

/// <summary>The database is another than it was: restored from a backup, or failed over to a server without the last commits.</summary>
public sealed class RewoundLogTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestDatabase _database = new();
    private readonly HeardLog _heard = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    public void Dispose() => _heard.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_log_that_lacks_or_replaced_what_was_read_from_it_ends_following_with_an_error(bool isReplaced)
    {
        await using var store = new EventStore(_database.Service, new EventStoreOptions(), TimeProvider.System, _heard);
        await store.AppendAsync("s", ExpectedVersion.Any, Events.Many(3), CancellationToken.None);
        await using var live = store.FollowAsync(LogPosition.Start, CancellationToken.None).GetAsyncEnumerator();
        for (var n = 1; n <= 3; n++)
        {
            await live.MoveNextAsync().AsTask().WaitAsync(Patience);
        }

        // What was read live is held against the log by its id, what was there before by its position.
        await store.AppendAsync("s", ExpectedVersion.Any, [Events.One()], CancellationToken.None);
        await live.MoveNextAsync().AsTask().WaitAsync(Patience);
        var next = live.MoveNextAsync().AsTask();
        await RewindAsync(to: 3, isReplaced);

        (await Should.ThrowAsync<LogRewoundException>(() => next.WaitAsync(Patience))).Message.ShouldContain(isReplaced ? "another event at position 4" : "ends at position 3");
        _heard.Errors.ShouldContain(line => line.Contains("The log is another than the one that this process has read", StringComparison.Ordinal));
        await Should.ThrowAsync<LogRewoundException>(() => store.FollowAsync(LogPosition.Start, CancellationToken.None).GetAsyncEnumerator().MoveNextAsync().AsTask().WaitAsync(Patience));
    }

    private async Task RewindAsync(long to, bool isReplaced)
    {
        var replacing = isReplaced
            ? $"insert into events values ({to} + 1, {to} + 1, now(), gen_random_uuid(), 1, 's', 'NumberSeen', '{{}}', '{{}}'); update log_head set position = {to} + 1;"
            : "";
        await using var rewind = _database.Owner.CreateCommand(
            $"""
            alter table events disable trigger all;
            delete from events where position > {to};
            alter table events enable always trigger events_are_append_only;
            update log_head set position = {to};
            update streams set version = {to};
            {replacing}
            """);
        await rewind.ExecuteNonQueryAsync();

        // After the commit, or the reader might be back before it.
        await using var kill = _database.Owner.CreateCommand(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        await kill.ExecuteNonQueryAsync();
    }
}
