using IncidentTimeline.Server.Access.Limits;

namespace IncidentTimeline.Server.Access;

/// <summary>Who sent a request, however that was proved.</summary>
/// <param name="Name">Stamped on everything recorded. The name of a key, or issuer and subject of a token; the two never look alike.</param>
/// <param name="Roles">What it may do; none for a token whose issuer gives it no role that we know.</param>
/// <param name="ExpiresAt">From when on it is let in no more; null for a key without an end.</param>
/// <param name="Prefix">Which key it is; null for a token.</param>
/// <param name="Limits">What it may ask at once.</param>
internal sealed record Caller(string Name, IReadOnlyList<Role> Roles, DateTimeOffset? ExpiresAt, string? Prefix, CallerLimits Limits)
{
    /// <summary>By what its requests are counted: each key for itself, though two may bear one name.</summary>
    public string CountedBy => Prefix ?? Name;
}

internal static class Callers
{
    /// <summary>Who sent the request, or null for nobody known.</summary>
    public static Caller? Caller(this HttpContext context) => context.Features.Get<Caller>();

    /// <summary>The name to stamp on what the request records; there is one wherever something is recorded.</summary>
    public static string Actor(this HttpContext context) => context.Caller()!.Name; // No writing endpoint is open to nobody: see AccessTable.
}
