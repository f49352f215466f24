using System.Net;
using IncidentTimeline.Client;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Events;
using IncidentTimeline.Tests.Server.Hosting.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using EventFilter = IncidentTimeline.Client.EventFilter;
using Fact = IncidentTimeline.Facts.Fact;
using IncidentRelated = IncidentTimeline.Desk.IncidentRelated;
using IncidentRelation = IncidentTimeline.Desk.IncidentRelation;
using NewKey = IncidentTimeline.Server.Access.Keys.NewKey;
using NewSubscription = IncidentTimeline.Client.NewSubscription;

namespace IncidentTimeline.Tests.Server.Subscriptions;

/// <summary>Durable subscriptions over HTTP by the client, as another service uses them.</summary>
public sealed class SubscriptionTests(TestService service) : IClassFixture<TestService>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private static int _names;

    [Fact]
    public async Task Each_incidents_events_come_in_order_to_one_worker_at_a_time()
    {
        var (one, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        using var client = Client();
        var name = await SubscribeAsync(client, one, other);
        var (first, second) = (await RecordAsync(one, one.Fact()), await RecordAsync(one, one.Fact()));
        var elsewhere = await RecordAsync(other, other.Fact());

        var mine = await NextAsync(client, name, limit: 1);
        Positions(mine).ShouldBe([first]);
        var theirs = await NextAsync(client, name);
        Positions(theirs).ShouldBe([elsewhere]);
        (await client.Subscriptions.NextAsync(name, 100, TimeSpan.Zero, Lease, null, CancellationToken.None)).Events.ShouldBeEmpty();

        await client.Subscriptions.AcknowledgeAsync(name, mine.Lease!.Value, null, null, CancellationToken.None); // With events there is a lease.
        Positions(await NextAsync(client, name)).ShouldBe([second]);
        var shown = await client.Subscriptions.ShowAsync(name, CancellationToken.None);
        (shown.Position, shown.Leased, shown.Waiting).ShouldBe((second - 1, 2, 0));
    }

    [Fact]
    public async Task A_retraction_comes_though_the_filter_names_the_type_of_what_it_takes_back()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var client = Client();
        var name = NewName();
        await client.Subscriptions.PutAsync(name, new NewSubscription("now") { Filter = new EventFilter { Types = ["DroneDownReported"], Regions = ["RU-KLU"] } }, CancellationToken.None);
        var fact = scene.Fact();
        var reported = await RecordAsync(scene, fact);
        var retracted = await RecordAsync(scene, scene.Fact(new StatementRetracted(fact.FactId), region: "RU-TUL"));

        var taken = new List<long>();
        while (taken.Count < 2)
        {
            var next = await NextAsync(client, name);
            taken.AddRange(Positions(next));
            await client.Subscriptions.AcknowledgeAsync(name, next.Lease!.Value, null, null, CancellationToken.None); // As above.
        }

        taken.ShouldBe([reported, retracted]);
    }

    [Fact]
    public async Task What_a_crashed_worker_had_is_taken_over_and_what_it_says_later_counts_no_more()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var client = Client();
        var name = await SubscribeAsync(client, scene);
        var position = await RecordAsync(scene, scene.Fact());
        var crashed = await NextAsync(client, name, lease: TimeSpan.FromSeconds(1));

        var next = await NextAsync(client, name);

        (next.Events[0].Event.Position, next.Events[0].Attempt).ShouldBe((position, 2));
        (await AcknowledgeAsync(client, name, crashed, DeliveryOutcome.Done)).Lost.ShouldBe([position]);
        (await client.Subscriptions.AcknowledgeAsync(name, crashed.Lease!.Value, null, null, CancellationToken.None)).Lost.ShouldBe([position]); // As above.
        (await AcknowledgeAsync(client, name, next, DeliveryOutcome.Done)).Taken.ShouldBe([position]);
        (await AcknowledgeAsync(client, name, next, DeliveryOutcome.Done)).Taken.ShouldBe([position]); // The answer may have been lost.
        (await OutcomesAsync(client, name)).ShouldBe([(position, 1, "expired"), (position, 2, "done")]);
    }

    [Fact]
    public async Task A_worker_that_is_late_counts_as_long_as_nobody_else_has_what_it_did()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var client = Client();
        var name = await SubscribeAsync(client, scene);
        var position = await RecordAsync(scene, scene.Fact());
        var late = await NextAsync(client, name, lease: TimeSpan.FromSeconds(1));
        await UntilAsync(() => HasRunOutAsync(name));
        var shown = await client.Subscriptions.ShowAsync(name, CancellationToken.None);
        (shown.Waiting, shown.Leased).ShouldBe((1, 0));

        (await AcknowledgeAsync(client, name, late, DeliveryOutcome.Done)).Taken.ShouldBe([position]);
        (await client.Subscriptions.ShowAsync(name, CancellationToken.None)).Position.ShouldBeGreaterThanOrEqualTo(position);
    }

    [Fact]
    public async Task What_was_parked_as_its_leases_ran_out_holds_up_nothing_once_it_is_acknowledged_after_all()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var client = Client();
        var name = NewName();
        await client.Subscriptions.PutAsync(name, new NewSubscription("now") { Filter = new EventFilter { Incidents = [scene.Incident.Value] }, AttemptsMax = 1 }, CancellationToken.None);
        var (slow, behind) = (await RecordAsync(scene, scene.Fact()), await RecordAsync(scene, scene.Fact()));
        await NextAsync(client, name);
        await RunOutAsync(name);
        var late = await NextAsync(client, name); // Alone, and for the last time.
        await RunOutAsync(name);
        (await TryNextAsync(client, name)).Events.ShouldBeEmpty();
        var shown = await client.Subscriptions.ShowAsync(name, CancellationToken.None);
        (shown.ParkedEvents!.Single().Position, shown.Held).ShouldBe((slow, 1)); // Of one subscription they are shown.

        (await AcknowledgeAsync(client, name, late, DeliveryOutcome.Done)).Taken.ShouldBe([slow]);

        Positions(await TryNextAsync(client, name)).ShouldBe([behind]);
    }

    [Fact]
    public async Task What_is_held_is_not_done_before_what_it_waits_behind()
    {
        var (one, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        using var client = Client();
        var name = await SubscribeAsync(client, one, other);
        var poison = await RecordAsync(one, one.Fact());
        var (_, both) = await one.DecideAsync(new IncidentRelated(IncidentRelation.Before, other.Incident, "The first of two."));
        var behind = await RecordAsync(other, other.Fact());
        var late = await NextAsync(client, name, limit: 2);
        Positions(late).ShouldBe([poison, both]);
        await RunOutAsync(name);
        var again = await NextAsync(client, name);
        Positions(again).ShouldBe([poison]);
        await AcknowledgeAsync(client, name, again, DeliveryOutcome.Parked);
        (await TryNextAsync(client, name)).Events.ShouldBeEmpty();
        var shown = await client.Subscriptions.ShowAsync(name, CancellationToken.None);
        (shown.Parked, shown.Held).ShouldBe((1, 2)); // What bears on both waits behind what is parked, and holds up the other incident.

        var taken = await client.Subscriptions.AcknowledgeAsync(name, late.Lease!.Value, [new EventOutcome(both)], null, CancellationToken.None); // With events there is a lease.

        (taken.Taken.Count, taken.Lost.Single()).ShouldBe((0, both));
        (await TryNextAsync(client, name)).Events.ShouldBeEmpty();
        await client.Subscriptions.SkipAsync(name, [poison], CancellationToken.None);
        Positions(await TryNextAsync(client, name)).ShouldBe([both]); // Alone, as a lease ran out over it.
    }

    [Theory]
    [InlineData(DeliveryOutcome.Failed)]
    [InlineData(DeliveryOutcome.Parked)]
    [InlineData(DeliveryOutcome.Returned)]
    public async Task Nothing_is_done_after_what_a_worker_gave_up_in_its_incident(DeliveryOutcome outcome)
    {
        var (one, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        using var client = Client();
        var name = await SubscribeAsync(client, one, other);
        var (first, second, third) = (await RecordAsync(one, one.Fact()), await RecordAsync(one, one.Fact()), await RecordAsync(one, one.Fact()));
        var elsewhere = await RecordAsync(other, other.Fact());
        var next = await NextAsync(client, name);

        var told = await SayAsync(next, new EventOutcome(first, outcome), new EventOutcome(second), new EventOutcome(elsewhere));
        var late = await SayAsync(next, new EventOutcome(third));

        told.Taken.ShouldBe([first, elsewhere]);
        told.Lost.ShouldBe([second]);
        (late.Taken.Count, late.Lost.Single()).ShouldBe((0, third)); // It was given back with the second.
        await client.Subscriptions.RedeliverAsync(name, [first], CancellationToken.None);
        Positions(await TryNextAsync(client, name)).ShouldBe([first, second, third]);

        Task<Acknowledged> SayAsync(NextEvents taken, params EventOutcome[] outcomes) =>
            client.Subscriptions.AcknowledgeAsync(name, taken.Lease!.Value, outcomes, null, CancellationToken.None); // With events there is a lease.
    }

    [Fact]
    public async Task Nothing_is_done_before_what_comes_earlier_in_its_incident_is()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var client = Client();
        var name = await SubscribeAsync(client, scene);
        var (first, second) = (await RecordAsync(scene, scene.Fact()), await RecordAsync(scene, scene.Fact()));
        var next = await NextAsync(client, name);

        var hasty = await client.Subscriptions.AcknowledgeAsync(name, next.Lease!.Value, [new EventOutcome(second)], null, CancellationToken.None); // As above.
        var then = await client.Subscriptions.AcknowledgeAsync(name, next.Lease!.Value, [new EventOutcome(first)], null, CancellationToken.None); // As above.

        (hasty.Taken.Count, hasty.Lost.Single(), then.Taken.Single()).ShouldBe((0, second, first));
        var again = await TryNextAsync(client, name);
        (again.Events.Single().Event.Position, again.Events.Single().Attempt).ShouldBe((second, 1));
    }

    [Theory]
    [InlineData("\"outcomes\":null", "malformed")]
    [InlineData("\"outcomes\":[{\"position\":1},{\"position\":1,\"outcome\":\"failed\"}]", "invalid")]
    public async Task An_acknowledgement_that_cannot_be_meant_is_refused(string outcomes, string slug)
    {
        using var client = Client();
        var name = NewName();
        await client.Subscriptions.PutAsync(name, new NewSubscription("beginning"), CancellationToken.None);
        var lease = (await NextAsync(client, name, limit: 1)).Lease;

        using var response = await service.Admin.PostAsync($"/subscriptions/{name}/ack", Json($$"""{"lease":"{{lease}}",{{outcomes}}}"""));

        (await response.ProblemAsync()).ShouldBeProblem(400, slug, "/outcomes");
        (await client.Subscriptions.ShowAsync(name, CancellationToken.None)).Leased.ShouldBe(1);
    }

    [Fact]
    public async Task Positions_are_taken_as_text_too_as_events_tell_them()
    {
        using var client = Client();
        var name = NewName();
        await client.Subscriptions.PutAsync(name, new NewSubscription("beginning"), CancellationToken.None);
        var next = await NextAsync(client, name, limit: 1);

        using var done = await service.Admin.PostAsync($"/subscriptions/{name}/ack", Json($$"""{"lease":"{{next.Lease}}","outcomes":[{"position":"{{next.Events[0].Event.Position}}"}]}"""));
        using var again = await service.Admin.PostAsync($"/subscriptions/{name}/redeliver", Json($$"""{"positions":["{{next.Events[0].Event.Position}}"]}"""));

        (done.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        Positions(await NextAsync(client, name, limit: 1)).ShouldBe(Positions(next));
    }

    [Fact]
    public async Task A_worker_makes_its_subscription_though_the_service_is_away_when_it_starts()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var position = await RecordAsync(scene, scene.Fact());
        using var http = new HttpClient(new AwayAtFirst(3)) { BaseAddress = service.Admin.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", service.AdminKey);
        using var client = new TimelineClient(http, TimeProvider.System);
        using var enough = new CancellationTokenSource(Patience);
        var handled = new List<long>();

        await Should.ThrowAsync<OperationCanceledException>(client.Subscriptions.WorkAsync(
            NewName(), new NewSubscription("beginning") { Filter = new EventFilter { Incidents = [scene.Incident.Value] } }, HandleAsync, new WorkOptions(), enough.Token));

        handled.ShouldContain(position);

        Task HandleAsync(TimelineEvent one, CancellationToken cancellationToken)
        {
            handled.Add(one.Position);
            return one.Position == position ? enough.CancelAsync() : Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_worker_ends_where_its_subscription_is_deleted()
    {
        using var client = Client();

        (await Should.ThrowAsync<TimelineProblemException>(client.Subscriptions.WorkAsync(NewName(), (_, _) => Task.CompletedTask, new WorkOptions(), CancellationToken.None))).Slug.ShouldBe("not-found");
    }

    [Fact]
    public async Task A_lease_can_be_prolonged()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var client = Client();
        var name = await SubscribeAsync(client, scene);
        await RecordAsync(scene, scene.Fact());
        var taken = await NextAsync(client, name, lease: TimeSpan.FromSeconds(30));

        var kept = await client.Subscriptions.AcknowledgeAsync(name, taken.Lease!.Value, [], TimeSpan.FromHours(1), CancellationToken.None); // As above.

        (kept.Taken.Count, kept.Lost.Count).ShouldBe((0, 0));
        (await client.Subscriptions.ShowAsync(name, CancellationToken.None)).Leased.ShouldBe(1); // Of what is not named nothing is said.
        kept.LeasedUntil!.Value.ShouldBeGreaterThan(taken.LeasedUntil!.Value.AddMinutes(50)); // Something is left, and was asked for.
    }

    [Fact]
    public async Task A_poison_event_is_parked_and_holds_up_its_incident_only()
    {
        var (ill, well) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        using var client = Client();
        var name = await SubscribeAsync(client, ill, well);
        var (poison, behind) = (await RecordAsync(ill, ill.Fact()), await RecordAsync(ill, ill.Fact()));
        var taken = await NextAsync(client, name);
        await client.Subscriptions.AcknowledgeAsync(name, taken.Lease!.Value, // As above.
            [new EventOutcome(poison, DeliveryOutcome.Parked, "It makes no \u001b[31msense."), new EventOutcome(behind, DeliveryOutcome.Returned)], null, CancellationToken.None);
        var elsewhere = await RecordAsync(well, well.Fact());

        Positions(await NextAsync(client, name)).ShouldBe([elsewhere]);
        var shown = await client.Subscriptions.ShowAsync(name, CancellationToken.None);
        (shown.Parked, shown.Held, shown.Position, shown.LastError!.Position).ShouldBe((1, 1, poison - 1, poison)); // There was one.
        shown.ParkedEvents!.Select(one => (one.Position, one.Error)).ShouldBe([(poison, "It makes no \u001b[31msense.")]); // Of one subscription they are shown.

        await client.Subscriptions.RedeliverAsync(name, [poison], CancellationToken.None);
        var again = await NextAsync(client, name);
        again.Events.Select(one => (one.Event.Position, one.Attempt)).ShouldBe([(poison, 1), (behind, 1)]);
    }

    [Fact]
    public async Task What_fails_too_often_is_parked_and_skipping_it_lets_the_rest_go_on()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var client = Client();
        var name = NewName();
        await client.Subscriptions.PutAsync(name, new NewSubscription("now") { Filter = new EventFilter { Incidents = [scene.Incident.Value] }, AttemptsMax = 2 }, CancellationToken.None);
        var (poison, behind) = (await RecordAsync(scene, scene.Fact()), await RecordAsync(scene, scene.Fact()));
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var next = await NextAsync(client, name, limit: 1);
            next.Events.Single().Attempt.ShouldBe(attempt);
            await AcknowledgeAsync(client, name, next, DeliveryOutcome.Failed);
        }

        (await client.Subscriptions.ShowAsync(name, CancellationToken.None)).Parked.ShouldBe(1);
        (await Should.ThrowAsync<TimelineProblemException>(client.Subscriptions.SkipAsync(name, [behind], CancellationToken.None))).Slug.ShouldBe("not-parked");
        await client.Subscriptions.SkipAsync(name, [poison], CancellationToken.None);
        Positions(await NextAsync(client, name)).ShouldBe([behind]);
        (await OutcomesAsync(client, name)).ShouldBe([(poison, 1, "failed"), (poison, 2, "failed"), (poison, 0, "skipped"), (behind, 1, null)]);
    }

    [Fact]
    public async Task It_is_paused_resumed_reset_and_deleted()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var client = Client();
        var name = await SubscribeAsync(client, scene);
        var (first, second) = (await RecordAsync(scene, scene.Fact()), await RecordAsync(scene, scene.Fact()));
        (await client.Subscriptions.PauseAsync(name, CancellationToken.None)).State.ShouldBe("paused");
        var paused = await client.Subscriptions.NextAsync(name, 100, TimeSpan.Zero, Lease, null, CancellationToken.None);
        (paused.State, paused.Events.Count).ShouldBe(("paused", 0));
        await client.Subscriptions.ResumeAsync(name, CancellationToken.None);
        var taken = await NextAsync(client, name);
        Positions(taken).ShouldBe([first, second]);

        await client.Subscriptions.ResetAsync(name, $"{first}", CancellationToken.None);

        // What a service sends whenever it starts is good still.
        await client.Subscriptions.PutAsync(name, new NewSubscription("now") { Filter = new EventFilter { Incidents = [scene.Incident.Value] } }, CancellationToken.None);
        (await AcknowledgeAsync(client, name, taken, DeliveryOutcome.Done)).Lost.ShouldBe([first, second]);
        var again = await NextAsync(client, name);
        Positions(again).ShouldBe([second]);
        await AcknowledgeAsync(client, name, again, DeliveryOutcome.Done);
        await client.Subscriptions.RedeliverAsync(name, [second], CancellationToken.None);
        Positions(await NextAsync(client, name)).ShouldBe([second]);
        (await Should.ThrowAsync<TimelineProblemException>(client.Subscriptions.RedeliverAsync(name, [scene.OpenedAt - 1], CancellationToken.None))).Slug.ShouldBe("not-delivered");
        (await Should.ThrowAsync<TimelineProblemException>(client.Subscriptions.ResetAsync(name, "999999999", CancellationToken.None))).Slug.ShouldBe("log-rewound");

        await client.Subscriptions.DeleteAsync(name, CancellationToken.None);
        (await Should.ThrowAsync<TimelineProblemException>(client.Subscriptions.ShowAsync(name, CancellationToken.None))).Slug.ShouldBe("not-found");
    }

    [Fact]
    public async Task What_it_had_been_told_by_a_moment_can_be_asked_for_later()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var client = Client();
        var name = await SubscribeAsync(client, scene);
        var first = await RecordAsync(scene, scene.Fact());
        var taken = await NextAsync(client, name, worker: "night shift");
        var between = await RecordAsync(scene, scene.Fact());
        await AcknowledgeAsync(client, name, taken, DeliveryOutcome.Done);
        await NextAsync(client, name);

        (await client.Subscriptions.ReceivedAsync(name, $"{first - 1}", CancellationToken.None).ToListAsync()).ShouldBeEmpty();
        var then = (await client.Subscriptions.ReceivedAsync(name, $"{first}", CancellationToken.None).ToListAsync()).ShouldHaveSingleItem();
        (then.Position, then.Attempt, then.Worker, then.Outcome).ShouldBe((first, 1, "night shift", null));
        (await OutcomesAsync(client, name)).ShouldBe([(first, 1, "done"), (between, 1, null)]);
    }

    [Fact]
    public async Task What_is_on_record_for_long_enough_is_dropped_and_that_is_said()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var client = Client();
        var name = await SubscribeAsync(client, scene);
        var (old, recent) = (await RecordAsync(scene, scene.Fact()), await RecordAsync(scene, scene.Fact()));
        await AcknowledgeAsync(client, name, await NextAsync(client, name), DeliveryOutcome.Done);
        await using var age = service.Database.Owner.CreateCommand(
            $"update timeline.deliveries set delivered_at = delivered_at - interval '31 days' where position = {old}; update timeline.subscriptions set kept_since = kept_since - interval '60 days' where name = '{name}'");
        await age.ExecuteNonQueryAsync();

        await service.Services.GetRequiredService<IncidentTimeline.Server.Subscriptions.DeliveryRetention>().ForgetAsync(CancellationToken.None);

        (await OutcomesAsync(client, name)).ShouldBe([(recent, 1, "done")]);
        (await client.Subscriptions.ShowAsync(name, CancellationToken.None)).DeliveriesSince.ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddDays(-31));
    }

    [Fact]
    public async Task Where_it_stands_is_a_metric_and_nothing_is_told_of_a_paused_one()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var client = Client();
        var (name, paused) = (await SubscribeAsync(client, scene), await SubscribeAsync(client, scene));
        await client.Subscriptions.PauseAsync(paused, CancellationToken.None);
        await RecordAsync(scene, scene.Fact());
        await AcknowledgeAsync(client, name, await NextAsync(client, name), DeliveryOutcome.Parked);

        await service.Services.GetRequiredService<IncidentTimeline.Server.Subscriptions.SubscriptionGauges>().LookAsync(CancellationToken.None);

        // The exporter answers from what it gathered a moment ago.
        var metrics = await Exposition.WaitAsync(service.Admin, one => one.Find("timeline_subscription_parked", ("subscription", name)) == 1);
        metrics.Find("timeline_subscription_lag", ("subscription", name)).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(1);
        metrics.Find("timeline_subscription_lag", ("subscription", paused)).ShouldBeNull();
    }

    [Fact]
    public async Task It_is_its_owners_and_others_look_at_most()
    {
        using var owner = await ClientAsync("owner", Role.Subscriber);
        using var same = await ClientAsync("owner", Role.Subscriber);
        using var other = await ClientAsync("other", Role.Subscriber);
        using var auditor = await ClientAsync("auditor", Role.Auditor);
        var name = NewName();
        await owner.Subscriptions.PutAsync(name, new NewSubscription("beginning"), CancellationToken.None);

        (await same.Subscriptions.PutAsync(name, new NewSubscription("beginning"), CancellationToken.None)).Owner.ShouldBe("owner");
        (await auditor.Subscriptions.ShowAsync(name, CancellationToken.None)).Name.ShouldBe(name);
        (await auditor.Subscriptions.ListAsync(CancellationToken.None).ToListAsync()).ShouldContain(one => one.Name == name);
        (await other.Subscriptions.ListAsync(CancellationToken.None).ToListAsync()).ShouldNotContain(one => one.Name == name);
        foreach (var attempt in (Func<Task>[])[
            () => other.Subscriptions.PutAsync(name, new NewSubscription("beginning"), CancellationToken.None),
            () => other.Subscriptions.ShowAsync(name, CancellationToken.None),
            () => NextAsync(other, name),
            () => other.Subscriptions.AcknowledgeAsync(name, Guid.NewGuid(), null, null, CancellationToken.None),
            () => other.Subscriptions.PauseAsync(name, CancellationToken.None),
            () => other.Subscriptions.ResetAsync(name, "now", CancellationToken.None),
            () => other.Subscriptions.RedeliverAsync(name, [1], CancellationToken.None),
            () => other.Subscriptions.SkipAsync(name, [1], CancellationToken.None),
            () => other.Subscriptions.ReceivedAsync(name, null, CancellationToken.None).ToListAsync().AsTask(),
            () => other.Subscriptions.DeleteAsync(name, CancellationToken.None)])
        {
            var refused = await Should.ThrowAsync<TimelineProblemException>(attempt);
            (refused.Status, refused.Slug).ShouldBe((HttpStatusCode.Forbidden, "not-yours"));
        }
    }

    [Fact]
    public async Task A_start_or_filter_that_cannot_be_meant_is_refused_with_what_would_be_right()
    {
        var path = $"/subscriptions/{NewName()}";
        foreach (var (body, status, slug, pointer) in (IEnumerable<(string, int, string, string)>)[
            ("""{}""", 400, "malformed", ""),
            ("""{"start":"yesterday"}""", 400, "invalid", "/start"),
            ("""{"start":"-1"}""", 400, "invalid", "/start"),
            ("""{"start":"99999999"}""", 409, "log-rewound", ""),
            ("""{"start":"now","attemptsMax":0}""", 400, "invalid", "/attemptsMax"),
            ("""{"start":"now","filter":{"types":["Nonsense"]}}""", 400, "invalid", "/filter/types"),
            ("""{"start":"now","filter":{"regions":["Moscow"]}}""", 400, "invalid", "/filter/regions"),
            ("""{"start":"now","filter":{"regions":[]}}""", 400, "invalid", "/filter/regions")])
        {
            using var response = await service.Admin.PutAsync(path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
            (await response.ProblemAsync()).ShouldBeProblem(status, slug, pointer.Length == 0 ? null : pointer);
        }

        using var client = Client();
        var name = NewName();
        await client.Subscriptions.PutAsync(name, new NewSubscription("beginning"), CancellationToken.None);
        (await Should.ThrowAsync<TimelineProblemException>(client.Subscriptions.PutAsync(name, new NewSubscription("now"), CancellationToken.None))).Slug.ShouldBe("start-is-past");
        (await Should.ThrowAsync<TimelineProblemException>(client.Subscriptions.PutAsync("No such name", new NewSubscription("now"), CancellationToken.None))).Slug.ShouldBe("invalid");
        (await Should.ThrowAsync<TimelineProblemException>(client.Subscriptions.AcknowledgeAsync(name, Guid.NewGuid(), null, null, CancellationToken.None))).Slug.ShouldBe("not-found");
    }

    [Fact]
    public async Task Workers_hand_each_event_to_a_handler_and_what_fails_comes_again()
    {
        var scenes = new[] { await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin) };
        using var client = Client();
        var name = await SubscribeAsync(client, scenes);
        var expected = new List<long>();
        for (var fact = 0; fact < 30; fact++)
        {
            expected.Add(await RecordAsync(scenes[fact % 3], scenes[fact % 3].Fact()));
        }

        using var enough = new CancellationTokenSource(Patience);
        var handled = new List<TimelineEvent>();
        var hasFailed = false;
        var workers = Enumerable.Range(0, 3).Select(worker => client.Subscriptions.WorkAsync(name, HandleAsync, new WorkOptions($"worker {worker}") { BatchMax = 4 }, enough.Token)).ToList();
        foreach (var worker in workers)
        {
            await Should.ThrowAsync<OperationCanceledException>(worker);
        }

        handled.Select(one => one.Position).Order().ShouldBe(expected);
        foreach (var incident in handled.GroupBy(one => one.Incident))
        {
            incident.Select(one => one.Position).ShouldBeInOrder();
        }

        (await client.Subscriptions.ShowAsync(name, CancellationToken.None)).Position.ShouldBeGreaterThanOrEqualTo(expected[^1] - 4); // The last may have been cancelled before it was acknowledged.

        Task HandleAsync(TimelineEvent one, CancellationToken cancellationToken)
        {
            lock (handled)
            {
                if (one.Position == expected[4] && !hasFailed)
                {
                    hasFailed = true;
                    throw new InvalidOperationException("Not today.");
                }

                handled.Add(one);
                if (handled.Count == expected.Count)
                {
                    enough.Cancel();
                }
            }

            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_worker_that_took_too_long_leaves_what_it_had_to_whoever_has_it_now()
    {
        var (one, other) = (await Scene.SetAsync(service.Admin), await Scene.SetAsync(service.Admin));
        using var client = Client();
        var name = await SubscribeAsync(client, one, other);
        var (first, second) = (await RecordAsync(one, one.Fact()), await RecordAsync(one, one.Fact()));
        var time = new SteppedTime();
        using var late = new TimelineClient(service.Client(service.AdminKey), time);
        using var enough = new CancellationTokenSource(Patience);
        var handled = new List<long>();
        var takenOver = (NextEvents?)null;
        var elsewhere = 0L;

        await Should.ThrowAsync<OperationCanceledException>(late.Subscriptions.WorkAsync(name, HandleAsync, new WorkOptions("late") { Lease = Lease }, enough.Token));

        handled.ShouldBe([first, elsewhere]);
        (await AcknowledgeAsync(client, name, takenOver.ShouldNotBeNull(), DeliveryOutcome.Done)).Taken.ShouldBe([first]);
        (await OutcomesAsync(client, name)).ShouldBe([(first, 1, "expired"), (second, 1, "expired"), (first, 2, "done"), (elsewhere, 1, "done")]);
        Positions(await TryNextAsync(client, name)).ShouldBe([second]);

        async Task HandleAsync(TimelineEvent handed, CancellationToken cancellationToken)
        {
            handled.Add(handed.Position);
            if (handed.Position != first)
            {
                await enough.CancelAsync();
                return;
            }

            await RunOutAsync(name);
            takenOver = await NextAsync(client, name);
            elsewhere = await RecordAsync(other, other.Fact());
            time.Step(Lease);
        }
    }

    /// <summary>Records a fact, and waits until it can be delivered: else a worker would be given those before it alone.</summary>
    private async Task<long> RecordAsync(Scene scene, Fact fact)
    {
        var position = await scene.RecordAsync(fact);
        (await service.Services.GetRequiredService<EventFeed>().WaitForAsync(position, CancellationToken.None)).ShouldBeTrue();
        return position;
    }

    /// <summary>All that is leased was leased for as long as this takes.</summary>
    private async Task RunOutAsync(string name)
    {
        await using var command = service.Database.Owner.CreateCommand(
            $"update timeline.subscription_events e set leased_until = clock_timestamp() from timeline.subscriptions s where s.subscription = e.subscription and s.name = '{name}' and e.state = 'leased'");
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }

    private async Task<bool> HasRunOutAsync(string name)
    {
        await using var command = service.Database.Owner.CreateCommand(
            $"select bool_and(leased_until < clock_timestamp()) from timeline.subscription_events join timeline.subscriptions using (subscription) where name = '{name}'");
        return await command.ExecuteScalarAsync() is true;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static string NewName() => $"subscription-{Interlocked.Increment(ref _names)}";

    private static async Task<string> SubscribeAsync(TimelineClient client, params Scene[] scenes)
    {
        var name = NewName();
        await client.Subscriptions.PutAsync(name, new NewSubscription("now") { Filter = new EventFilter { Incidents = [.. scenes.Select(scene => scene.Incident.Value)] } }, CancellationToken.None);
        return name;
    }

    private static async Task<NextEvents> NextAsync(TimelineClient client, string name, int limit = 100, TimeSpan? lease = null, string? worker = null)
    {
        var next = await client.Subscriptions.NextAsync(name, limit, Patience, lease ?? Lease, worker, CancellationToken.None);
        next.Events.ShouldNotBeEmpty();
        return next;
    }

    /// <summary>What there is now, if anything.</summary>
    private static Task<NextEvents> TryNextAsync(TimelineClient client, string name) => client.Subscriptions.NextAsync(name, 100, TimeSpan.Zero, Lease, null, CancellationToken.None);

    private static IEnumerable<long> Positions(NextEvents next) => next.Events.Select(one => one.Event.Position);

    private static Task<Acknowledged> AcknowledgeAsync(TimelineClient client, string name, NextEvents taken, DeliveryOutcome outcome) =>
        client.Subscriptions.AcknowledgeAsync(name, taken.Lease!.Value, [.. Positions(taken).Select(position => new EventOutcome(position, outcome))], null, CancellationToken.None); // As above.

    private static async Task<IReadOnlyList<(long, int, string?)>> OutcomesAsync(TimelineClient client, string name) =>
        [.. (await client.Subscriptions.ReceivedAsync(name, null, CancellationToken.None).ToListAsync()).Select(one => (one.Position, one.Attempt, one.Outcome))];

    private TimelineClient Client() => TimelineClient.Create(service.Admin.BaseAddress!, service.AdminKey); // Its clients have one.

    private async Task<TimelineClient> ClientAsync(string name, Role role) =>
        TimelineClient.Create(service.Admin.BaseAddress!, await service.CreateKeyAsync(new NewKey(name, [role]))); // As above.

    /// <summary>A way to the service that is not there for the first requests.</summary>
    private sealed class AwayAtFirst(int refusals) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _refusals = refusals;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Interlocked.Decrement(ref _refusals) >= 0 ? throw new HttpRequestException("Nobody listens there.") : base.SendAsync(request, cancellationToken);
    }
}
