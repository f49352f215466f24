using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Hosting;
using IncidentTimeline.Server.Hosting.Postgres;
using Npgsql;

namespace IncidentTimeline.Server.Backups;

/// <summary>
/// Writes all of a log, with documents, keys and projections, into one file, as it is at one moment, beside a running service. The file
/// gets its name only when it is whole and every block of it has been read back and unpacked; beside it stands its SHA-256.
/// </summary>
internal sealed class Backup(ServerOptions options)
{
    public const string ChecksumSuffix = ".sha256";

    private static readonly string DescribeLogSql = Sql.Read("Backups.describe_log.sql");

    /// <param name="target">A file that is not there yet, or a directory, in which the file is named for the moment and the log's position.</param>
    /// <param name="time">Names the file.</param>
    /// <param name="cancellationToken">Leaves nothing behind.</param>
    public async Task<BackupFile> WriteAsync(string target, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var chosen = await ChosenDatabase.OpenAsync(options, cancellationToken);
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(LogConnection.ForOwner(chosen.ConnectionString)) { Pooling = false }.ConnectionString);

        // The moment is chosen here and handed over, so that we know what the file holds.
        await using var snapshot = await LogSnapshot.OpenAsync(database, cancellationToken);
        var (moment, schema, head, major) = (await snapshot.ReadAsync(
            DescribeLogSql, [], row => (row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt32(3)), cancellationToken)).Single();
        var path = PathOf(target, head, time);
        var dump = await PostgresTool.FindDumpAsync(major, options, cancellationToken);
        var restore = await PostgresTool.FindRestoreAsync(dump.Major, options, cancellationToken);

        // A name of its own: two at once would write into each other's.
        var unfinished = $"{path}.{Guid.NewGuid():n}.unfinished";
        CreateForOwnerOnly(unfinished);
        try
        {
            await dump.RunAsync(
                chosen.ConnectionString, ["--format=custom", $"--snapshot={moment}", $"--schema=\"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", $"--file={unfinished}", "--no-password"], cancellationToken);
            await ReadBackAsync(restore, unfinished, schema, cancellationToken);
            return await FinishAsync(unfinished, path, head, cancellationToken);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static string PathOf(string target, long head, TimeProvider time)
    {
        var full = Path.GetFullPath(target);
        var path = Directory.Exists(full)
            ? Path.Combine(full, string.Create(CultureInfo.InvariantCulture, $"incident-timeline-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{head}.dump"))
            : full;
        return !File.Exists(path) && !File.Exists(path + ChecksumSuffix)
            ? path
            : throw new InvalidDataException($"{path} is there already, or its checksum is. A backup is never written over another: name a new file, or a directory.");
    }

    // It holds everything that anybody ever recorded.
    private static void CreateForOwnerOnly(string path)
    {
        try
        {
            new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The backup cannot be written: {exception.Message}", exception);
        }
    }

    // The list of contents stands at the beginning of the file and says nothing of the blocks, so these are decoded as a restore would.
    private static async Task ReadBackAsync(PostgresTool restore, string unfinished, string schema, CancellationToken cancellationToken)
    {
        if (BackupFile.SchemaOf(await restore.RunAsync(null, ["--list", unfinished], cancellationToken)) != schema)
        {
            throw new InvalidDataException($"{unfinished} was written and cannot be read back: it lists no events. Nothing was kept.");
        }

        try
        {
            await restore.RunAsync(null, ["--file=/dev/null", unfinished], cancellationToken);
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException($"{unfinished} was written and cannot be read back. Nothing was kept; look at the disk. {damaged.Message}", damaged);
        }
    }

    private static async Task<BackupFile> FinishAsync(string unfinished, string path, long head, CancellationToken cancellationToken)
    {
        string sha256;
        long length;
        await using (var written = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite))
        {
            written.Flush(flushToDisk: true);
            sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellationToken));
            length = written.Length;
        }

        await NameAsync(unfinished, path, $"{sha256}  {Path.GetFileName(path)}\n", cancellationToken);
        return new BackupFile(path, length, sha256, head);
    }

    // The dump is renamed last: with its name it is whole. A checksum that was left alone would keep the name from the next one.
    private static async Task NameAsync(string unfinished, string path, string checksum, CancellationToken cancellationToken)
    {
        var note = path + ChecksumSuffix;
        try
        {
            // In the form of sha256sum, so that "sha256sum --check" understands it.
            await using (var written = new FileStream(note, FileMode.CreateNew, FileAccess.Write))
            {
                await written.WriteAsync(Encoding.UTF8.GetBytes(checksum), cancellationToken);
                written.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            File.Delete(note);
            throw exception is OperationCanceledException ? exception : new InvalidDataException($"The backup cannot be named {path}, and nothing was kept: {exception.Message}", exception);
        }

        await KeepNamesAsync(Path.GetDirectoryName(path)!, cancellationToken); // It is a full path of a file.
    }

    // Names are the directory's, which .NET flushes by no call of its own.
    private static async Task KeepNamesAsync(string directory, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await new ServerAccount((string?)null).RunAsync("sync", ["--", directory], cancellationToken);
        if (exitCode != 0)
        {
            throw new InvalidDataException($"The backup is in {directory} and may not outlive a power cut, for its name could not be flushed: {output.Trim()}");
        }
    }
}

/// <summary>A finished backup.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">How large.</param>
/// <param name="Sha256">Of the whole file.</param>
/// <param name="Head">The last position of the log in it.</param>
internal sealed partial record BackupFile(string Path, long Bytes, string Sha256, long Head)
{
    /// <summary>The schema whose events a dump holds, by its list of contents; null where there are none.</summary>
    public static string? SchemaOf(string list) => EventsInList().Match(list) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>A dump's list of contents less the schema itself and its comment, for a database that has that schema.</summary>
    public static string WithoutSchema(string list) => SchemaInList().Replace(list, ";");

    [GeneratedRegex(@"^(?=\d+; \d+ \d+ (?:SCHEMA - |COMMENT - SCHEMA ))", RegexOptions.Multiline)]
    private static partial Regex SchemaInList();

    [GeneratedRegex(@"^\d+; \d+ \d+ TABLE DATA (.+) events \S+$", RegexOptions.Multiline)]
    private static partial Regex EventsInList();
}
