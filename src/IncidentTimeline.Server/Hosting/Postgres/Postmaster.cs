using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace IncidentTimeline.Server.Hosting.Postgres;

/// <summary>The running server process: a child of ours, in a session of its own.</summary>
internal sealed partial class Postmaster
{
    /// <summary>Only names the socket file: there is no TCP port.</summary>
    public const int SocketPort = 5432;

    /// <summary>Sessions at once. The service needs about 100 for its pool; the rest is for people and tests.</summary>
    private const int ConnectionsMax = 200;

    // $1 startup log, $2 postmaster.pid, then the command. The shell becomes the server, so its process id is the server's.
    // Its standard input is a pipe whose other end only we hold: when we are gone, however we went, the pipe ends and the
    // watchdog asks the server for a fast shutdown. It looks a few times, as the server may not have come up yet.
    private const string Script = """
        log=$1 lock=$2
        shift 2
        umask 077
        exec 3<&0 </dev/null
        (
            trap '' HUP INT TERM
            cat <&3
            for _ in 1 2 3; do
                if read -r pid <"$lock" && [ "$pid" = "$$" ]; then kill -INT $$; exit; fi
                kill -0 $$ || exit
                sleep 1
            done
        ) >/dev/null 2>&1 &
        exec 3<&-
        exec "$@" >"$log" 2>&1
        """;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private readonly DataDirectory _directory;
    private readonly PostgresBinaries _binaries;
    private readonly Process _process;
    private bool _isDone;

    private Postmaster(DataDirectory directory, PostgresBinaries binaries, Process process)
    {
        _directory = directory;
        _binaries = binaries;
        _process = process;
        ProcessId = process.Id;
        Exited = process.WaitForExitAsync(CancellationToken.None);
    }

    public int ProcessId { get; }

    public Task Exited { get; }

    public static Postmaster Start(DataDirectory directory, PostgresBinaries binaries, string socketDirectory, bool durable)
    {
        // A session of its own keeps a Ctrl-C at the terminal from the server: we stop it, after we have finished with it.
        string[] arguments =
        [
            "sh", "-c", Script, "sh", Path.Combine(directory.Log, "startup.log"), Path.Combine(directory.Cluster, "postmaster.pid"),
            binaries.Postgres, "-D", directory.Cluster, .. Settings(directory, socketDirectory, durable).SelectMany(setting => (string[])["-c", setting]),
        ];
        var process = Process.Start(directory.Account.StartInfo("setsid", arguments))!; // Never null without UseShellExecute.
        return new Postmaster(directory, binaries, process);
    }

    /// <summary>Connects to the database that every cluster has, outside any pool.</summary>
    public static string ForMaintenance(NpgsqlConnectionStringBuilder connection) =>
        new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Database = "postgres", Pooling = false, Timeout = 5 }.ConnectionString;

    /// <summary>Returns when the server lets us in; fails when it has ended, or has not let us in within the time.</summary>
    public async Task AnswersAsync(NpgsqlConnectionStringBuilder connection, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (!await AnswersAsync(ForMaintenance(connection), cancellationToken))
        {
            if (_process.HasExited)
            {
                throw new EmbeddedPostgresException($"PostgreSQL {_binaries.Version} would not start on {_directory.Root}. Its log ({_directory.Log}) ends:\n{_directory.LogTail()}");
            }

            if (time.GetElapsedTime(begun) > timeout)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL {_binaries.Version} on {_directory.Root} did not answer within {timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s. "
                    + $"If it is recovering from a crash, starting again goes on from there. Its log ({_directory.Log}) ends:\n{_directory.LogTail()}");
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    /// <summary>Fast shutdown, then an immediate one; both bounded. Never throws, so that the rest of a shutdown goes on. Harmless when it has ended.</summary>
    public async Task StopAsync(TimeSpan timeout, TimeProvider time, ILogger logger)
    {
        if (_isDone)
        {
            return;
        }

        _isDone = true;
        foreach (var signal in (Signal[])[Signal.Interrupt, Signal.Quit])
        {
            if (_process.HasExited)
            {
                break;
            }

            ProcessSignals.Send(ProcessId, signal);
            await Task.WhenAny(Exited, Task.Delay(timeout, time, CancellationToken.None));
        }

        if (!_process.HasExited)
        {
            LogStuck(logger, ProcessId, _directory.Log);
        }

        // Ends the watchdog.
        _process.StandardInput.Close();
        _process.Dispose();
    }

    private static IEnumerable<string> Settings(DataDirectory directory, string socketDirectory, bool durable)
    {
        string[] settings =
        [
            "listen_addresses=", $"port={SocketPort}", $"unix_socket_directories={socketDirectory}", $"max_connections={ConnectionsMax}",
            "timezone=UTC", "log_timezone=UTC",
            // One file a weekday, begun anew each week.
            "logging_collector=on", $"log_directory={directory.Log}", "log_filename=postgresql-%a.log", "log_truncate_on_rotation=on", "log_rotation_age=1d", "log_rotation_size=0",
        ];
        // Said aloud when on: a setting left behind in postgresql.conf must not weaken it.
        var value = durable ? "on" : "off";
        return [.. settings, $"fsync={value}", $"synchronous_commit={value}", $"full_page_writes={value}"];
    }

    private async Task<bool> AnswersAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            throw _directory.WrongPassword(_binaries);
        }
        catch (NpgsqlException)
        {
            // No socket yet, or still starting up.
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL process {ProcessId} does not stop; see its log in {LogDirectory}, and end it by hand")]
    private static partial void LogStuck(ILogger logger, int processId, string logDirectory);
}
