using System.CommandLine;
using IncidentTimeline.Cli;
using IncidentTimeline.Server.Hosting;

namespace IncidentTimeline.Tests.Docs;

/// <summary><c>docs/reference/commands.md</c> lists what both programs take.</summary>
public class CommandReferenceTests
{
    private static readonly string Reference = File.ReadAllText(Path.Combine(Repository.Root, "docs/reference/commands.md"));

    [Fact]
    public void It_lists_every_command_of_timeline_and_every_option() => Missing(new TimelineCommand(_ => null).Root, "timeline ").ShouldBeEmpty();

    [Fact]
    public void It_lists_every_verb_of_the_server_and_every_option() => Missing(ServiceHost.CreateCommandLine(_ => null).Root, "").ShouldBeEmpty();

    [Fact]
    public void It_lists_every_variable_that_the_server_reads()
    {
        HashSet<string> asked = [];
        var commandLine = ServiceHost.CreateCommandLine(name =>
        {
            asked.Add(name);
            return null;
        });
        commandLine.Read(commandLine.Parse([]));

        asked.ShouldContain("TIMELINE_PORT");
        asked.Where(name => !Reference.Contains($"`{name}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Missing(Command command, string path) =>
        command.Options.Where(option => option.Name is not ("--help" or "--version")).Select(option => option.Name)
            .Where(option => !Reference.Contains($"`{option}`", StringComparison.Ordinal) && !Reference.Contains($"`{option} ", StringComparison.Ordinal))
            .Concat(command.Subcommands.SelectMany(inner => Named(inner, path + inner.Name).Concat(Missing(inner, path + inner.Name + " "))));

    // A command that only groups others is named by those.
    private static IEnumerable<string> Named(Command command, string path) =>
        command.Subcommands.Count > 0 || Reference.Contains($"| `{path}` |", StringComparison.Ordinal) || Reference.Contains($"| `{path} ", StringComparison.Ordinal) ? [] : [path];
}
