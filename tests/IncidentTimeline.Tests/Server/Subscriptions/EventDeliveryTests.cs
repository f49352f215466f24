using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Events;
using IncidentTimeline.Server.Subscriptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Fact = IncidentTimeline.Facts.Fact;

namespace IncidentTimeline.Tests.Server.Subscriptions;

/// <summary>How the log is read for a worker: not where it is another than this process remembers, and not for longer than the worker waits.</summary>
public sealed class EventDeliveryTests(TestService service) : IClassFixture<TestService>
{
    /// <summary>Facts of one request.</summary>
    private const int Page = 200;

    private static int _names;

    private SubscriptionStore Store => service.Services.GetRequiredService<SubscriptionStore>();

    private EventFeed Feed => service.Services.GetRequiredService<EventFeed>();

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // Its writer sent it again after a failover, and it stands where it stood, behind other events.
    public async Task What_was_read_of_a_history_that_is_no_more_is_not_taken_in(bool isSameEvent)
    {
        var scene = await Scene.SetAsync(service.Admin);
        var name = await SubscribeAsync(scene);
        var position = await RecordAsync(scene, scene.Fact());
        var remembered = (await Feed.ReadOneAsync(position, CancellationToken.None)).ShouldNotBeNull();

        await RewriteAsync(position, isSameEvent ? remembered.Id : Guid.NewGuid(), remembered.RecordedAt.AddSeconds(isSameEvent ? 1 : 0));
        try
        {
            await Should.ThrowAsync<LogRewoundException>(NextAsync(Delivery(TimeProvider.System), name, TimeSpan.Zero));

            (await Store.FindAsync(name, CancellationToken.None))!.ReadTo.ShouldBe(position - 1); // It was made.
            (await Store.LeaseAsync(name, Guid.NewGuid(), 1, 60, null, CancellationToken.None))!.Value.Leased.ShouldBeEmpty(); // As above.
        }
        finally
        {
            await RewriteAsync(position, remembered.Id, remembered.RecordedAt);
        }

        (await NextAsync(Delivery(TimeProvider.System), name, TimeSpan.Zero)).ShouldNotBeNull().Events.ShouldHaveSingleItem().Event.Id.ShouldBe(remembered.Id);
    }

    [Fact]
    public async Task The_log_is_not_read_beyond_a_workers_time_though_all_that_passes_waits_behind_something_parked()
    {
        var (scene, name, _) = await ParkAsync();
        var last = 0L;
        for (var page = 0; page < 3; page++)
        {
            last = (await service.Admin.RecordAsync(scene.Facts, Enumerable.Range(0, Page).Select(_ => scene.Fact()).ToList())).Position();
        }

        (await Feed.WaitForAsync(last, CancellationToken.None)).ShouldBeTrue();

        // More is there than is taken in at once, and whenever this clock is looked at, more time has passed than a worker that does not wait is given.
        (await NextAsync(Delivery(new CountedTime(TimeSpan.FromSeconds(6))), name, TimeSpan.Zero)).ShouldBeNull();

        (await Store.FindAsync(name, CancellationToken.None))!.ReadTo.ShouldBeLessThan(last); // It was made.
        (await NextAsync(Delivery(TimeProvider.System), name, TimeSpan.Zero)).ShouldBeNull();
        (await Store.ListAsync(name, null, "", 1, CancellationToken.None)).Select(one => (one.ReadTo, one.Parked, one.Held, one.Waiting)).ShouldBe([(last, 1, 3 * Page, 0)]);
    }

    [Fact]
    public async Task A_worker_waits_out_its_time_quietly_while_everything_waits_behind_something_parked()
    {
        var (scene, name, _) = await ParkAsync();
        await RecordAsync(scene, scene.Fact());
        var time = new CountedTime(TimeSpan.Zero);

        (await NextAsync(Delivery(time), name, TimeSpan.FromSeconds(1))).ShouldBeNull();

        time.Looks.ShouldBeLessThan(50); // A handful for each time that it looks into the window, which is once a second and whenever something was read.
    }

