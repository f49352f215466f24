namespace IncidentTimeline.Tests.Server.Access;

public sealed class SecurityHeadersTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("/regions", 200)]
    [InlineData("/regions?mistyped=1", 400)]
    [InlineData("/keys", 401)]
    [InlineData("/nothing", 404)]
    public async Task Every_answer_bears_them(string path, int status)
    {
        using var response = await service.Anonymous.GetAsync(path);

        ((int)response.StatusCode).ShouldBe(status);
        Header(response, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(response, "Content-Security-Policy").ShouldBe("default-src 'none'; frame-ancestors 'none'");
        Header(response, "Referrer-Policy").ShouldBe("no-referrer");
        Header(response, "Server").ShouldBeNull();
        Header(response, "Strict-Transport-Security").ShouldBeNull();
        Header(response, "Access-Control-Allow-Origin").ShouldBeNull();
    }

    [Fact]
    public async Task What_took_a_key_is_kept_by_no_cache()
    {
        using var withKey = await service.Admin.GetAsync("/regions");
        using var without = await service.Anonymous.GetAsync("/regions");

        Header(withKey, "Cache-Control").ShouldBe("no-store");
        Header(without, "Cache-Control").ShouldBeNull();
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
