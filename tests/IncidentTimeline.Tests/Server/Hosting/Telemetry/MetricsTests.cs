using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Subscriptions;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Server.Hosting.Telemetry;

/// <summary>GET /metrics counts what happened, and the reference lists what it shows.</summary>
public partial class MetricsTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Appends_are_timed_by_their_verdict_and_their_events_counted()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var before = await Exposition.ReadAsync(service.Admin);
        var fact = scene.Fact();

        await scene.RecordAsync(fact);
        await scene.RecordAsync(fact);

        var after = await Exposition.WaitAsync(service.Admin, one => Appends(one, "already-appended") > Appends(before, "already-appended"));
        (Appends(after, "appended") - Appends(before, "appended")).ShouldBe(1);
        (Appends(after, "already-appended") - Appends(before, "already-appended")).ShouldBe(1);
        (after.Find("timeline_append_events_total") - before.Find("timeline_append_events_total")).ShouldBe(1);
        (after.Find("timeline_group_events_sum") - before.Find("timeline_group_events_sum")).ShouldBe(2);
        after.Find("timeline_append_waiting").ShouldBe(0);
        after.Find("timeline_append_failing").ShouldBe(0);

        static double Appends(Exposition exposition, string verdict) => exposition.Find("timeline_append_duration_seconds_count", ("verdict", verdict)) ?? 0;
    }

    [Fact]
    public async Task The_head_and_those_who_follow_it_are_shown()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var head = await scene.RecordAsync(scene.Fact());

        var metrics = await Exposition.WaitAsync(service.Admin, one => one.Find("timeline_projection_position", ("projection", "fact-search")) >= head && one.Find("timeline_projection_position", ("projection", "statements")) >= head);

        metrics.Find("timeline_log_head").ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(head);
        metrics.Find("timeline_projection_lag", ("projection", "statements")).ShouldBe(0);
        metrics.Find("timeline_projection_lag", ("projection", "fact-search")).ShouldBe(0);
        metrics.Find("timeline_projection_state", ("projection", "fact-search"), ("state", "running")).ShouldBe(1);
        metrics.Find("timeline_projection_state", ("projection", "fact-search"), ("state", "stopped")).ShouldBe(0);
        metrics.Find("timeline_followers").ShouldBe(3); // The two projections, and the feed of events.
        metrics.Find("timeline_log_read_age_seconds").ShouldNotBeNull().ShouldBeLessThan(30);
    }

    // Whoever holds the rows of the checkpoints keeps the projections from applying what they took, and from taking more.
    [Fact]
    public async Task What_is_behind_is_shown_with_how_far_and_no_more_once_it_has_caught_up()
    {
        var scene = await Scene.SetAsync(service.Admin);
        await Exposition.WaitAsync(service.Admin, one => Lags(one).All(lag => lag == 0));
        await using var holder = await service.Database.Owner.OpenConnectionAsync();
        await using var held = await holder.BeginTransactionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand("select from checkpoints for update", holder))
        {
            await hold.ExecuteNonQueryAsync();
        }

        await scene.RecordAsync(scene.Fact());
        await Exposition.WaitAsync(service.Admin, one => one.Find("timeline_projection_lag", ("projection", "statements")) == 1);
        await scene.RecordAsync(scene.Fact());
        await scene.RecordAsync(scene.Fact());

        // The two projections, and the follower furthest behind: it has taken a batch when it asks for the next.
        var behind = await Exposition.WaitAsync(service.Admin, one => Lags(one).All(lag => lag == 3));
        behind.Find("timeline_projection_delay_seconds", ("projection", "statements")).ShouldNotBeNull().ShouldBeGreaterThan(0);
        behind.Find("timeline_follower_delay_seconds").ShouldNotBeNull().ShouldBeGreaterThan(0);

        await held.RollbackAsync();
        await Exposition.WaitAsync(service.Admin, one => Lags(one).All(lag => lag == 0));

        static List<double?> Lags(Exposition metrics) =>
        [
            metrics.Find("timeline_projection_lag", ("projection", "statements")), metrics.Find("timeline_projection_lag", ("projection", "fact-search")), metrics.Find("timeline_follower_lag"),
        ];
    }

    // Each kind of no, by the slug that the caller was told.
    [Fact]
    public async Task Refusals_of_every_kind_are_counted_each_under_its_own()
    {
        var scene = await Scene.SetAsync(service.Admin);
        using var stranger = service.Client("it_unknown");
        using var reporter = service.Client(await service.CreateKeyAsync(new NewKey("reporter", [Role.Reporter])));
        var fact = scene.Fact();
        var before = await Exposition.ReadAsync(service.Admin);

        foreach (var (slug, status, send) in ((string, int, Func<Task<HttpResponseMessage>>)[])
        [
            ("unauthorized", 401, () => stranger.GetAsync("/whoami")),
            ("forbidden", 403, () => reporter.GetAsync("/keys")),
            ("malformed", 400, () => service.Admin.PostAsync("/sources", "{")),
            ("invalid-query", 400, () => service.Admin.GetAsync("/regions?mistyped=1")),
            ("too-large", 413, () => service.Admin.PostAsync("/sources", new string(' ', 2 * 1024 * 1024))),
            ("unsupported-media-type", 415, () => service.Admin.PostAsync("/sources", new StringContent("{}", null, "text/plain"))),
            ("quotation-mismatch", 422, () => service.Admin.PostAsync(scene.Facts, fact with { Quotations = [new("never said", 0, 10)] })),
        ])
        {
            using var response = await send();

            (await response.ProblemAsync()).ShouldBeProblem(status, slug);
            var after = await Exposition.WaitAsync(service.Admin, one => Count(one) > Count(before));
            (Count(after) - Count(before)).ShouldBe(1, slug);

            double Count(Exposition exposition) => exposition.Find("timeline_http_refusals_total", ("problem", slug), ("status", status.ToString(CultureInfo.InvariantCulture))) ?? 0;
        }
    }

    // Prometheus accepts text only: a problem document goes out, and is counted, whatever the caller accepts.
    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain;version=0.0.4")]
    public async Task Refusals_are_counted_by_problem_and_status(string accept)
    {
        var before = await Exposition.ReadAsync(service.Admin);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere/at-all");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));

        using var response = await service.Admin.SendAsync(request);

        (await response.ProblemAsync()).ShouldBeProblem(404, "not-found");
        var after = await Exposition.WaitAsync(service.Admin, one => Count(one) > Count(before));
        (Count(after) - Count(before)).ShouldBe(1);

        static double Count(Exposition exposition) => exposition.Find("timeline_http_refusals_total", ("problem", "not-found"), ("status", "404")) ?? 0;
    }

    [Fact]
    public async Task What_the_log_itself_refuses_is_counted_by_its_code()
    {
        var store = service.Services.GetRequiredService<EventStore>();
        var before = Refused(await Exposition.ReadAsync(service.Admin));

        await store.AppendAsync("incident-none", ExpectedVersion.Any, [], CancellationToken.None);

        (Refused(await Exposition.ReadAsync(service.Admin)) - before).ShouldBe(1);

        static double Refused(Exposition exposition) => exposition.Find("timeline_append_refusals_total", ("reason", "append-count")) ?? 0;
    }

    [Fact]
    public async Task No_label_holds_what_was_recorded()
    {
        var scene = await Scene.SetAsync(service.Admin);
        var head = await scene.RecordAsync(scene.Fact());
        await service.Admin.ReadAsync($"/incidents/{scene.Incident}?atLeast={head}");
        var name = $"labelled-{Guid.NewGuid():n}";
        using var put = await service.Admin.PutAsync($"/subscriptions/{name}", new StringContent("""{"start":"beginning"}""", null, "application/json"));
        put.StatusCode.ShouldBe(HttpStatusCode.Created);
        await service.Services.GetRequiredService<SubscriptionGauges>().LookAsync(CancellationToken.None);

        var metrics = await Exposition.WaitAsync(service.Admin, one => one.Find("timeline_fold_duration_seconds_count", ("fold", "incident")) > 0 && one.Find("timeline_subscription_lag", ("subscription", name)) is not null);

        var values = metrics.Samples.SelectMany(sample => sample.Labels.Values).Distinct().ToList();
        values.ShouldNotContain(value => value.Contains(scene.Incident.Value, StringComparison.Ordinal) || value.Contains(service.AdminKey, StringComparison.Ordinal));
        values.ShouldContain("/incidents/{id}");
        // But one, of which there are no more than subscriptions, as the reference says.
        metrics.Samples.SelectMany(sample => sample.Labels).Where(label => label.Value == name).Select(label => label.Key).Distinct().ShouldBe(["subscription"]);
        Reference.ShouldContain($"but `subscription`, the name that its owner gave a subscription, of which there are at most {SubscriptionStore.SubscriptionsMax.ToString("N0", CultureInfo.InvariantCulture)}");
        // The pools of the service; others of this process are of the tests and named by their connection strings.
        values.ShouldContain("timeline");
    }

    [Fact]
    public async Task A_key_is_asked_for_where_reading_takes_one()
    {
        using var none = new HttpClient { BaseAddress = service.Anonymous.BaseAddress };
        none.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "it_unknown");

        using var response = await none.GetAsync("/metrics");

        (await response.ProblemAsync()).ShouldBeProblem(401, "unauthorized");
    }

    [Fact]
    public async Task The_reference_lists_every_metric_of_ours_with_its_type_and_labels()
    {
        await DashboardTests.UseAsync(service);
        var metrics = await Exposition.WaitAsync(service.Admin, one => one.Find("timeline_projection_batch_duration_seconds_count", ("projection", "statements")) > 0);

        var shown = metrics.Types.Where(type => type.Key.StartsWith("timeline_", StringComparison.Ordinal))
            .Select(type => $"{type.Key} {type.Value} {string.Join(' ', Labels(metrics, type.Key))}".TrimEnd());

        Listed().ShouldBe(shown, ignoreOrder: true);
    }

    private static IEnumerable<string> Labels(Exposition metrics, string metric) =>
        metrics.Samples.Where(sample => sample.Name == metric || sample.Name == metric + "_count")
            .SelectMany(sample => sample.Labels.Keys).Distinct().Except(["otel_scope_name"]).Order(StringComparer.Ordinal);

    // | `name` | type | `label` `label` | …
    private static IEnumerable<string> Listed() =>
        Row().Matches(Reference)
            .Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {string.Join(' ', Code().Matches(row.Groups[3].Value).Select(code => code.Groups[1].Value).Order(StringComparer.Ordinal))}".TrimEnd());

    private static string Reference => File.ReadAllText(Path.Combine(Repository.Root, "docs/reference/telemetry.md"));

    [GeneratedRegex(@"^\| `(timeline_\w+)` \| (\w+) \|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