    [Fact]
    public async Task What_a_worker_is_told_of_where_its_subscription_stands_is_what_the_list_says()
    {
        var (scene, name, parked) = await ParkAsync();
        await RecordAsync(scene, scene.Fact());
        await NextAsync(Delivery(TimeProvider.System), name, TimeSpan.Zero);
        await CompareAsync(SubscriptionState.Active, parked - 1);

        await Store.SkipAsync(name, [parked], "a test", CancellationToken.None);
        await CompareAsync(SubscriptionState.Active, parked);

        var batch = (await NextAsync(Delivery(TimeProvider.System), name, TimeSpan.Zero)).ShouldNotBeNull();
        await Store.AcknowledgeAsync(name, new Acknowledgement(batch.Lease), CancellationToken.None);
        await Store.PauseAsync(name, isPaused: true, CancellationToken.None);
        await CompareAsync(SubscriptionState.Paused, parked + 1); // Nothing is left in the window.

        async Task CompareAsync(SubscriptionState state, long position)
        {
            var progress = await Store.ProgressAsync(name, CancellationToken.None);
            var view = (await Store.ListAsync(name, null, "", 1, CancellationToken.None)).ShouldHaveSingleItem();
            progress.ShouldBe(new SubscriptionProgress(state, position, parked + 1));
            progress.ShouldBe(new SubscriptionProgress(view.State, view.Position, view.Head));
        }
    }

    /// <summary>A subscription to an incident, whose first event is parked.</summary>
    private async Task<(Scene Scene, string Name, long Parked)> ParkAsync()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var name = await SubscribeAsync(scene);
        var poison = await RecordAsync(scene, scene.Fact());
        var batch = (await NextAsync(Delivery(TimeProvider.System), name, TimeSpan.Zero)).ShouldNotBeNull();
        await Store.AcknowledgeAsync(name, new Acknowledgement(batch.Lease, [new EventOutcome(poison, WorkersOutcome.Parked)]), CancellationToken.None);
        return (scene, name, poison);
    }

    private async Task<string> SubscribeAsync(Scene scene)
    {
        var name = $"delivery-{Interlocked.Increment(ref _names)}";
        var subscription = new NewSubscription("now", new SubscriptionFilter(Incidents: [scene.Incident.Value]));
        (await Store.TryCreateAsync(name, "admin", subscription, scene.OpenedAt, CancellationToken.None)).ShouldBeTrue();
        return name;
    }

    private async Task<long> RecordAsync(Scene scene, Fact fact)
    {
        var position = await scene.RecordAsync(fact);
        (await Feed.WaitForAsync(position, CancellationToken.None)).ShouldBeTrue();
        return position;
    }

    /// <summary>The log holds another event there, and nobody has noticed yet.</summary>
    private async Task RewriteAsync(long position, Guid id, DateTimeOffset recordedAt)
    {
        await using var rewrite = service.Database.Owner.CreateCommand(
            $"""
            alter table events disable trigger events_are_append_only;
            update events set event_id = '{id}', recorded_at = '{recordedAt:O}' where position = {position};
            alter table events enable always trigger events_are_append_only;
            """);
        await rewrite.ExecuteNonQueryAsync();
    }

    private EventDelivery Delivery(TimeProvider time) => new(Store, Feed, time, service.Services.GetRequiredService<IHostApplicationLifetime>());

    private static Task<Batch?> NextAsync(EventDelivery delivery, string name, TimeSpan wait) => delivery.NextAsync(name, 1_000, 60, wait, null, CancellationToken.None);

    /// <summary>The time, and so much more for each look at it.</summary>
    private sealed class CountedTime(TimeSpan perLook) : TimeProvider
    {
        private long _looks;

        public long Looks => Volatile.Read(ref _looks);

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Interlocked.Increment(ref _looks) * perLook.TotalSeconds * TimestampFrequency);
    }
}
