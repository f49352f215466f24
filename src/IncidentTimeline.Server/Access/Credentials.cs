using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace IncidentTimeline.Server.Access;

/// <summary>What a request shows to be let in.</summary>
internal static class Credentials
{
    private const string Scheme = "Bearer ";

    /// <summary>What stands behind Bearer; null where the header is missing, is there twice, or is of another kind.</summary>
    public static string? Bearer(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;

    /// <summary>Notes who it is, for us and, by name and roles, for the framework.</summary>
    public static AuthenticateResult LetIn(HttpContext context, Caller caller, string scheme)
    {
        context.Features.Set(caller);
        var identity = new ClaimsIdentity([new Claim("name", caller.Name), .. caller.Roles.Select(role => new Claim("role", role.Text()))], scheme, "name", "role");
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), scheme));
    }
}
