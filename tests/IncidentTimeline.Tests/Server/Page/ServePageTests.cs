using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Tests.Server.Page;

/// <summary>The page as the service serves it. What it does in a browser is tested in <c>tests/web</c>.</summary>
public sealed partial class ServePageTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task The_page_is_there_for_whoever_asks_and_runs_nothing_from_elsewhere()
    {
        using var response = await service.Anonymous.GetAsync(new Uri("/", UriKind.Relative));

        response.StatusCode.ShouldBe(HttpStatusCode.OK, "ops/page builds the page, before the service is built.");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html"); // Asked just before.
        response.Headers.CacheControl!.NoCache.ShouldBeTrue(); // A new version is seen at the next visit.
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self';");
        policy.ShouldNotContain("unsafe");
        policy.ShouldNotContain("http");
        policy.ShouldContain("require-trusted-types-for 'script'");
        policy.ShouldContain("frame-ancestors 'none'");
    }

    [Fact]
    public async Task What_it_names_is_there_and_kept_by_browsers()
    {
        var page = await service.Anonymous.GetStringAsync(new Uri("/", UriKind.Relative));
        var names = Named().Matches(page).Select(match => match.Groups[1].Value).ToList();

        names.Count.ShouldBeGreaterThanOrEqualTo(3); // Program, style, icon.
        foreach (var name in names)
        {
            name.ShouldStartWith("/page/");
            using var response = await service.Anonymous.GetAsync(new Uri(name, UriKind.Relative));
            response.StatusCode.ShouldBe(HttpStatusCode.OK, name);
            if (name.StartsWith("/page/assets/", StringComparison.Ordinal))
            {
                response.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable"); // It has one.
            }
        }
    }

    [Fact]
    public async Task A_browser_that_takes_gzip_gets_the_same_bytes_smaller()
    {
        var name = await ProgramAsync();
        var plain = await service.Anonymous.GetByteArrayAsync(new Uri(name, UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, name);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));

        using var response = await service.Anonymous.SendAsync(request);

        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript"); // As above.
        using var unzipped = new MemoryStream();
        await using (var zipped = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress))
        {
            await zipped.CopyToAsync(unzipped);
        }

        unzipped.ToArray().ShouldBe(plain);
    }

    [Fact]
    public async Task What_a_browser_has_already_is_not_sent_again()
    {
        using var first = await service.Anonymous.GetAsync(new Uri("/", UriKind.Relative));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!); // The page has one.

        using var response = await service.Anonymous.SendAsync(again);

        response.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("/page/nothing.js")]
    [InlineData("/page/")]
    [InlineData("/page/..%2fIncidentTimeline.Server.dll")]
    [InlineData("/page/%2e%2e/IncidentTimeline.Server.dll")]
    [InlineData("/page//etc/passwd")]
    public async Task Nothing_but_its_files_is_there(string path)
    {
        using var response = await service.Anonymous.GetAsync(new Uri(path, UriKind.Relative));

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json"); // As above.
    }

    private async Task<string> ProgramAsync() =>
        Named().Matches(await service.Anonymous.GetStringAsync(new Uri("/", UriKind.Relative))).Select(match => match.Groups[1].Value).First(name => name.EndsWith(".js", StringComparison.Ordinal));

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Named();
}
