using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Tokens;

namespace IncidentTimeline.Tests.Server.Access.Tokens;

public sealed class OidcOptionsTests
{
    [Fact]
    public void What_is_not_said_has_its_default()
    {
        var options = OidcOptions.Read("https://issuer.example/desk", "timeline", null, "cn=desk,dc=example=analyst", null, out _);

        options.ShouldBeNull(); // A comma parts two pairs, and the first names no role.
        options = OidcOptions.Read("https://issuer.example/desk", "timeline", null, "cn=desk=analyst, staff = admin", null, out var problem).ShouldNotBeNull();
        problem.ShouldBe("");
        (options.RoleClaim, options.ClockSkew).ShouldBe(("roles", TimeSpan.FromSeconds(30)));
        options.Roles.ShouldBe(new Dictionary<string, Role> { ["cn=desk"] = Role.Analyst, ["staff"] = Role.Admin }, ignoreOrder: true);
        options.Discovery.AbsoluteUri.ShouldBe("https://issuer.example/desk/.well-known/openid-configuration");
    }

    [Fact]
    public void No_issuer_is_no_problem()
    {
        OidcOptions.Read(null, null, null, null, null, out var problem).ShouldBeNull();
        problem.ShouldBe("");
    }

    [Theory]
    [InlineData(null, "timeline", null, null, "need an --oidc-issuer")]
    [InlineData("http://issuer.example", "timeline", "a=admin", null, "must be an https address")]
    [InlineData("issuer.example", "timeline", "a=admin", null, "must be an https address")]
    [InlineData("https://issuer.example?a=b", "timeline", "a=admin", null, "must be an https address")]
    [InlineData("https://issuer.example", null, "a=admin", null, "needs an --oidc-audience")]
    [InlineData("https://issuer.example", "timeline", null, null, "needs --oidc-roles")]
    [InlineData("https://issuer.example", "timeline", "a=owner", null, "needs --oidc-roles")]
    [InlineData("https://issuer.example", "timeline", "a=admin,a=analyst", null, "needs --oidc-roles")]
    [InlineData("https://issuer.example", "timeline", "a=admin", 301, "between 0 and 300")]
    public void What_does_not_fit_is_named(string? issuer, string? audience, string? roles, int? skew, string expected)
    {
        OidcOptions.Read(issuer, audience, null, roles, skew, out var problem).ShouldBeNull();
        problem.ShouldContain(expected);
    }
}
