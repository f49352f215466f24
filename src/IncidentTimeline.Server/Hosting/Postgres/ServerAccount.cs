using System.ComponentModel;
using System.Diagnostics;

namespace IncidentTimeline.Server.Hosting.Postgres;

/// <summary>
/// The operating-system account that PostgreSQL's programs run under. PostgreSQL refuses root, so root lends them
/// another account; everyone else runs them as themselves.
/// </summary>
internal sealed record ServerAccount(string? UserName)
{
    /// <summary>Account for a new cluster when we are root. It owns nothing on a sound system.</summary>
    private const string Unprivileged = "nobody";

    /// <summary>The account for a cluster: its owner if it exists, so that a change of habit does not lock us out of old data.</summary>
    public static async Task<ServerAccount> ForAsync(string clusterDirectory, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerAccount((string?)null);
        }

        if (!Directory.Exists(clusterDirectory))
        {
            return new ServerAccount(Unprivileged);
        }

        var (_, owner) = await new ServerAccount((string?)null).RunAsync("stat", ["-c", "%U", "--", clusterDirectory], cancellationToken);
        return new ServerAccount(owner.Trim() is "root" or "UNKNOWN" ? Unprivileged : owner.Trim());
    }

    /// <summary>Creates a directory that only this account (and root) can enter, or makes an existing one so.</summary>
    public async Task CreateDirectoryAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await OwnAsync(path, cancellationToken);
    }

    /// <summary>Hands a file or directory that we made to this account.</summary>
    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (UserName is null)
        {
            return;
        }

        var (exitCode, output) = await new ServerAccount((string?)null).RunAsync("chown", ["--", UserName + ":", path], cancellationToken);
        if (exitCode != 0)
        {
            throw new EmbeddedPostgresException($"Cannot hand {path} to the account {UserName}, which PostgreSQL runs under because it refuses root: {output.Trim()}. Choose another directory with --data.");
        }
    }

    /// <summary>Whether this account can enter a directory. Asked of the system itself, since modes are only half of the answer.</summary>
    public async Task<bool> ReachesAsync(string directory, CancellationToken cancellationToken) =>
        UserName is null || (await RunAsync("sh", ["-c", "cd -- \"$1\"", "sh", directory], cancellationToken)).ExitCode == 0;

    /// <summary>Runs a program to its end, and gives its exit code and what it printed.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output, error) = await RunAsync(StartInfo(program, arguments), cancellationToken);
        return (exitCode, output + error);
    }

    /// <summary>What a program says of its version; null where this account may not run it, or it is not for this machine: as good as not there.</summary>
    public async Task<string?> AskVersionAsync(string program, CancellationToken cancellationToken)
    {
        try
        {
            return (await RunAsync(program, ["--version"], cancellationToken)).Output;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Runs what <see cref="StartInfo"/> prepared to its end, and gives what it printed by its two ways.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!; // Never null without UseShellExecute.
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
        // Our working directory may be one that the account cannot enter, and would keep a file system busy.
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = "/", RedirectStandardInput = true };
        if (UserName is not null)
        {
            start.UserName = UserName;
        }

        // PGDATA, PGOPTIONS and their kin are meant for another server; a locale may be named that is not installed.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        return start;
    }
}
