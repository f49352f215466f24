using System.Reflection;
using System.Text.RegularExpressions;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Checking;

namespace IncidentTimeline.Tests.Docs;

/// <summary><c>ops/runbook.md</c> has a first step for everything that can wake somebody.</summary>
public partial class RunbookTests
{
    private static readonly string Runbook = File.ReadAllText(Path.Combine(Repository.Root, "ops/runbook.md"));

    private static readonly string[] Sources =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Where(path => !path.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText)];

    [Fact]
    public void It_names_every_error_that_the_service_logs()
    {
        // A message up to its first pause, which is enough to find it by.
        var messages = Sources.SelectMany(source => ErrorMessage().Matches(source)).Select(match => match.Groups[1].Value.Split([" and ", ";", ":", ",", ". "], StringSplitOptions.None)[0]).ToArray();

        messages.ShouldContain("Projection {Projection} stopped after position {Position}");
        messages.Where(message => !Runbook.Contains($"`{message}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void It_names_every_503()
    {
        var slugs = Sources.SelectMany(source => Unavailable().Matches(source)).Select(match => match.Groups[1].Value).ToArray();

        slugs.ShouldContain("not-caught-up");
        slugs.Where(slug => !Runbook.Contains($"| `{slug}` |", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void It_names_every_finding_of_the_check_once_and_no_other()
    {
        var listed = Finding().Matches(Runbook[Runbook.IndexOf("## What the check finds", StringComparison.Ordinal)..]).Select(row => row.Groups[1].Value);

        listed.ShouldBe(LogFindings.All.Concat(TimelineFindings.All).Select(kind => kind.Code));
    }

    [Fact]
    public void Every_alert_leads_to_its_heading()
    {
        var alerts = File.ReadAllText(Path.Combine(Repository.Root, "ops/dashboards/alerts.yaml"));
        var names = Alert().Matches(alerts).Select(match => match.Groups[1].Value).ToArray();

        names.ShouldContain("TimelineDown");
        // An anchor is its heading in lower case.
        Anchor().Matches(alerts).Select(match => match.Groups[1].Value).ShouldBe(names.Select(name => name.ToLowerInvariant()));
        names.Where(name => !Runbook.Contains($"\n### {name}\n", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(typeof(LogFindings))]
    [InlineData(typeof(TimelineFindings))]
    public void Every_kind_of_finding_is_in_the_list_of_all(Type findings)
    {
        ArgumentNullException.ThrowIfNull(findings);

        var kinds = findings.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (FindingKind)field.GetValue(null)!); // They are constants.

        ((IEnumerable<FindingKind>)findings.GetProperty("All")!.GetValue(null)!).ShouldBe(kinds); // It has one.
    }

    [GeneratedRegex("- alert: ([A-Za-z]+)")]
    private static partial Regex Alert();

    [GeneratedRegex("runbook: ops/runbook\\.md#([a-z]+)")]
    private static partial Regex Anchor();

    [GeneratedRegex("""Level = LogLevel\.(?:Error|Critical), Message = "([^"]+)""")]
    private static partial Regex ErrorMessage();

    [GeneratedRegex("""Of\(503, "([a-z-]+)",""")]
    private static partial Regex Unavailable();

    [GeneratedRegex(@"^\| `([a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Finding();
}
