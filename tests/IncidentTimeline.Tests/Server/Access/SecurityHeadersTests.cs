using System.Text.RegularExpressions;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Access.Limits;

namespace IncidentTimeline.Tests.Server.Access;

public sealed partial class SecurityHeadersTests(TestService service) : IClassFixture<TestService>
{
    /// <summary>Of what is no page.</summary>
    private const string Closed = "default-src 'none'; frame-ancestors 'none'";

    private const string OfThePage = "default-src 'none'; script-src 'self'; style-src 'self'";

    [Theory]
    [InlineData("/regions", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/metrics", 200)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/regions?mistyped=1", 400)]
    [InlineData("/keys", 401)]
    [InlineData("/nothing", 404)]
    public async Task Every_answer_bears_them(string path, int status)
    {
        using var response = await service.Anonymous.GetAsync(path);

        ShouldBearThem(response, status);
    }

    [Fact]
    public async Task So_does_a_body_that_is_too_large()
    {
        using var response = await service.Admin.PostAsync("/sources", new string(' ', 2 * 1024 * 1024));

        ShouldBearThem(response, 413);
        Header(response, "Cache-Control").ShouldBe("no-store");
    }

    [Fact]
    public async Task And_what_the_key_may_not_and_what_it_asked_too_often()
    {
        using var client = service.Client(await service.CreateKeyAsync(new NewKey("hasty", [Role.Reporter], Limits: new CallerLimits(RequestsPerSecond: 1, Burst: 1))));
        using var forbidden = await client.GetAsync("/keys");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("/whoami")));

        ShouldBearThem(forbidden, 403);
        ShouldBearThem(answers.First(answer => (int)answer.StatusCode == 429), 429);
    }

    [Fact]
    public async Task And_a_failure_of_ours()
    {
        await ExecuteAsync("alter table documents rename to documents_gone");
        try
        {
            using var response = await service.Admin.GetAsync($"/documents/{new string('a', 64)}/text");

            ShouldBearThem(response, 500);
            Header(response, "Cache-Control").ShouldNotBeNull().ShouldContain("no-store");
        }
        finally
        {
            await ExecuteAsync("alter table documents_gone rename to documents");
        }
    }

    [Fact]
    public async Task And_the_page_with_its_program_under_a_policy_of_their_own()
    {
        using var page = await service.Anonymous.GetAsync("/");
        using var program = await service.Anonymous.GetAsync(Program().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value);
        using var lacking = await service.Anonymous.GetAsync("/page/nothing.js");

        ShouldBearThem(page, 200, OfThePage);
        ShouldBearThem(program, 200, OfThePage);
        ShouldBearThem(lacking, 404);
    }

    [Fact]
    public async Task What_took_a_key_is_kept_by_no_cache()
    {
        using var withKey = await service.Admin.GetAsync("/regions");
        using var without = await service.Anonymous.GetAsync("/regions");

        Header(withKey, "Cache-Control").ShouldBe("no-store");
        Header(without, "Cache-Control").ShouldBeNull();
    }

    private static void ShouldBearThem(HttpResponseMessage response, int status, string policy = Closed)
    {
        ((int)response.StatusCode).ShouldBe(status);
        Header(response, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(response, "Content-Security-Policy").ShouldNotBeNull().ShouldStartWith(policy);
        Header(response, "Content-Security-Policy").ShouldNotBeNull().ShouldContain("frame-ancestors 'none'");
        Header(response, "Referrer-Policy").ShouldBe("no-referrer");
        Header(response, "Cross-Origin-Resource-Policy").ShouldBe("same-origin");
        Header(response, "Cross-Origin-Opener-Policy").ShouldBe("same-origin");
        Header(response, "Server").ShouldBeNull();
        Header(response, "Strict-Transport-Security").ShouldBeNull();
        Header(response, "Access-Control-Allow-Origin").ShouldBeNull();
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    private async Task ExecuteAsync(string sql)
    {
        await using var command = service.Database.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex("src=\"([^\"]+[.]js)\"")]
    private static partial Regex Program();
}
