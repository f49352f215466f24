using System.CommandLine;
using IncidentTimeline.Cli.Exporting;

namespace IncidentTimeline.Cli.Importing;

/// <summary><c>timeline import</c>: brings the rows of a feed into the log, by a mapping that says what they mean.</summary>
internal static class ImportCommand
{
    public static Command Create(TimelineCommand timeline)
    {
        var files = new Argument<string[]>("file") { Description = "Files of the feed, plain or gzip; - for standard input.", Arity = ArgumentArity.OneOrMore };
        var mapping = new Option<FileInfo?>("--mapping") { Description = "What the rows mean; docs/how-to/import-a-feed.md says how to write one.", HelpName = "MAP" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Maps every row, shows the first, and records nothing; what only the service can tell, such as a fact type that it does not know, stays unchecked.", Arity = ArgumentArity.Zero };
        var rejects = new Option<FileInfo?>("--rejects") { Description = "Where refused rows go as they are, to be mended and imported again; FILE.reasons.ndjson says why each. Neither may be a file that is read.", HelpName = "FILE" };
        var reviewer = new Option<FileInfo?>("--reviewer-key-file") { Description = "For an exported log: file that holds another key, for reviews, which nobody makes of their own coding.", HelpName = "FILE" };
        var command = new Command("import", "Imports the rows of a feed by a mapping, or without one a log as export writes it; exit code 0 where none was refused, else 1. Importing again records nothing twice.") { files, mapping, dryRun, rejects, reviewer };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(mapping) is not { } map)
            {
                if (parsed.GetValue(dryRun) || parsed.GetValue(rejects) is not null)
                {
                    await parsed.InvocationConfiguration.Error.WriteLineAsync("--dry-run and --rejects are about rows: --mapping MAP says what these mean.");
                    return TimelineCommand.Misused;
                }

                return await ReplayAsync(timeline, parsed, parsed.GetValue(files)!, parsed.GetValue(reviewer), cancellationToken); // One or more.
            }

            if (Overwritten(parsed.GetValue(rejects), [.. parsed.GetValue(files)!, map.FullName]) is { } overwritten) // One or more.
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"--rejects would overwrite {overwritten}, which is read: name another file.");
                return TimelineCommand.Misused;
            }

            try
            {
                using var client = timeline.Connect(parsed);
                var import = new FeedImport(
                    await ReadAsync(map, cancellationToken),
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

    private static string? Overwritten(FileInfo? rejects, IReadOnlyList<string> read) =>
        rejects is null ? null : RejectedLines.Files(rejects.FullName).Intersect(read.Where(name => name != FeedFile.StandardInput).Select(Path.GetFullPath)).FirstOrDefault();

    private static async Task<Mapping> ReadAsync(FileInfo map, CancellationToken cancellationToken)
    {
        try
        {
            return Mapping.Read(await File.ReadAllTextAsync(map.FullName, cancellationToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MappingException($"The mapping cannot be read: {e.Message}");
        }
    }

    private static async Task<int> ReplayAsync(TimelineCommand timeline, ParseResult parsed, string[] files, FileInfo? reviewerKey, CancellationToken cancellationToken)
    {
        using var client = timeline.Connect(parsed);
        using var reviewer = reviewerKey is null ? null : timeline.Connect(parsed, reviewerKey);
        var replay = new LogReplay(client, reviewer, parsed.InvocationConfiguration.Error, TimeProvider.System);
        var code = TimelineCommand.Succeeded;
        foreach (var name in files)
        {
            using var file = await FeedFile.OpenAsync(name, cancellationToken);
            code = Math.Max(code, await ReplayAsync(replay, file, parsed.InvocationConfiguration.Error, cancellationToken));
        }

        return code;
    }

    private static async Task<int> ReplayAsync(LogReplay replay, FeedFile file, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            using var beginning = file.ReadText();
            if (!LogLine.BeginLog(beginning))
            {
                await error.WriteLineAsync($"{file.Name} is no exported log; did you forget --mapping?");
                return TimelineCommand.Misused;
            }

            using var lines = file.ReadText();
            return await replay.RunAsync(lines, cancellationToken) ? TimelineCommand.Succeeded : TimelineCommand.Failed;
        }
        catch (InvalidDataException e)
        {
            // A packed file that was cut off or damaged: what came before is good.
            await error.WriteLineAsync($"{file.Name}: {e.Message} What came before was taken.");
            return TimelineCommand.Failed;
        }
    }
}
