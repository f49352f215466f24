using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace IncidentTimeline.Server.Access.Limits;

/// <summary>Holds each caller to its <see cref="CallerLimits"/>: requests under way, requests a second, bytes of a body. Who is not known is counted by address.</summary>
internal static class RequestLimits
{
    /// <summary>Tokens come back once in this time.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>How late the framework's timer may give them back.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(100);

    public static void AddRequestLimits(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        // Places first: a request that finds none has cost no token.
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(Places),
            PartitionedRateLimiter.Create<HttpContext, string>(Tokens));
        limiter.OnRejected = (rejected, _) => new ValueTask(
            Problem.TooManyRequests(rejected.HttpContext, SecondsOf(rejected.Lease)).ExecuteAsync(rejected.HttpContext));
    });

    public static void UseRequestLimits(this WebApplication app)
    {
        app.UseRateLimiter();
        app.Use((context, next) =>
        {
            // What the resource takes stands here already; a caller's own limit may only be less.
            if (context.Caller()?.Limits.BodyBytes is { } max
                && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body && !(body.MaxRequestBodySize < max))
            {
                body.MaxRequestBodySize = max;
            }

            return next(context);
        });
    }

    // Else strangers who come from where a supervisor asks could have it end the service: both answer from memory.
    private static bool IsProbe(HttpContext context) => AccessTable.RuleOf(context.GetEndpoint())?.Endpoint is "Live" or "Ready";

    private static RateLimitPartition<string> Places(HttpContext context) => IsProbe(context) ? RateLimitPartition.GetNoLimiter("probe") : RateLimitPartition.GetConcurrencyLimiter(CountedBy(context), _ =>
        new ConcurrencyLimiterOptions { PermitLimit = LimitsOf(context).Concurrent ?? CallerLimits.ConcurrentDefault, QueueLimit = 0 });

    private static RateLimitPartition<string> Tokens(HttpContext context) => IsProbe(context) ? RateLimitPartition.GetNoLimiter("probe") : RateLimitPartition.GetTokenBucketLimiter(CountedBy(context), _ =>
    {
        var limits = LimitsOf(context);
        var rate = limits.RequestsPerSecond ?? CallerLimits.RequestsPerSecondDefault;
        return new TokenBucketRateLimiterOptions { TokenLimit = limits.Burst ?? rate, TokensPerPeriod = rate, ReplenishmentPeriod = Period, QueueLimit = 0, AutoReplenishment = false };
    });

    private static CallerLimits LimitsOf(HttpContext context) => context.Caller()?.Limits ?? CallerLimits.Stranger;

    // No name holds a space, so no caller is counted as an address.
    internal static string CountedBy(HttpContext context) => context.Caller()?.CountedBy ?? AddressOf(context);

    /// <summary>From where a request comes, as strangers are counted.</summary>
    internal static string AddressOf(HttpContext context) => AddressOf(context.Connection.RemoteIpAddress);

    internal static string AddressOf(IPAddress? address) => $"address {NetworkOf(address)}";

    // One household or machine has a whole /64 of IPv6 addresses to come from.
    private static IPAddress? NetworkOf(IPAddress? address)
    {
        if (address is null or { AddressFamily: AddressFamily.InterNetwork } or { IsIPv4MappedToIPv6: true })
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    // When there are tokens again, rounded up so that it is true; a place may be free at any moment.
    private static int SecondsOf(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? (int)Math.Ceiling((after + Lateness).TotalSeconds) : 1;
}
