using System.Text.Json;
using IncidentTimeline.Server.Access.Limits;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IncidentTimeline.Server.Access.Tokens;

/// <summary>Whether a token lets somebody in, and whom: signed by the issuer, for us, at this time.</summary>
internal sealed class TokenCheck(OidcOptions options, IssuerKeys keys, ForgedTokens forged, TimeProvider time)
{
    /// <summary>Characters of a token. Larger ones come from issuers that list hundreds of groups; have them list fewer for us.</summary>
    private const int LengthMax = 16 * 1024;

    /// <summary>Characters of a subject, as OpenID Connect bounds it.</summary>
    private const int SubjectLengthMax = 255;

    /// <summary>Only what is signed with a private key. <c>none</c> is no signature, and HS… would take the issuer's public key for a shared secret.</summary>
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>What an access token says of itself (RFC 9068), or an older issuer's. Not what was made to log somebody out, say.</summary>
    private static readonly string[] Types = ["at+jwt", "application/at+jwt", "JWT"];

    private const string NotTheIssuers = "Its signature is not the issuer's.";

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = LengthMax };

    /// <param name="text">The token.</param>
    /// <param name="context">The request that it came with.</param>
    /// <param name="cancellationToken">Ends the waiting for the issuer.</param>
    /// <exception cref="IssuerAwayException">It cannot be told, as the issuer does not answer.</exception>
    public async Task<TokenVerdict> CheckAsync(string text, HttpContext context, CancellationToken cancellationToken)
    {
        if (text.Length > LengthMax || Read(text) is not { } token)
        {
            return new TokenVerdict.Refused("It cannot be read.");
        }

        if (!Algorithms.Contains(token.Alg) || (token.Typ is { Length: > 0 } type && !Types.Contains(type, StringComparer.OrdinalIgnoreCase)) || token.TryGetHeaderValue<object>("crit", out _))
        {
            return new TokenVerdict.Refused("It is not signed in a way that is taken here.");
        }

        // Before any key is asked for: who cannot even name the issuer makes us ask nobody.
        if (token.Issuer != options.Issuer)
        {
            return new TokenVerdict.Refused("Another issuer made it.");
        }

        if (await keys.FindAsync(token.Kid is { Length: > 0 } kid ? kid : null, cancellationToken) is not { } key || (key.Alg is { Length: > 0 } alg && alg != token.Alg))
        {
            return new TokenVerdict.Refused("The issuer has no key of that id.");
        }

        if (!forged.MayTry(context))
        {
            return new TokenVerdict.TooMany();
        }

        var checkedToken = await _handler.ValidateTokenAsync(token, Parameters(key));
        if (checkedToken.IsValid)
        {
            return LetIn(token);
        }

        var why = Explain(checkedToken.Exception);
        if (why == NotTheIssuers)
        {
            forged.Count(context);
        }

        return new TokenVerdict.Refused(why);
    }

    private static JsonWebToken? Read(string text)
    {
        try
        {
            return new JsonWebToken(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            return null;
        }
    }

    private TokenValidationParameters Parameters(JsonWebKey key) => new()
    {
        IssuerSigningKey = key,
        // The key was found by its id, or was the only one: no other is to be tried.
        TryAllIssuerSigningKeys = true,
        ValidAlgorithms = Algorithms,
        ValidIssuer = options.Issuer,
        ValidAudience = options.Audience,
        RequireSignedTokens = true,
        // What it says of itself is cheap to look at, and to check a signature is not.
        ValidateSignatureLast = true,
        RequireExpirationTime = true,
        RequireAudience = true,
        IgnoreTrailingSlashWhenValidatingAudience = false,
        LifetimeValidator = (notBefore, expires, _, _) => expires is { } end && IsNow(notBefore, end),
    };

    // By the service's clock, not by the framework's own. Written so that no sum leaves the calendar.
    private bool IsNow(DateTime? notBefore, DateTime expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires > now - options.ClockSkew && (notBefore is not { } start || start <= now + options.ClockSkew);
    }

    private TokenVerdict LetIn(JsonWebToken token)
    {
        // Who it is goes into the log for good, so it must be somebody, and readable.
        if (token.Subject is not { Length: > 0 and <= SubjectLengthMax } subject || subject.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
        {
            return new TokenVerdict.Refused("It names no subject of 1 to 255 printable ASCII characters.");
        }

        if (RolesOf(token) is not { } roles)
        {
            return new TokenVerdict.Refused("It cannot be read.");
        }

        return new TokenVerdict.LetIn(new Caller(
            $"{options.Issuer}#{subject}", roles, EndOf(token), null, CallerLimits.None));
    }

    // What is let in by the skew goes on by it, or a body and a stream would be refused that were just begun. Kept inside the calendar, as above.
    private DateTimeOffset EndOf(JsonWebToken token) =>
        token.ValidTo < DateTime.MaxValue - options.ClockSkew ? new DateTimeOffset(DateTime.SpecifyKind(token.ValidTo, DateTimeKind.Utc)) + options.ClockSkew : DateTimeOffset.MaxValue;

    // Null for a payload that the library could read, but that is not wholly JSON text.
    private IReadOnlyList<Role>? RolesOf(JsonWebToken token)
    {
        try
        {
            return ReadRoles(token);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // A list of values, or one text with spaces between them, as in scope.
    private IReadOnlyList<Role> ReadRoles(JsonWebToken token)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        if (!payload.RootElement.TryGetProperty(options.RoleClaim, out var claim))
        {
            return [];
        }

        var values = claim.ValueKind switch
        {
            JsonValueKind.String => claim.GetString()!.Split(' '), // It is a string.
            JsonValueKind.Array => [.. claim.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)], // As above.
            _ => Array.Empty<string>(),
        };
        return [.. options.Roles.Where(pair => values.Contains(pair.Key)).Select(pair => pair.Value).Distinct().Order()];
    }

    // Told to the bearer, who knows the token: never in words of the framework, which may quote from it.
    private static string Explain(Exception? problem) => problem switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException => "It is not valid now.",
        SecurityTokenInvalidAudienceException => "It was made for another audience.",
        SecurityTokenInvalidIssuerException => "Another issuer made it.",
        _ => NotTheIssuers,
    };
}

/// <summary>What became of a token.</summary>
internal abstract record TokenVerdict
{
    private TokenVerdict()
    {
    }

    public sealed record LetIn(Caller Caller) : TokenVerdict;

    /// <param name="Why">One sentence for its bearer, without a word of the token.</param>
    public sealed record Refused(string Why) : TokenVerdict;

    /// <summary>It was not looked at: too many from there were forged.</summary>
    public sealed record TooMany : TokenVerdict;
}
