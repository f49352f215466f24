using System.Reflection;
using System.Text.RegularExpressions;
using IncidentTimeline.EventLog;
using IncidentTimeline.Tests.Server;

namespace IncidentTimeline.Tests.Docs;

/// <summary><c>docs/reference/http.md</c> lists what the service answers: no more, no less.</summary>
public partial class HttpReferenceTests(TestService service) : IClassFixture<TestService>
{
    private static readonly string Reference = File.ReadAllText(Path.Combine(Repository.Root, "docs/reference/http.md"));

    [Fact]
    public void It_lists_the_routes_of_the_running_service()
    {
        var listed = ListedRoute().Matches(Reference).Select(row => row.Groups[1].Value);

        listed.ShouldBe(service.Routes(), ignoreOrder: true);
    }

    [Fact]
    public void It_lists_the_slugs_that_the_code_gives()
    {
        var listed = ListedSlug().Matches(Reference).Select(row => row.Groups[1].Value);

        var given = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(path => GivenSlug().Matches(File.ReadAllText(path)))
            .SelectMany(match => match.Groups.Values.Skip(1).Where(group => group.Success).Select(group => group.Value))
            .Distinct().ToArray();

        given.ShouldContain("quotation-mismatch");
        listed.ShouldBe(given, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(LimitNames))]
    public void It_states_each_limit_of_the_log(string name)
    {
        var limit = (int)typeof(Limits).GetField(name)!.GetValue(null)!; // One of its constants.

        Reference.ShouldContain(FormattableString.Invariant($"| `Limits.{name}` | {limit:N0} |"));
    }

    public static TheoryData<string> LimitNames =>
        [.. typeof(Limits).GetFields(BindingFlags.Public | BindingFlags.Static).Select(limit => limit.Name)];

    [GeneratedRegex(@"^\| `((?:GET|POST|PUT|DELETE) /[^`]*)` \|", RegexOptions.Multiline)]
    private static partial Regex ListedRoute();

    [GeneratedRegex(@"^\| `([a-z0-9-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex ListedSlug();

    // Refuse("slug", … · Refuse(is ? "one" : "other", … · Of(404, "slug", … · new("slug", $"… · return ("slug", "…
    [GeneratedRegex("""(?:Refused?\(|Of\(\d+, |new\(|return \()(?:\w+ \? "([a-z]+(?:-[a-z]+)*)" : )?"([a-z]+(?:-[a-z]+)*)", [$@"\w]""")]
    private static partial Regex GivenSlug();
}
