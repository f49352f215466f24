using System.CommandLine;
using System.Globalization;
using System.Net;
using IncidentTimeline.Server.Access.Tokens;
using IncidentTimeline.Server.Hosting.Logging;
using IPNetwork = System.Net.IPNetwork;

namespace IncidentTimeline.Server.Hosting;

/// <summary>
/// The server's command line. Without a verb it serves. Each option has an environment variable beside it, which it wins over;
/// there is no other way in.
/// </summary>
internal sealed class CommandLine
{
    private readonly Func<string, string?> _environment;
    private readonly Option<int> _port;
    private readonly Option<string> _data;
    private readonly Option<string?> _connection;
    private readonly Option<LogFormat> _log;
    private readonly Option<IPAddress> _address;
    private readonly Option<string?> _tlsCertificate;
    private readonly Option<string?> _tlsKey;
    private readonly Option<IReadOnlyList<IPNetwork>> _trustedProxy;
    private readonly Option<string?> _oidcIssuer;
    private readonly Option<string?> _oidcAudience;
    private readonly Option<string?> _oidcRoleClaim;
    private readonly Option<string?> _oidcRoles;
    private readonly Option<int?> _oidcClockSkew;
    private readonly Option<bool> _noDemo = new("--no-demo") { Description = "Leaves an empty log empty. (TIMELINE_DEMO=false)", Arity = ArgumentArity.Zero };

    public CommandLine(Func<string, string?> environment)
    {
        _environment = environment;
        _port = Of("--port", "PORT", "Port, 0 for any free one. (TIMELINE_PORT)", "TIMELINE_PORT", ReadPort, ServerOptions.DefaultPort);
        _data = Of<string>(
            "--data", "DIRECTORY", "Holds the embedded PostgreSQL. (TIMELINE_DATA)", "TIMELINE_DATA", (text, _) => Path.GetFullPath(text), new ServerOptions().DataDirectory);
        _connection = Of<string?>(
            "--connection",
            "STRING",
            "Uses this PostgreSQL, 15 or later, instead of an embedded one, as the owner of the database: \"Host=…;Database=…;Username=…;Password=…\". (TIMELINE_CONNECTION)",
            "TIMELINE_CONNECTION",
            (text, _) => text,
            null);
        _log = Of("--log", "text|json", "How the log looks on standard error. (TIMELINE_LOG)", "TIMELINE_LOG", ReadLogFormat, new ServerOptions().LogFormat);
        _address = Of("--address", "ADDRESS", "Address to listen on; beyond loopback only with TLS or a trusted proxy. (TIMELINE_ADDRESS)", "TIMELINE_ADDRESS", ReadAddress, IPAddress.Loopback);
        _tlsCertificate = Text("--tls-certificate", "FILE", "PEM file of the certificate and those above it; read at the start only. (TIMELINE_TLS_CERTIFICATE)", "TIMELINE_TLS_CERTIFICATE");
        _tlsKey = Text("--tls-key", "FILE", "PEM file of its private key. (TIMELINE_TLS_KEY)", "TIMELINE_TLS_KEY");
        _trustedProxy = Of<IReadOnlyList<IPNetwork>>(
            "--trusted-proxy", "NETWORKS", "Proxies whose X-Forwarded-For and -Proto are believed, such as 10.0.0.0/8,192.0.2.7. (TIMELINE_TRUSTED_PROXY)", "TIMELINE_TRUSTED_PROXY", ReadNetworks, []);
        _oidcIssuer = Text("--oidc-issuer", "URL", "Takes tokens of this issuer beside keys. (TIMELINE_OIDC_ISSUER)", "TIMELINE_OIDC_ISSUER");
        _oidcAudience = Text("--oidc-audience", "NAME", "This service as the issuer names it. (TIMELINE_OIDC_AUDIENCE)", "TIMELINE_OIDC_AUDIENCE");
        _oidcRoleClaim = Text("--oidc-role-claim", "CLAIM", "Claim that holds what is mapped to roles; default roles. (TIMELINE_OIDC_ROLE_CLAIM)", "TIMELINE_OIDC_ROLE_CLAIM");
        _oidcRoles = Text("--oidc-roles", "VALUE=ROLE,…", "Which of its values gives which role. (TIMELINE_OIDC_ROLES)", "TIMELINE_OIDC_ROLES");
        _oidcClockSkew = Of<int?>("--oidc-clock-skew", "SECONDS", "How far its clock may be off; default 30. (TIMELINE_OIDC_CLOCK_SKEW)", "TIMELINE_OIDC_CLOCK_SKEW", ReadSeconds, null);
        // Every verb works on the log that these two choose.
        (_data.Recursive, _connection.Recursive) = (true, true);

        Root = new RootCommand("Serves IncidentTimeline. PG_BIN names the directory of the programs postgres and initdb, where they are not found by themselves.")
        {
            _port, _data, _noDemo, _connection, _log, _address, _tlsCertificate, _tlsKey, _trustedProxy, _oidcIssuer, _oidcAudience, _oidcRoleClaim, _oidcRoles, _oidcClockSkew,
        };
        Root.Validators.Add(result =>
        {
            if (_environment("TIMELINE_DEMO") is not (null or "" or "true" or "false"))
            {
                result.AddError("TIMELINE_DEMO must be true or false.");
            }
        });
    }

