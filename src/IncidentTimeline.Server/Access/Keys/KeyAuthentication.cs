using System.Text.Encodings.Web;
using IncidentTimeline.Server.Access.Limits;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace IncidentTimeline.Server.Access.Keys;

/// <summary>Lets in who sends <c>Authorization: Bearer</c> with a key that lives. Speaks also for requests that send nothing, or nothing that is known.</summary>
internal sealed class KeyAuthentication(
    KeyRing keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        // What is wrong with it is not said: to a stranger, unknown, expired and revoked are the same.
        if (Credentials.Bearer(Request) is not { } text || KeyText.Parse(text) is not { } key || keys.Find(key) is not { } known)
        {
            return Task.FromResult(AuthenticateResult.Fail("Not a key that lets anybody in."));
        }

        var caller = new Caller(known.Name, known.Roles, known.ExpiresAt, known.Prefix, known.Limits ?? CallerLimits.None);
        return Task.FromResult(Credentials.LetIn(Context, caller, Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var isMissing = Request.Headers.Authorization.Count == 0;
        Response.Headers.WWWAuthenticate = isMissing ? "Bearer" : "Bearer error=\"invalid_token\"";
        return Problem.Unauthorized(isMissing
            ? "Send Authorization: Bearer with a key; whoever runs the service makes one with POST /keys."
            : "What was sent lets nobody in: it is unknown, has expired or was revoked. Ask whoever runs the service for a key.").ExecuteAsync(Context);
    }
}
