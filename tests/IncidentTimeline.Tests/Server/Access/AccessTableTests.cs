using System.Text;
using System.Text.RegularExpressions;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace IncidentTimeline.Tests.Server.Access;

/// <summary>What <c>docs/reference/access.md</c> says of every route is what the running service does.</summary>
public partial class AccessTableTests(AccessTableTests.ClosedAndDemo services) : IClassFixture<AccessTableTests.ClosedAndDemo>
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/reference/access.md"));

    /// <summary>The columns of the page, in its order: each a caller.</summary>
    public static TheoryData<string, int> Callers => new() { { "nobody", 1 }, { "demo", 2 }, { "reporter", 3 }, { "analyst", 4 }, { "subscriber", 5 }, { "auditor", 6 }, { "admin", 7 } };

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task The_service_answers_each_role_as_the_page_says(string caller, int column)
    {
        using var client = caller switch
        {
            "nobody" => services.Closed.Client(null),
            "demo" => services.Demo.Client(null),
            _ => services.Closed.Client(services.KeyOf[caller]),
        };
        foreach (var row in Rows())
        {
            using var response = await client.SendAsync(RequestOf(row[0]));

            // Whatever else is wrong with a request that names nothing: whether it was let in shows in these two.
            var status = (int)response.StatusCode;
            var expected = row[column] == "yes" ? 0 : caller is "nobody" or "demo" ? 401 : 403;
            (status is 401 or 403 ? status : 0).ShouldBe(expected, $"{row[0]} as {caller}: {status}");
            status.ShouldBeLessThan(500);
            if (expected > 0)
            {
                (await response.ProblemAsync()).ShouldBeProblem(expected, expected == 401 ? "unauthorized" : "forbidden");
            }
        }
    }

    [Fact]
    public void The_page_has_a_row_for_every_route_and_no_other() =>
        Rows().Select(row => row[0]).ShouldBe(services.Closed.Routes(), ignoreOrder: true);

    // What an analyst may not read is what is about the service itself; to take one's events is no reading.
    [Fact]
    public void The_words_on_who_reads_what_are_those_of_the_table()
    {
        var reads = Rows().Where(row => row[0].StartsWith("GET ", StringComparison.Ordinal) && !row[0].EndsWith("/next", StringComparison.Ordinal)).ToList();
        var refused = reads.Where(row => row[4] != "yes").Select(row => row[0]["GET /".Length..]).ToList();

        Page.ShouldContain($"reads all that was recorded and computed; not what is about the service itself: {string.Join(", ", ((string[])["keys", "check", "metrics", "projections"]).Where(refused.Remove))} |");
        refused.ShouldBeEmpty();
        reads.ShouldAllBe(row => row[6] == "yes"); // "reads everything"
    }

    [Fact]
    public async Task A_refusal_names_the_roles_that_would_do()
    {
        using var client = services.Closed.Client(services.KeyOf["reporter"]);
        using var response = await client.PostAsync("/incidents/any/desk", "{}");

        (await response.ProblemAsync()).Problem!["detail"]!.GetValue<string>().ShouldStartWith("This takes one of the roles analyst, admin.");
    }

    [Fact]
    public void An_endpoint_without_a_row_keeps_the_service_from_starting() =>
        Should.Throw<InvalidOperationException>(() => AccessTable.Check([.. Endpoints(), EndpointOf("Unheard")])).Message.ShouldStartWith("Nothing says who may use Unheard.");

    [Fact]
    public void So_does_one_without_a_name() =>
        Should.Throw<InvalidOperationException>(() => AccessTable.Check([.. Endpoints(), EndpointOf(null)])).Message.ShouldContain("has no name");

    [Fact]
    public void And_a_row_without_an_endpoint() =>
        Should.Throw<InvalidOperationException>(() => AccessTable.Check(Endpoints().Skip(1))).Message.ShouldStartWith("AccessTable has a row for Live");

    private static List<Endpoint> Endpoints() => [.. AccessTable.Rules.Select(rule => EndpointOf(rule.Endpoint))];

    private static RouteEndpoint EndpointOf(string? name) =>
        new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/any"), 0, name is null ? null : new EndpointMetadataCollection(new EndpointNameMetadata(name)), "any");

    private static List<string[]> Rows() =>
        [.. RouteRow().Matches(Page).Select(row => row.Value.Trim('|').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray())];

    // Names nothing that is there, and sends nothing that could be recorded.
    private static HttpRequestMessage RequestOf(string route)
    {
        var (method, path) = route.Split(' ') is [var first, var second] ? (first, second) : throw new ArgumentException(route);
        return new HttpRequestMessage(new HttpMethod(method), PathParameter().Replace(path, "none").Replace("none.json", "v1.json", StringComparison.Ordinal))
        {
            Content = method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null,
        };
    }

    [GeneratedRegex(@"^\| `[A-Z]+ /[^`]*` \|.*\|$", RegexOptions.Multiline)]
    private static partial Regex RouteRow();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex PathParameter();

    /// <summary>A service with a key for each role, and one whose reads are open.</summary>
    public sealed class ClosedAndDemo : IAsyncLifetime
    {
        public TestService Closed { get; } = new() { Demo = false };

        public TestService Demo { get; } = new();

        public Dictionary<string, string> KeyOf { get; } = [];

        public async Task InitializeAsync()
        {
            await Closed.InitializeAsync();
            await Demo.InitializeAsync();
            foreach (var role in (Role[])[Role.Reporter, Role.Analyst, Role.Subscriber, Role.Auditor, Role.Admin])
            {
                var name = role.ToString().ToLowerInvariant();
                KeyOf[name] = (await Closed.Admin.RecordAsync("/keys", new NewKey(name, [role])))["secret"]!.GetValue<string>();
            }
        }

        public async Task DisposeAsync()
        {
            await Closed.DisposeAsync();
            await Demo.DisposeAsync();
        }
    }
}
