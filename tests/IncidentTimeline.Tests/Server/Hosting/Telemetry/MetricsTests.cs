using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using IncidentTimeline.EventLog;
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

        var metrics = await Exposition.WaitAsync(service.Admin, one => one.Find("timeline_fold_duration_seconds_count", ("fold", "incident")) > 0);

        var values = metrics.Samples.SelectMany(sample => sample.Labels.Values).Distinct().ToList();
        values.ShouldNotContain(value => value.Contains(scene.Incident.Value, StringComparison.Ordinal) || value.Contains(service.AdminKey, StringComparison.Ordinal));
        values.ShouldContain("/incidents/{id}");
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
        Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/reference/telemetry.md")))
            .Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {string.Join(' ', Code().Matches(row.Groups[3].Value).Select(code => code.Groups[1].Value).Order(StringComparer.Ordinal))}".TrimEnd());

    [GeneratedRegex(@"^\| `(timeline_\w+)` \| (\w+) \|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
