using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using IncidentTimeline.Cli.Exporting;
using IncidentTimeline.Cli.Following;
using IncidentTimeline.Cli.Importing;
using IncidentTimeline.Cli.Reading;
using IncidentTimeline.Cli.Simulating;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli;

/// <summary>The command <c>timeline</c>: what to say to which service, with which key. Each verb has a file of its own.</summary>
internal sealed class TimelineCommand
{
    /// <summary>Exit codes: done; the service refused, is not ready, or cannot be reached; the command line is not understood.</summary>
    public const int Succeeded = 0;
    public const int Failed = 1;
    public const int Misused = 2;

    private const string DefaultServer = "http://127.0.0.1:5080";

    private readonly Func<string, string?> _environment;
    private readonly Option<Uri?> _server;
    private readonly Option<FileInfo?> _keyFile = new("--key-file")
    {
        Description = "File that holds the key. (TIMELINE_KEY holds the key itself; an argument would show it to every process)",
        HelpName = "FILE",
        Recursive = true,
    };

    public TimelineCommand(Func<string, string?> environment)
    {
        _environment = environment;
        _server = new Option<Uri?>("--server")
        {
            Description = "Where the service listens. (TIMELINE_SERVER)",
            HelpName = "URL",
            Recursive = true,
            CustomParser = result => Address(result.Tokens.Single().Value, result),
            DefaultValueFactory = result => Address(environment("TIMELINE_SERVER") is { Length: > 0 } url ? url : DefaultServer, result),
        };
        Root = new RootCommand("Speaks to an IncidentTimeline service.")
        {
            _server, _keyFile,
            FollowCommand.Create(this), PictureCommand.Create(this), HistoryCommand.Create(this), TraceCommand.Create(this),
            ImportCommand.Create(this), ExportCommand.Create(this), SimulateCommand.Create(this),
            HealthCommand.Create(this), CheckCommand.Create(this), KeyCommand.Create(this), ProjectionsCommand.Create(this), SubscriptionsCommand.Create(this),
        };
    }

    public RootCommand Root { get; }

    /// <summary>Does what the arguments say, and gives the exit code.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, Func<string, string?> environment, TextWriter output, TextWriter error) =>
        RunAsync(arguments, environment, output, error, CancellationToken.None);

    /// <summary>The same, to be ended as Ctrl-C ends it.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Func<string, string?> environment, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var parsed = new TimelineCommand(environment).Root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync(string.Join('\n', parsed.Errors.Select(one => one.Message).Append("--help tells what there is.")));
            return Misused;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error }, cancellationToken);
        }
        catch (Exception exception) when (exception is TimelineProblemException or ServiceAwayException or HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(TerminalText.LinesOf(exception.Message) + exception switch
            {
                TimelineProblemException { Slug: "unauthorized" } => "\nThe key comes from TIMELINE_KEY, or from the file of --key-file.",
                HttpRequestException => "\nThe address comes from --server or TIMELINE_SERVER.",
                _ => "",
            });
            return Failed;
        }
        catch (OperationCanceledException exception)
        {
            await error.WriteLineAsync(exception.InnerException is TimeoutException ? "The service does not answer in time." : "Interrupted.");
            return Failed;
        }
        catch (JsonException)
        {
            await error.WriteLineAsync("What answered is not an IncidentTimeline service of a version that this command knows.");
            return Failed;
        }
        catch (FormatException)
        {
            await error.WriteLineAsync("The key holds something that no key holds, such as a line break.");
            return Failed;
        }
    }

    /// <summary>The client that the options choose.</summary>
    public TimelineClient Connect(ParseResult parsed) => Connect(parsed, Key(parsed));

    /// <summary>One for the same service, with the key of another file.</summary>
    public TimelineClient Connect(ParseResult parsed, FileInfo keyFile) => Connect(parsed, File.ReadAllText(keyFile.FullName).Trim());

    private TimelineClient Connect(ParseResult parsed, string? key)
    {
        var server = parsed.GetValue(_server)!; // Without errors it is there.
        return key is null || server.IsLoopback || server.Scheme == Uri.UriSchemeHttps
            ? TimelineClient.Create(server, key)
            : throw new UnauthorizedAccessException($"A key goes over https, or stays on this machine: over plain HTTP to {server.Host}, whoever is on the way could read it.");
    }

    private static Uri? Address(string text, ArgumentResult result)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https" })
        {
            return address;
        }

        result.AddError($"--server must be an address such as {DefaultServer}, not \"{text}\".");
        return null;
    }

    private string? Key(ParseResult parsed) =>
        parsed.GetValue(_keyFile) is { } file ? File.ReadAllText(file.FullName).Trim()
        : _environment("TIMELINE_KEY") is { Length: > 0 } key ? key
        : null;
}
