using System.CommandLine;
using System.Globalization;
using IncidentTimeline.Server.Checking;
using IncidentTimeline.Server.Hosting;

namespace IncidentTimeline.Server.Backups;

/// <summary>The server's verbs <c>backup</c> and <c>restore</c>, which ops/backup and ops/restore call.</summary>
internal static class BackupVerbs
{
    public static Command CreateBackup(CommandLine commandLine)
    {
        var target = new Argument<string>("target") { Description = "The file to write, which must not be there; or a directory, in which the file is named for the moment and the log's position." };
        var command = new Command("backup", "Writes the log of --connection, or of the data directory, with documents, keys and projections into one file, beside a running service or without one.") { target };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = await new Backup(commandLine.Read(parsed)).WriteAsync(parsed.GetRequiredValue(target), TimeProvider.System, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{file.Path}: the log up to position {file.Head}, {file.Bytes} bytes, SHA-256 {file.Sha256}"));
            return 0;
        });
        return command;
    }

    public static Command CreateRestore(CommandLine commandLine)
    {
        var file = new Argument<string>("file") { Description = "What backup wrote; its .sha256 stands beside it." };
        var command = new Command("restore", "Brings a backup back into a database without a log: that of --connection, or a new cluster in the data directory. Then checks it, and says so.") { file };
        command.SetAction((parsed, cancellationToken) => new Restore(commandLine.Read(parsed)).RunAsync(
            parsed.GetRequiredValue(file), restored => CheckVerb.RunAsync(restored, parsed.InvocationConfiguration.Output, cancellationToken), cancellationToken));
        return command;
    }
}
