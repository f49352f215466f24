using IncidentTimeline.EventLog;
using Npgsql;

namespace IncidentTimeline.Tests.EventLog.Following;

/// <summary>History, then live, without a seam, whatever happens to the connection.</summary>
public sealed class FollowTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(4_096, 256)]
    [InlineData(8, 3)]
    public async Task Followers_that_start_anywhere_see_every_event_once_while_others_append(int tailEventsMax, int pageEventsMax)
    {
        await using var log = await TestLog.OpenAsync(database, new EventStoreOptions { TailEventsMax = tailEventsMax, PageEventsMax = pageEventsMax });
        await log.AppendAsync(ExpectedVersion.Any, Events.Many(50));

        var followers = Enumerable.Range(0, 6).Select(n => TakeAsync(log.Store, log.At(n * 20), 650 - (n * 20))).ToList();
        await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => log.AppendAsync(ExpectedVersion.Any, Events.One())));
        followers.Add(TakeAsync(log.Store, log.At(0), 650));

        foreach (var (seen, n) in (await Task.WhenAll(followers)).Select((seen, n) => (seen, n % 6)))
        {
            seen.ShouldBe(Enumerable.Range((n * 20) + 1, 650 - (n * 20)).Select(position => log.At(position)));
        }
    }

    [Fact]
    public async Task A_follower_of_one_process_sees_what_another_appends()
    {
        await using var log = await TestLog.OpenAsync(database, new EventStoreOptions { PollInterval = Patience });
        await using var other = await TestLog.OpenAsync(database);
        await using var live = log.Store.FollowAsync(log.At(0), CancellationToken.None).GetAsyncEnumerator();

        for (var n = 1; n <= 20; n++)
        {
            var next = live.MoveNextAsync().AsTask();
            await other.AppendAsync(ExpectedVersion.Any, Events.One());
            (await next.WaitAsync(Patience / 2)).ShouldBeTrue();
            live.Current.Position.ShouldBe(log.At(n));
        }
    }

    [Fact]
    public async Task A_killed_listening_connection_is_replaced_and_nothing_is_missed()
    {
        await using var log = await TestLog.OpenAsync(database);
        await using var live = log.Store.FollowAsync(log.At(0), CancellationToken.None).GetAsyncEnumerator();

        for (var n = 1; n <= 3; n++)
        {
            await log.AppendAsync(ExpectedVersion.Any, Events.One());
            (await live.MoveNextAsync().AsTask().WaitAsync(Patience)).ShouldBeTrue();
            live.Current.Position.ShouldBe(log.At(n));
            await KillAllButMineAsync();
        }
    }

    [Fact]
    public async Task A_slow_follower_falls_back_to_reading_and_misses_nothing()
    {
        await using var log = await TestLog.OpenAsync(database, new EventStoreOptions { TailEventsMax = 4, PageEventsMax = 2 });
        await using var slow = log.Store.FollowAsync(log.At(0), CancellationToken.None).GetAsyncEnumerator();
        var fast = TakeAsync(log.Store, log.At(0), 40);
        await log.AppendAsync(ExpectedVersion.Any, Events.One());
        await slow.MoveNextAsync();

        for (var n = 2; n <= 40; n++)
        {
            await log.AppendAsync(ExpectedVersion.Any, Events.One());
        }

        (await fast).Count.ShouldBe(40);
        for (var n = 2; n <= 40; n++)
        {
            await slow.MoveNextAsync().AsTask().WaitAsync(Patience);
            slow.Current.Position.ShouldBe(log.At(n));
        }
    }

    [Fact]
    public async Task Three_hundred_followers_need_two_connections()
    {
        await using var few = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ServiceConnectionString) { MaxPoolSize = 2 }.ConnectionString);
        await using var store = new EventStore(few, new EventStoreOptions(), TimeProvider.System, null);
        await using var log = await TestLog.OpenAsync(database);

        var followers = Enumerable.Range(0, 300).Select(_ => TakeAsync(store, log.At(0), 20)).ToList();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => log.AppendAsync(ExpectedVersion.Any, Events.One())));

        (await Task.WhenAll(followers)).ShouldAllBe(seen => seen.Count == 20);
    }

    [Fact]
    public async Task A_follower_that_starts_in_the_future_waits_for_it()
    {
        await using var log = await TestLog.OpenAsync(database);
        var future = TakeAsync(log.Store, log.At(3), 1);

        await log.AppendAsync(ExpectedVersion.Any, Events.Many(2));
        await log.AppendAsync(ExpectedVersion.Any, Events.Many(2));

        (await future).ShouldBe([log.At(4)]);
    }

    [Fact]
    public async Task Following_ends_by_cancellation_and_by_disposal()
    {
        await using var log = await TestLog.OpenAsync(database);
        using var leaving = new CancellationTokenSource();
        var left = log.Store.FollowAsync(log.At(0), leaving.Token).GetAsyncEnumerator().MoveNextAsync().AsTask();
        var stayed = log.Store.FollowAsync(log.At(0), CancellationToken.None).GetAsyncEnumerator().MoveNextAsync().AsTask();

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => left.WaitAsync(Patience));
        await log.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(() => stayed.WaitAsync(Patience));
    }

    private static async Task<List<LogPosition>> TakeAsync(EventStore store, LogPosition after, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var seen = new List<LogPosition>();
        await foreach (var recorded in store.FollowAsync(after, patience.Token))
        {
            seen.Add(recorded.Position);
            if (seen.Count == count)
            {
                break;
            }
        }

        return seen;
    }

    private async Task KillAllButMineAsync()
    {
        await using var kill = database.Owner.CreateCommand(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        await kill.ExecuteNonQueryAsync();
    }
}
