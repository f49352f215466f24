using IncidentTimeline.Server.Access.Tokens;
using IncidentTimeline.Server.Hosting.Logging;

namespace IncidentTimeline.Server.Hosting;

/// <summary>What an operator can choose; <see cref="CommandLine"/> reads it. The service always listens on 127.0.0.1.</summary>
public sealed record ServerOptions
{
    public const int DefaultPort = 5080;

    /// <summary>0 to 65535; 0 takes any free one.</summary>
    public int Port { get; init; } = DefaultPort;

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
