using System.CommandLine;

namespace IncidentTimeline.Cli.Importing;

/// <summary><c>timeline import</c>: brings the rows of a feed into the log, by a mapping that says what they mean.</summary>
internal static class ImportCommand
{
    public static Command Create(TimelineCommand timeline)
    {
        var files = new Argument<string[]>("file") { Description = "Files of the feed, plain or gzip; - for standard input.", Arity = ArgumentArity.OneOrMore };
        var mapping = new Option<FileInfo?>("--mapping") { Description = "What the rows mean; docs/how-to/import-a-feed.md says how to write one.", HelpName = "MAP" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Maps and checks every row, shows the first, and records nothing.", Arity = ArgumentArity.Zero };
        var rejects = new Option<FileInfo?>("--rejects") { Description = "Where refused rows go as they are, to be mended and imported again; FILE.reasons.ndjson says why each.", HelpName = "FILE" };
        var command = new Command("import", "Imports the rows of a feed; exit code 0 where none was refused, else 1. Importing again records nothing twice.") { files, mapping, dryRun, rejects };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(mapping) is not { } map)
            {
                // Here is where lines that are facts already, as an export writes them, would go to the service as they are.
                await parsed.InvocationConfiguration.Error.WriteLineAsync("--mapping MAP says what the rows mean.");
                return TimelineCommand.Misused;
            }

            try
            {
                using var client = timeline.Connect(parsed);
                var import = new FeedImport(
                    Mapping.Read(await File.ReadAllTextAsync(map.FullName, cancellationToken)),
                    parsed.GetValue(dryRun) ? null : client,
                    parsed.GetValue(rejects)?.FullName,
                    parsed.InvocationConfiguration.Output,
                    parsed.InvocationConfiguration.Error,
                    TimeProvider.System);
                return await import.RunAsync(parsed.GetValue(files)!, cancellationToken); // One or more.
            }
            catch (MappingException e)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"{map.Name}: {e.Message}");
                return TimelineCommand.Misused;
            }
        });
        return command;
    }
}
