using System.Text.Encodings.Web;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace IncidentTimeline.Server.Access.Tokens;

/// <summary>Lets in who sends <c>Authorization: Bearer</c> with a token of the issuer that the operator named.</summary>
internal sealed class TokenAuthentication(
    TokenCheck tokens, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "token";

    private string? _why;
    private bool _isOneTooMany;

    /// <summary>Whether what is sent has a token's three parts. No key has, so neither is ever tried as the other.</summary>
    public static bool LooksLikeOne(HttpRequest request) =>
        Credentials.Bearer(request) is { } text && !text.StartsWith(KeyText.Beginning, StringComparison.Ordinal) && text.AsSpan().Count('.') == 2;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        try
        {
            switch (await tokens.CheckAsync(Credentials.Bearer(Request)!, Context, Context.RequestAborted)) // It looked like one.
            {
                case TokenVerdict.LetIn letIn:
                    return Credentials.LetIn(Context, letIn.Caller, Name);
                case TokenVerdict.Refused refused:
                    _why = refused.Why;
                    return AuthenticateResult.Fail(refused.Why);
                case TokenVerdict.TooMany:
                    _isOneTooMany = true;
                    return AuthenticateResult.Fail("Too many forged tokens came from there.");
            }
        }
        catch (IssuerAwayException e)
        {
            return AuthenticateResult.Fail(e);
        }

        throw new System.Diagnostics.UnreachableException("A token lets in, is refused, or is one too many.");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_isOneTooMany)
        {
            await Problem.TooManyRequests(Context, ForgedTokens.RetryAfterSeconds).ExecuteAsync(Context);
            return;
        }

        if (_why is null)
        {
            await Problem.IssuerAway(Context).ExecuteAsync(Context);
            return;
        }

        Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        await Problem.Unauthorized($"This token lets nobody in. {_why}").ExecuteAsync(Context);
    }
}
