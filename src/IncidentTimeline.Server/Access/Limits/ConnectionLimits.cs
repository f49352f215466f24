using System.Net;
using IncidentTimeline.Server.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IncidentTimeline.Server.Access.Limits;

/// <summary>What somebody may take of the service by connections alone, before a request has said who he is.</summary>
internal static class ConnectionLimits
{
    /// <summary>Connections at one time: several times what a desk and its services hold, and far below what a process may open.</summary>
    public const long ConnectionsMax = 8_192;

    /// <summary>Of those, of one address: a quarter, so that one alone does not turn the others away. A trusted proxy brings everybody's, and holds to a share of each itself.</summary>
    public const long ConnectionsOfOneMax = ConnectionsMax / 4;

    /// <summary>From the first byte of a request to the end of its headers: they are one packet or a few; the TLS handshake may take as long. Else a connection is held by a byte now and then.</summary>
    public static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Between two requests, and before the first: longer than what asks every minute.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);

    public static void LimitConnections(this KestrelServerOptions kestrel)
    {
        kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
        kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = IdleTimeout;
    }

    /// <summary>Ends a connection at once that would be one too many of its address. To be called before TLS, which costs more than all of this.</summary>
    public static void ShareConnections(this ListenOptions listen, IReadOnlyList<System.Net.IPNetwork> trustedProxies)
    {
        var room = new SharedRoom(ConnectionsMax, ConnectionsOfOneMax);
        listen.Use(next => async connection =>
        {
            if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || Listening.IsIn(trustedProxies, address))
            {
                await next(connection);
                return;
            }

            using var place = room.Take(RequestLimits.AddressOf(address), 1);
            if (place is not null)
            {
                await next(connection);
            }
        });
    }
}
