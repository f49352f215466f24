namespace IncidentTimeline.Client;

/// <summary>A key to be made.</summary>
/// <param name="Name">Stamped on everything recorded with it.</param>
/// <param name="Roles">Of reporter, analyst, subscriber, auditor and admin.</param>
/// <param name="ExpiresAt">From when on it lets nobody in; null for no end.</param>
/// <param name="Limits">Limits of its own.</param>
public sealed record NewKey(string Name, IReadOnlyList<string> Roles, DateTimeOffset? ExpiresAt = null, KeyLimits? Limits = null);

/// <summary>What a key may ask of the service; null for its default.</summary>
/// <param name="RequestsPerSecond">Requests a second in the long run.</param>
/// <param name="Burst">Requests at once after a pause.</param>
/// <param name="Concurrent">Requests under way at once.</param>
/// <param name="BodyBytes">Bytes of one request's body.</param>
public sealed record KeyLimits(int? RequestsPerSecond = null, int? Burst = null, int? Concurrent = null, int? BodyBytes = null);

/// <summary>A key that was just made.</summary>
/// <param name="Secret">The key itself, which nobody can show again.</param>
/// <param name="Key">All that the service keeps of it.</param>
public sealed record IssuedKey(string Secret, Key Key)
{
    /// <summary>Without the secret, wherever it ends up.</summary>
    public override string ToString() => Key.ToString();
}

/// <summary>A key as the service shows it.</summary>
/// <param name="Number">In the order of their making.</param>
/// <param name="Prefix">To recognise it by: the key begins with <c>it_</c> and this.</param>
/// <param name="Name">Who comes in by it.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ExpiresAt">From when on it lets nobody in; null for no end.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="RevokedBy">Who revoked it.</param>
/// <param name="LastUsedAt">When it last let somebody in, to about a minute.</param>
/// <param name="Limits">Its own limits.</param>
public sealed record Key(
    long Number,
    string Prefix,
    string Name,
    IReadOnlyList<string> Roles,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? RevokedAt = null,
    string? RevokedBy = null,
    DateTimeOffset? LastUsedAt = null,
    KeyLimits? Limits = null);
