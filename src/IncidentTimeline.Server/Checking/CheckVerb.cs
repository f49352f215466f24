using System.CommandLine;
using System.Globalization;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Backups;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Hosting;
using Npgsql;

namespace IncidentTimeline.Server.Checking;

/// <summary>The server's verb <c>check</c>: the check without a service, or beside one from outside. Exit code 0 clean, 1 not, 2 misused.</summary>
internal static class CheckVerb
{
    private const int Clean = 0;
    private const int NotClean = 1;

    public static Command Create(CommandLine commandLine)
    {
        var command = new Command("check", "Checks the log, the documents and the search of --connection, or of the data directory: where a service runs on it, beside that. Reads only.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var chosen = await ChosenDatabase.OpenAsync(commandLine.Read(parsed), cancellationToken);
            return await RunAsync(chosen.ConnectionString, parsed.InvocationConfiguration.Output, cancellationToken);
        });
        return command;
    }

    /// <summary>Checks and tells in words.</summary>
    public static async Task<int> RunAsync(string ownerConnectionString, TextWriter output, CancellationToken cancellationToken)
    {
        // The owner's rights, so that a lost grant of the service's is found and does not end the check.
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(LogConnection.ForOwner(ownerConnectionString)) { Pooling = false }.ConnectionString);
        var isClean = false;
        await foreach (var line in new TimelineCheck(database, new FactSearch(database), ServiceHost.Migrations, indexing: null, searching: null).RunAsync(cancellationToken))
        {
            if (Tell(line) is { } text)
            {
                await output.WriteLineAsync(text);
            }

            isClean = line is CheckLine.Verdict { IsClean: true };
        }

        return isClean ? Clean : NotClean;
    }

    private static string? Tell(CheckLine line) => line switch
    {
        CheckLine.Found found => $"{(found.IsError ? "error" : "note")} {found.Code} at {found.Where}: {found.What} {found.Meaning}",
        CheckLine.Verdict verdict => string.Create(CultureInfo.InvariantCulture, $"{(verdict.IsClean ? "clean" : "not clean")}: {verdict.Read} of {verdict.Events} events read, the last at position {verdict.Last}{Counts(verdict)}"),
        _ => null,
    };

    private static string Counts(CheckLine.Verdict verdict) =>
        string.Concat(verdict.Findings.Select(count => string.Create(CultureInfo.InvariantCulture, $", {count.Code} {count.Count}")));
}
