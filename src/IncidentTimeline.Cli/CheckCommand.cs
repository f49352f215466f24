using System.CommandLine;
using System.Globalization;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli;

/// <summary><c>timeline check</c>: has the service check its timeline, and says what it found.</summary>
internal static class CheckCommand
{
    public static Command Create(TimelineCommand timeline)
    {
        var command = new Command("check", "Has the service check its log, documents, search and statement index; exit code 0 where all is sound, else 1.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            var output = parsed.InvocationConfiguration.Output;
            CheckLine? verdict = null;
            await foreach (var line in client.CheckAsync(cancellationToken))
            {
                if (line.Kind == "finding")
                {
                    await output.WriteLineAsync($"{(line.IsError == false ? "note" : "error")} {line.Code} at {line.Where}: {line.What} {line.Meaning}");
                }

                verdict = line.Kind == "verdict" ? line : verdict;
            }

            if (verdict is null)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("The check was cut short: the service ended its answer without a verdict.");
                return TimelineCommand.Failed;
            }

            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{(verdict.IsClean == true ? "clean" : "not clean")}: {verdict.Read} of {verdict.Events} events read, the last at position {verdict.Last}{string.Concat((verdict.Findings ?? []).Select(count => $", {count.Code} {count.Count}"))}"));
            return verdict.IsClean == true ? TimelineCommand.Succeeded : TimelineCommand.Failed;
        });
        return command;
    }
}
