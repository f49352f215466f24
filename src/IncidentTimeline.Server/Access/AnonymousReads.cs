using System.Net;

namespace IncidentTimeline.Server.Access;

/// <summary>Whether one may read without a key: only in a log that began as the demo, and only from this machine itself.</summary>
internal sealed class AnonymousReads
{
    /// <summary>Settled by the host once the demo is loaded.</summary>
    public volatile bool AreOpen;

    /// <summary>Whether this request may read without a key.</summary>
    /// <remarks>
    /// A program on this machine that forwards others' requests makes all the world look local. So what shows a trace of
    /// forwarding is not taken for local, nor what names another host, as a web page does that had its own name resolved to 127.0.0.1.
    /// </remarks>
    public bool AreOpenTo(HttpContext context) =>
        AreOpen
        && context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
        && IsLoopback(context.Request.Host.Host)
        && !context.Request.Headers.ContainsKey("Forwarded") && !context.Request.Headers.ContainsKey("Via")
        && !context.Request.Headers.Keys.Any(name => name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase));

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