    public RootCommand Root { get; }

    /// <summary>What is wrong with the command line or the environment is in the result's errors. Files of arguments ("@file") are not read.</summary>
    public ParseResult Parse(IReadOnlyList<string> arguments) => Root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>What is wrong, each in a sentence: with one option by itself, else with several together.</summary>
    public IReadOnlyList<string> Problems(ParseResult parsed) =>
        parsed.Errors.Count > 0 ? [.. parsed.Errors.Select(error => error.Message)]
        : CannotServe(parsed) is { } problem ? [problem]
        : [];

    /// <summary>Of a result without problems.</summary>
    public ServerOptions Read(ParseResult parsed) => parsed.CommandResult.Command != Root ? ReadLog(parsed) : ReadLog(parsed) with
    {
        Port = parsed.GetValue(_port),
        Address = parsed.GetValue(_address)!, // It has a default.
        TlsCertificate = parsed.GetValue(_tlsCertificate),
        TlsKey = parsed.GetValue(_tlsKey),
        TrustedProxies = parsed.GetValue(_trustedProxy)!, // As above.
        Oidc = ReadOidc(parsed, out _),
        Demo = !parsed.GetValue(_noDemo) && _environment("TIMELINE_DEMO") != "false",
    };

    // What every verb takes.
    private ServerOptions ReadLog(ParseResult parsed) => new()
    {
        DataDirectory = parsed.GetValue(_data)!, // It has a default.
        ConnectionString = parsed.GetValue(_connection),
        LogFormat = parsed.CommandResult.Command == Root ? parsed.GetValue(_log) : new ServerOptions().LogFormat,
        PostgresBinDirectory = _environment("PG_BIN") is { Length: > 0 } directory ? directory : null,
    };

    // A verb that does not serve is not held to what only a server needs.
    private string? CannotServe(ParseResult parsed)
    {
        if (parsed.CommandResult.Command != Root)
        {
            return null;
        }

        _ = ReadOidc(parsed, out var problem);
        return problem.Length > 0 ? problem : Listening.Problem(Read(parsed));
    }

    private OidcOptions? ReadOidc(ParseResult parsed, out string problem) => OidcOptions.Read(
        parsed.GetValue(_oidcIssuer), parsed.GetValue(_oidcAudience), parsed.GetValue(_oidcRoleClaim), parsed.GetValue(_oidcRoles), parsed.GetValue(_oidcClockSkew), out problem);

    private Option<string?> Text(string name, string argument, string description, string variable) => Of<string?>(name, argument, description, variable, (text, _) => text, null);

    private Option<T> Of<T>(string name, string argument, string description, string variable, Func<string, Action<string>, T> read, T otherwise) => new(name)
    {
        Description = description,
        HelpName = argument,
        CustomParser = result => read(result.Tokens.Single().Value, result.AddError),
        DefaultValueFactory = result => _environment(variable) is { Length: > 0 } text ? read(text, problem => result.AddError($"{variable}: {problem}")) : otherwise,
    };

    private static LogFormat ReadLogFormat(string text, Action<string> refuse)
    {
        switch (text)
        {
            case "text":
                return LogFormat.Text;
            case "json":
                return LogFormat.Json;
            default:
                refuse($"--log must be text or json, not \"{text}\".");
                return LogFormat.Text;
        }
    }

    private static IPAddress ReadAddress(string text, Action<string> refuse)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return address;
        }

        refuse($"--address must be an IP address, such as 127.0.0.1 or ::, not \"{text}\".");
        return IPAddress.Loopback;
    }

    private static IReadOnlyList<IPNetwork> ReadNetworks(string text, Action<string> refuse)
    {
        if (Listening.TryReadNetworks(text, out var networks))
        {
            return networks;
        }

        refuse($"--trusted-proxy must be addresses or networks with commas between, such as 10.0.0.0/8,192.0.2.7, not \"{text}\".");
        return [];
    }

    private static int? ReadSeconds(string text, Action<string> refuse)
    {
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds;
        }

        refuse($"--oidc-clock-skew must be a number of seconds, not \"{text}\".");
        return null;
    }

    private static int ReadPort(string text, Action<string> refuse)
    {
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return port;
        }

        refuse($"--port must be a number from 0 to {ushort.MaxValue}, not \"{text}\".");
        return 0;
    }
}
