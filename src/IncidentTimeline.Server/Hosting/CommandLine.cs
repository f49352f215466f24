using System.CommandLine;
using System.Globalization;
using IncidentTimeline.Server.Hosting.Logging;

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
    private readonly Option<bool> _noDemo = new("--no-demo") { Description = "Leaves an empty log empty. (TIMELINE_DEMO=false)", Arity = ArgumentArity.Zero };

    public CommandLine(Func<string, string?> environment)
    {
        _environment = environment;
        _port = Of("--port", "PORT", "Port on 127.0.0.1, 0 for any free one. (TIMELINE_PORT)", "TIMELINE_PORT", ReadPort, ServerOptions.DefaultPort);
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
        // Every verb works on the log that these two choose.
        (_data.Recursive, _connection.Recursive) = (true, true);

        Root = new RootCommand("Serves IncidentTimeline on loopback. PG_BIN names the directory of the programs postgres and initdb, where they are not found by themselves.")
        {
            _port, _data, _noDemo, _connection, _log,
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

    /// <summary>Of a result without errors.</summary>
    public ServerOptions Read(ParseResult parsed) => new()
    {
        Port = parsed.CommandResult.Command == Root ? parsed.GetValue(_port) : ServerOptions.DefaultPort,
        DataDirectory = parsed.GetValue(_data)!, // It has a default.
        Demo = !parsed.GetValue(_noDemo) && _environment("TIMELINE_DEMO") != "false",
        ConnectionString = parsed.GetValue(_connection),
        LogFormat = parsed.CommandResult.Command == Root ? parsed.GetValue(_log) : new ServerOptions().LogFormat,
        PostgresBinDirectory = _environment("PG_BIN") is { Length: > 0 } directory ? directory : null,
    };

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
