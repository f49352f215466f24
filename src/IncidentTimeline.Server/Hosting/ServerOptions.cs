using System.Net;
using IncidentTimeline.Server.Access.Tokens;
using IncidentTimeline.Server.Hosting.Logging;
using IPNetwork = System.Net.IPNetwork;

namespace IncidentTimeline.Server.Hosting;

/// <summary>What an operator can choose; <see cref="CommandLine"/> reads it.</summary>
public sealed record ServerOptions
{
    public const int DefaultPort = 5080;

    /// <summary>0 to 65535; 0 takes any free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Where it listens. Beyond loopback only with TLS or behind a trusted proxy: see <see cref="Listening"/>.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>PEM file of the certificate and those above it; null for plain HTTP.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>PEM file of the certificate's private key.</summary>
    public string? TlsKey { get; init; }

    /// <summary>Whose word is taken on who sent a request, and from whom plain HTTP is.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    public string DataDirectory { get; init; } = DefaultDataDirectory();

    /// <summary>Whether an empty log gets the demo.</summary>
    public bool Demo { get; init; } = true;

    /// <summary>The owner's connection string of a server to use, or null for an embedded one.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Whose tokens are taken beside our own keys, or null for nobody's.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>Where the embedded server's programs are, or null to look for them.</summary>
    public string? PostgresBinDirectory { get; init; }

    /// <summary>How the log looks on standard error: for a person at a terminal, else for a program.</summary>
    public LogFormat LogFormat { get; init; } = Console.IsErrorRedirected ? LogFormat.Json : LogFormat.Text;

    private static string DefaultDataDirectory() => Environment.IsPrivilegedProcess
        ? "/var/lib/incident-timeline"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "incident-timeline");
}
