using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Subscriptions;
using Microsoft.Extensions.DependencyInjection;

namespace IncidentTimeline.Tests.Server.Hosting.Telemetry;

/// <summary>The dashboard and the alerts ask for metrics and labels that the service really shows.</summary>
public partial class DashboardTests(TestService service) : IClassFixture<TestService>
{
    // Prometheus adds them to what it scrapes.
    private static readonly string[] LabelsOfPrometheus = ["job", "instance"];
    private static readonly string[] Words = ["by", "sum", "max", "min", "and", "or", "on", "without", "absent"];

    public static TheoryData<string> Queries => [.. DashboardQueries().Concat(AlertQueries()).Distinct()];

    /// <summary>A little of everything that is counted.</summary>
    internal static async Task UseAsync(TestService service)
    {
        var scene = await Scene.SetAsync(service.Admin);
        var head = await scene.RecordAsync(scene.Fact());
        await service.Admin.ReadAsync($"/facts?atLeast={head}");
        await service.Admin.ReadAsync("/regions/RU-KLU/picture");
        using var refused = await service.Admin.GetAsync("/nowhere");
        using var subscribed = await service.Admin.PutAsync("/subscriptions/watched", new StringContent("""{"start":"beginning"}""", System.Text.Encoding.UTF8, "application/json"));
        await service.Services.GetRequiredService<SubscriptionGauges>().LookAsync(CancellationToken.None);
        await service.Services.GetRequiredService<EventStore>().AppendAsync("none", ExpectedVersion.Any, [], CancellationToken.None);
        try
        {
            // The runtime shows its count of exceptions once there was one.
            throw new InvalidOperationException("To be counted.");
        }
        catch (InvalidOperationException)
        {
        }
    }

    [Fact]
    public void There_are_queries_for_everything_that_the_dashboard_promises() =>
        Dashboard()["panels"]!.AsArray().Where(panel => panel!.Text("type") == "row").Select(panel => panel!.Text("title"))
            .ShouldBe(["Readiness", "Traffic", "Appends", "Log", "Projections", "Followers", "Refusals", "Database", "Runtime"]);

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_query_names_metrics_and_labels_that_exist(string query)
    {
        await UseAsync(service);
        var metrics = await Exposition.WaitAsync(service.Admin, one =>
            one.Find("timeline_projection_batch_duration_seconds_count", ("projection", "statements")) > 0 && one.Find("timeline_fold_duration_seconds_count", ("fold", "picture")) > 0
            && one.Find("timeline_append_refusals_total") > 0 && one.Find("timeline_http_refusals_total", ("problem", "not-found")) > 0);

        var shown = metrics.Samples.ToLookup(sample => sample.Name);
        var asked = MetricsOf(query);
        asked.ShouldNotBeEmpty(query);
        asked.Where(name => !shown.Contains(name)).ShouldBeEmpty(query);

        var labels = asked.SelectMany(name => shown[name]).SelectMany(sample => sample.Labels.Keys).Concat(LabelsOfPrometheus);
        LabelsOf(query).Except(labels).ShouldBeEmpty(query);
    }

    private static JsonNode Dashboard() => JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "ops/dashboards/incident-timeline.json")))!;

    private static string Alerts() => File.ReadAllText(Path.Combine(Repository.Root, "ops/dashboards/alerts.yaml"));

    private static IEnumerable<string> DashboardQueries() =>
        Dashboard()["panels"]!.AsArray().SelectMany(panel => panel!["targets"]?.AsArray() ?? []).Select(target => target!.Text("expr")!);

    private static IEnumerable<string> AlertQueries() => AlertQuery().Matches(Alerts()).Select(match => match.Groups[1].Value);

    // Names that are neither functions nor words nor inside braces, brackets or a grouping.
    private static IReadOnlyList<string> MetricsOf(string query) =>
        [.. Name().Matches(Grouping().Replace(Braces().Replace(Range().Replace(query, ""), ""), "")).Select(match => match.Value).Except(Words).Distinct()];

    private static IEnumerable<string> LabelsOf(string query) =>
        Braces().Matches(query).SelectMany(braces => Matched().Matches(braces.Value).Select(label => label.Groups[1].Value))
            .Concat(Grouping().Matches(query).SelectMany(grouping => grouping.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)))
            .Distinct();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"\bby \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!=|!~|=)")]
    private static partial Regex Matched();

    [GeneratedRegex(@"\b[a-z_][a-z0-9_]*\b(?!\s*\()", RegexOptions.IgnoreCase)]
    private static partial Regex Name();

    [GeneratedRegex(@"^ +expr: (.+)$", RegexOptions.Multiline)]
    private static partial Regex AlertQuery();

}
