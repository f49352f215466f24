using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace IncidentTimeline.Server.Access.Tokens;

/// <summary>Whose tokens let somebody in, and as what.</summary>
/// <param name="Issuer">As it stands in <c>iss</c>, to the letter; its keys are found under it.</param>
/// <param name="Audience">What <c>aud</c> must name: this service, as the issuer knows it.</param>
/// <param name="RoleClaim">The claim whose values are mapped to roles.</param>
/// <param name="Roles">Which value gives which role. A value that is not here gives none: what another program calls an admin is none of ours.</param>
/// <param name="ClockSkew">How far the issuer's clock may be from ours.</param>
public sealed record OidcOptions(string Issuer, string Audience, string RoleClaim, IReadOnlyDictionary<string, Role> Roles, TimeSpan ClockSkew)
{
    public const string DefaultRoleClaim = "roles";

    /// <summary>Clocks that are kept at all are closer than that.</summary>
    public const int DefaultClockSkewSeconds = 30;

    /// <summary>More would keep ended tokens alive for longer than many issuers' tokens last.</summary>
    public const int ClockSkewSecondsMax = 300;

    /// <summary>Where the issuer says what it is.</summary>
    public Uri Discovery => new(Issuer.TrimEnd('/') + "/.well-known/openid-configuration");

    /// <summary>Reads the settings. Null with an empty problem where there is no issuer; null with the problem in words where something does not fit.</summary>
    /// <param name="issuer">A URL, https unless it is on a loopback address.</param>
    /// <param name="audience">Any text.</param>
    /// <param name="roleClaim">Null: <see cref="DefaultRoleClaim"/>.</param>
    /// <param name="roles"><c>value=role,value=role</c>.</param>
    /// <param name="clockSkewSeconds">Null: <see cref="DefaultClockSkewSeconds"/>.</param>
    /// <param name="problem">What does not fit.</param>
    public static OidcOptions? Read(string? issuer, string? audience, string? roleClaim, string? roles, int? clockSkewSeconds, out string problem)
    {
        problem = "";
        if (issuer is null)
        {
            problem = (audience, roleClaim, roles, clockSkewSeconds) is (null, null, null, null) ? "" : "The --oidc-… options need an --oidc-issuer.";
            return null;
        }

        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var address) || !IsTrustworthy(address) || issuer.AsSpan().IndexOfAny("?#@ ") >= 0)
        {
            problem = $"--oidc-issuer must be an https address without query or fragment, not \"{issuer}\". Plain http would let anybody on the way forge its keys; it is taken on a loopback address only.";
        }
        else if (string.IsNullOrWhiteSpace(audience))
        {
            problem = "--oidc-issuer needs an --oidc-audience: without one, a token that the issuer made for any other program would let its bearer in here.";
        }
        else if (!TryReadRoles(roles ?? "", out var mapping))
        {
            problem = "--oidc-issuer needs --oidc-roles, such as \"desk-analysts=analyst,it-staff=admin\"; the roles are reporter, analyst, subscriber, auditor and admin.";
        }
        else if (clockSkewSeconds is < 0 or > ClockSkewSecondsMax)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"--oidc-clock-skew must be between 0 and {ClockSkewSecondsMax} seconds.");
        }
        else
        {
            return new OidcOptions(issuer, audience, roleClaim ?? DefaultRoleClaim, mapping, TimeSpan.FromSeconds(clockSkewSeconds ?? DefaultClockSkewSeconds));
        }

        return null;
    }

    /// <summary>Whether what comes from there comes from whom it names.</summary>
    internal static bool IsTrustworthy(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    private static bool TryReadRoles(string text, [NotNullWhen(true)] out IReadOnlyDictionary<string, Role>? roles)
    {
        var read = new Dictionary<string, Role>(StringComparer.Ordinal);
        foreach (var pair in text.Split(',', StringSplitOptions.TrimEntries))
        {
            // The value may hold an equals sign, as names of directories do; a role holds none.
            var equals = pair.LastIndexOf('=');
            if (equals < 1 || !RoleNames.TryParse(pair[(equals + 1)..].Trim(), out var role) || !read.TryAdd(pair[..equals].Trim(), role))
            {
                roles = null;
                return false;
            }
        }

        roles = read;
        return true;
    }
}
