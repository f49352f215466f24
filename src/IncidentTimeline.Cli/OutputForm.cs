using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace IncidentTimeline.Cli;

/// <summary>Options on how an answer is written: for people on a terminal, as JSON for a program.</summary>
internal sealed class OutputForm
{
    /// <summary>Characters in a line where there is no terminal that would say.</summary>
    private const int WidthDefault = 120;

    private readonly Option<bool> _json = new("--json") { Description = "As JSON, on a terminal too.", Arity = ArgumentArity.Zero };
    private readonly Option<bool> _pretty = new("--pretty") { Description = "For people to read, where there is no terminal too.", Arity = ArgumentArity.Zero };

    public void AddTo(Command command)
    {
        command.Add(_json);
        command.Add(_pretty);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_json) is not null && result.GetResult(_pretty) is not null)
            {
                result.AddError("--json and --pretty exclude each other.");
            }
        });
    }

    /// <summary>Whether it is written for people.</summary>
    public bool IsForPeople(ParseResult parsed) => parsed.GetValue(_pretty) || (!parsed.GetValue(_json) && IsTerminal(parsed.InvocationConfiguration.Output));

    /// <summary>Writes an answer as the service wrote it, on one line.</summary>
    public static Task WriteJsonAsync(ParseResult parsed, JsonElement answer) => parsed.InvocationConfiguration.Output.WriteLineAsync(TerminalText.OfJson(answer.GetRawText()));

    /// <summary>What people read: in colour on a terminal, else plain.</summary>
    public static Screen Screen(ParseResult parsed) => Screen(parsed, parsed.InvocationConfiguration.Output, WidthDefault);

    /// <param name="parsed">The command.</param>
    /// <param name="output">In place of its own.</param>
    /// <param name="width">Characters in a line where there is no terminal that would say.</param>
    public static Screen Screen(ParseResult parsed, TextWriter output, int width)
    {
        var isTerminal = IsTerminal(parsed.InvocationConfiguration.Output);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        console.Profile.Width = isTerminal ? console.Profile.Width : width;
        return new Screen(console);
    }

    // Only the real standard output can be one; a test hands in another writer.
    public static bool IsTerminal(TextWriter output) => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
}
