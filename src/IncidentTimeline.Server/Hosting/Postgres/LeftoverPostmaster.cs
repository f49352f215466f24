using System.Globalization;

namespace IncidentTimeline.Server.Hosting.Postgres;

/// <summary>
/// What a launcher that was killed may have left on its data directory: a living server, its lock file, or worker
/// processes of a dead server. Called with the directory's lock held, so whatever is found belongs to nobody.
/// </summary>
internal static partial class LeftoverPostmaster
{
    /// <summary>How long workers may take to notice that their postmaster is dead, before they are told.</summary>
    private static readonly TimeSpan WorkersTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Clears the directory of leftovers. Signals only processes proven to be PostgreSQL's on this very directory.</summary>
    public static async Task StopAsync(DataDirectory directory, TimeSpan timeout, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var lockFile = Path.Combine(directory.Cluster, "postmaster.pid");
        if (!File.Exists(lockFile))
        {
            return;
        }

        // Its lines: process id, data directory as the postmaster was given it, and more that we do not need.
        var lines = await File.ReadAllLinesAsync(lockFile, cancellationToken);
        if (lines.Length < 2 || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var processId))
        {
            return;
        }

        if (IsPostmaster(processId, lines[1]))
        {
            LogStopping(logger, processId, directory.Root);
            await StopPostmasterAsync(processId, lines[1], directory, timeout, time, cancellationToken);
        }
        else
        {
            await EndWorkersAsync(lines[1], time, logger, cancellationToken);
            // The process id may be a stranger's by now, which PostgreSQL would take for its predecessor.
            File.Delete(lockFile);
            LogRecovered(logger, processId, directory.Root);
        }
    }

    /// <summary>A postmaster keeps its arguments for life, while its workers overwrite theirs.</summary>
    private static bool IsPostmaster(int processId, string clusterDirectory)
    {
        var arguments = Arguments(processId);
        return arguments.Length > 0
            && Path.GetFileName(arguments[0]) == "postgres"
            && Array.IndexOf(arguments, "-D") is var option and >= 0
            && arguments.ElementAtOrDefault(option + 1) == clusterDirectory;
    }

    private static async Task StopPostmasterAsync(
        int processId, string clusterDirectory, DataDirectory directory, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var signal in (Signal[])[Signal.Interrupt, Signal.Quit])
        {
            if (!ProcessSignals.Send(processId, signal))
            {
                break;
            }

            if (await WaitAsync(() => !IsPostmaster(processId, clusterDirectory), timeout, time, cancellationToken))
            {
                return;
            }
        }

        if (IsPostmaster(processId, clusterDirectory))
        {
            throw new EmbeddedPostgresException(
                $"A PostgreSQL server that an earlier run left on {directory.Root} (process {processId}) does not stop, or is not ours to stop. End it by hand and start again.");
        }
    }

    private static async Task EndWorkersAsync(string clusterDirectory, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        if (await WaitAsync(() => !Workers(clusterDirectory).Any(), WorkersTimeout, time, cancellationToken))
        {
            return;
        }

        // They cannot commit anything without a postmaster, but they keep the shared memory from its successor.
        foreach (var worker in Workers(clusterDirectory))
        {
            LogEnding(logger, worker);
            ProcessSignals.Send(worker, Signal.Quit);
        }

        await WaitAsync(() => !Workers(clusterDirectory).Any(), WorkersTimeout, time, cancellationToken);
    }

    private static async Task<bool> WaitAsync(Func<bool> isDone, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (!isDone())
        {
            if (time.GetElapsedTime(begun) > timeout)
            {
                return false;
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }

        return true;
    }

    /// <summary>Processes called postgres that work in the cluster's directory.</summary>
    private static IEnumerable<int> Workers(string clusterDirectory) =>
        from directory in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out _)
        where Read(() => new FileInfo(Path.Combine(directory, "cwd")).LinkTarget) == clusterDirectory
        where Read(() => File.ReadAllText(Path.Combine(directory, "comm")).Trim()) == "postgres"
        select int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture);

    private static string[] Arguments(int processId) =>
        Read(() => File.ReadAllText($"/proc/{processId}/cmdline"))?.Split('\0', StringSplitOptions.RemoveEmptyEntries) ?? [];

    // A process can end, or forbid the look, between any two steps: then it is none of ours.
    private static string? Read(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 660, Level = LogLevel.Warning, Message = "An earlier run left PostgreSQL process {ProcessId} on {DataDirectory}; it is stopped and replaced")]
    private static partial void LogStopping(ILogger logger, int processId, string dataDirectory);

    [LoggerMessage(EventId = 661, Level = LogLevel.Warning, Message = "PostgreSQL process {ProcessId} had ended without a shutdown on {DataDirectory}; the new one recovers from its log")]
    private static partial void LogRecovered(ILogger logger, int processId, string dataDirectory);

    [LoggerMessage(EventId = 662, Level = LogLevel.Warning, Message = "PostgreSQL worker {ProcessId} outlived its server and is ended")]
    private static partial void LogEnding(ILogger logger, int processId);
}
