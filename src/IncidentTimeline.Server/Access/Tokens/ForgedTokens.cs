using System.Threading.RateLimiting;
using IncidentTimeline.Server.Access.Limits;

namespace IncidentTimeline.Server.Access.Tokens;

/// <summary>
/// Counts, for each address, the tokens whose signature was not the issuer's. To find that out is the only dear thing that somebody unknown can have us do, so an address
/// that sent many has no signature looked at for a while. Nothing else that is wrong with a token counts: it is seen before the signature is.
/// </summary>
internal sealed class ForgedTokens : IDisposable
{
    /// <summary>In a row, after a pause: more than a program sends that has the wrong key by mistake before somebody looks.</summary>
    public const int Burst = 100;

    /// <summary>In the long run: less than a thousandth of what one core checks.</summary>
    public const int PerSecond = 10;

    /// <summary>When there is room for at least one more.</summary>
    public const int RetryAfterSeconds = 1;

    private readonly PartitionedRateLimiter<string> _signatures = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetTokenBucketLimiter(address, _ =>
        new TokenBucketRateLimiterOptions { TokenLimit = Burst, TokensPerPeriod = PerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0, AutoReplenishment = false }));

    /// <summary>Whether a signature from there is looked at.</summary>
    /// <remarks>By the number, as to acquire none succeeds on a part of one, which no count would then use up.</remarks>
    public bool MayTry(HttpContext context) => _signatures.GetStatistics(RequestLimits.AddressOf(context)) is not { CurrentAvailablePermits: < 1 };

    /// <summary>Notes that one from there was not the issuer's.</summary>
    public void Count(HttpContext context) => _signatures.AttemptAcquire(RequestLimits.AddressOf(context)).Dispose();

    public void Dispose() => _signatures.Dispose();
}
