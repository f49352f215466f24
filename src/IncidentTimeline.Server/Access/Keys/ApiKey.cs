using IncidentTimeline.Server.Access.Limits;

namespace IncidentTimeline.Server.Access.Keys;

/// <summary>A key as it may be shown: all but the key itself.</summary>
/// <param name="Number">In the order of their making; the cursor of lists.</param>
/// <param name="Prefix">To recognise it by: the key begins with <c>it_</c> and this.</param>
/// <param name="Name">Who comes in by it; stamped on everything recorded with it.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it: another key's name, or <c>operator</c> for one made beside the service.</param>
/// <param name="ExpiresAt">From when on it lets nobody in; missing where it has no end.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="RevokedBy">Who revoked it.</param>
/// <param name="LastUsedAt">When it last let somebody in, to about a minute; missing where it never did.</param>
/// <param name="Limits">Its own limits, where it has any.</param>
public sealed record ApiKey(
    long Number,
    string Prefix,
    string Name,
    IReadOnlyList<Role> Roles,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    string? RevokedBy,
    DateTimeOffset? LastUsedAt,
    CallerLimits? Limits);
