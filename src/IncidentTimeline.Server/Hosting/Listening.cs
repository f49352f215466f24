using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IncidentTimeline.Server.Access.Limits;
using Microsoft.AspNetCore.HttpOverrides;

namespace IncidentTimeline.Server.Hosting;

/// <summary>Where the service listens, and over what: plain HTTP stays on this machine, or between it and proxies that the operator trusts.</summary>
internal static class Listening
{
    /// <summary>Why these settings do not go together, or null.</summary>
    public static string? Problem(ServerOptions options) =>
        options.TlsCertificate is null != options.TlsKey is null ? "--tls-certificate and --tls-key come together."
        : IsExposed(options) && options.TlsCertificate is null && options.TrustedProxies.Count == 0
            ? $"Listening on {options.Address} over plain HTTP would show every key to whoever is on the way. Give --tls-certificate and --tls-key, or name the proxy before the service with --trusted-proxy, or listen on 127.0.0.1."
        : null;

    /// <summary>Whether reads may be open to whoever reaches us: only where that is this machine and nobody forwards to it.</summary>
    public static bool IsPrivate(ServerOptions options) => !IsExposed(options) && options.TrustedProxies.Count == 0;

    /// <summary>Listens where the options say and nowhere else, whatever the environment or a file names.</summary>
    public static void Listen(this IWebHostBuilder host, ServerOptions options)
    {
        var certificates = options is { TlsCertificate: { } certificate, TlsKey: { } key } ? Read(certificate, key) : null;
        host.UseSetting(WebHostDefaults.ServerUrlsKey, "").UseSetting(WebHostDefaults.HttpPortsKey, "").UseSetting(WebHostDefaults.HttpsPortsKey, "")
            // Else a variable of the environment would have everybody's forwarded headers believed.
            .UseSetting("FORWARDEDHEADERS_ENABLED", "false");
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.Configure(new ConfigurationBuilder().Build());
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                listen.ShareConnections(options.TrustedProxies);
                if (certificates is [var own, .. var chain])
                {
                    listen.UseHttps(https => (https.ServerCertificate, https.ServerCertificateChain, https.HandshakeTimeout) = (own, [.. chain], ConnectionLimits.HeadersTimeout));
                }
            });
        });
    }

    /// <summary>Refuses plain HTTP from others than this machine and the trusted proxies, and believes only those what they say of the sender.</summary>
    public static void UseTrustedProxies(this WebApplication app, ServerOptions options)
    {
        app.Use((context, next) =>
            context.Request.IsHttps || TakesPlainHttp(options, context.Connection.RemoteIpAddress) ? next(context) : Problems.Problem.PlainHttp().ExecuteAsync(context));
        if (options.TrustedProxies.Count == 0)
        {
            return;
        }

        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        // By default whatever is on this machine is believed; here only what is named.
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in options.TrustedProxies)
        {
            forwarded.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(forwarded);
    }

    /// <summary>Whether what comes from there over plain HTTP was not seen on its way.</summary>
    internal static bool TakesPlainHttp(ServerOptions options, IPAddress? remote) =>
        remote is not null && (IPAddress.IsLoopback(remote) || IsIn(options.TrustedProxies, remote));

    internal static bool IsIn(IReadOnlyList<System.Net.IPNetwork> networks, IPAddress address) =>
        networks.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    /// <summary>Networks such as <c>10.0.0.0/8,192.0.2.7</c>; an address alone is a network of one.</summary>
    internal static bool TryReadNetworks(string text, [NotNullWhen(true)] out IReadOnlyList<System.Net.IPNetwork>? networks)
    {
        var read = new List<System.Net.IPNetwork>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (System.Net.IPNetwork.TryParse(part, out var network) && network.PrefixLength > 0)
            {
                read.Add(network);
            }
            else if (IPAddress.TryParse(part, out var address))
            {
                read.Add(new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                networks = null;
                return false;
            }
        }

        networks = read;
        return true;
    }

    private static bool IsExposed(ServerOptions options) => !IPAddress.IsLoopback(options.Address);

    // The service's own certificate, then those between it and a root.
    private static X509Certificate2[] Read(string certificate, string key)
    {
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(certificate);
            return [X509Certificate2.CreateFromPemFile(certificate, key), .. all.Skip(1)];
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidDataException($"--tls-certificate {certificate} and --tls-key {key} cannot be used: {e.Message} Both are PEM files, and the key, without a password, belongs to the first certificate.", e);
        }
    }
}
