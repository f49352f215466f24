using System.Globalization;
using IncidentTimeline.Server.Access.Tokens;

namespace IncidentTimeline.Server.Hosting;

/// <summary>
/// What an operator can choose. The command line wins over the environment; there is no other way in. The service always
/// listens on 127.0.0.1.
/// </summary>
public sealed record ServerOptions
{
    public const int DefaultPort = 5080;

    public const string Usage = """
        Usage: [--port PORT] [--data DIRECTORY] [--no-demo] [--connection CONNECTION-STRING]

          --port PORT           Port on 127.0.0.1, 0 for any free one. Default 5080. (TIMELINE_PORT)
          --data DIRECTORY      Holds the embedded PostgreSQL. Default /var/lib/incident-timeline
                                for root, else incident-timeline in the user's data directory. (TIMELINE_DATA)
          --no-demo             Leaves an empty log empty. (TIMELINE_DEMO=false)
          --connection STRING   Uses this PostgreSQL, 15 or later, instead of an embedded one, as the owner of the
                                database: "Host=…;Database=…;Username=…;Password=…". (TIMELINE_CONNECTION)
          --help                Prints this.

        PG_BIN names the directory of the programs postgres and initdb, where they are not found by themselves.
        """;

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

    /// <summary>Only the usage was asked for.</summary>
    public bool Help { get; init; }

    /// <summary>Reads environment and command line. Null, with the problem in words, when something in them is not understood.</summary>
    public static ServerOptions? Read(IReadOnlyList<string> arguments, Func<string, string?> environment, out string problem)
    {
        problem = "";
        var options = Read(environment, ref problem);
        for (var index = 0; index < arguments.Count && problem.Length == 0; index++)
        {
            // Both "--port 80" and "--port=80".
            var (name, value) = arguments[index].Split('=', 2) is [var left, var right] ? (left, right) : (arguments[index], null);
            if (name is "--port" or "--data" or "--connection")
            {
                value ??= index + 1 < arguments.Count ? arguments[++index] : "";
                options = With(options, name, value, ref problem);
            }
            else
            {
                options = With(options, arguments[index], ref problem);
            }
        }

        return problem.Length == 0 ? options : null;
    }

    private static ServerOptions Read(Func<string, string?> environment, ref string problem)
    {
        var options = new ServerOptions { PostgresBinDirectory = environment("PG_BIN") is { Length: > 0 } directory ? directory : null };
        foreach (var (variable, name) in ((string, string)[])[("TIMELINE_PORT", "--port"), ("TIMELINE_DATA", "--data"), ("TIMELINE_CONNECTION", "--connection")])
        {
            if (environment(variable) is { Length: > 0 } value)
            {
                options = With(options, name, value, ref problem);
            }
        }

        switch (environment("TIMELINE_DEMO"))
        {
            case null or "" or "true":
                return options;
            case "false":
                return options with { Demo = false };
            default:
                problem = "TIMELINE_DEMO must be true or false.";
                return options;
        }
    }

    private static ServerOptions With(ServerOptions options, string name, string value, ref string problem)
    {
        if (value.Length == 0)
        {
            problem = $"{name} needs a value.";
            return options;
        }

        switch (name)
        {
            case "--data":
                return options with { DataDirectory = Path.GetFullPath(value) };
            case "--connection":
                return options with { ConnectionString = value };
            default:
                if (ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                {
                    return options with { Port = port };
                }

                problem = $"--port must be a number from 0 to {ushort.MaxValue}, not \"{value}\".";
                return options;
        }
    }

    private static ServerOptions With(ServerOptions options, string flag, ref string problem)
    {
        switch (flag)
        {
            case "--no-demo":
                return options with { Demo = false };
            case "--help" or "-h":
                return options with { Help = true };
            default:
                problem = $"\"{flag}\" is not an option.";
                return options;
        }
    }

    private static string DefaultDataDirectory() => Environment.IsPrivilegedProcess
        ? "/var/lib/incident-timeline"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "incident-timeline");
}
