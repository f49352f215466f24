using System.Globalization;
using System.Security.Cryptography;

namespace IncidentTimeline.Server.Hosting.Postgres;

/// <summary>
/// The directory that one launcher owns: <c>postgres/</c> (the cluster), <c>postgres-password</c>, <c>postgres-log/</c>,
/// <c>socket/</c>, and <c>lock</c>, held for as long as this object lives.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    /// <summary>
    /// Longest directory of a Unix socket, in bytes. Linux ends a socket path at 107; "/.s.PGSQL.5432.lock" takes the rest.
    /// </summary>
    private const int SocketDirectoryBytesMax = 107 - 19;

    private const string TemporarySocketPrefix = "timeline-postgres-";

    private const string PasswordFileName = "postgres-password";

    private readonly FileStream _lock;

    private DataDirectory(string root, ServerAccount account, FileStream @lock)
    {
        Root = root;
        Account = account;
        _lock = @lock;
    }

    public string Root { get; }

    public ServerAccount Account { get; }

    public string Cluster => ClusterOf(Root);

    public string Log => Path.Combine(Root, "postgres-log");

    public string PasswordFile => Path.Combine(Root, PasswordFileName);

    /// <summary>Major version that made the cluster, or null before there is one.</summary>
    public int? ClusterMajor =>
        File.Exists(Path.Combine(Cluster, "PG_VERSION"))
            ? int.Parse(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION")).Trim(), CultureInfo.InvariantCulture)
            : null;

    private string SocketNote => SocketNoteOf(Root);

    /// <summary>Creates the directory if need be, and takes it for this launcher alone.</summary>
    public static async Task<DataDirectory> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        try
        {
            var account = await ServerAccount.ForAsync(ClusterOf(root), cancellationToken);
            await EnsureReachedAsync(NearestExisting(root), root, account, cancellationToken);
            Create(root);
            await EnsureReachedAsync(root, root, account, cancellationToken);
            return new DataDirectory(root, account, TakeLock(root));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"Cannot use {root} for the data: {exception.Message} Choose another directory with --data.", exception);
        }
    }

    /// <summary>Makes the cluster if there is none, and gives the owner's password.</summary>
    public async Task<string> CreateClusterAsync(PostgresBinaries binaries, bool durable, CancellationToken cancellationToken)
    {
        if (ClusterMajor is null)
        {
            await WritePasswordAsync(cancellationToken);
            await InitialiseAsync(binaries, durable, cancellationToken);
        }

        await Account.CreateDirectoryAsync(Log, cancellationToken);
        return File.Exists(PasswordFile)
            ? (await File.ReadAllTextAsync(PasswordFile, cancellationToken)).Trim()
            : throw LostPassword(binaries);
    }

    /// <summary>An empty directory for the socket: inside our own where its path is short and plain enough, else a temporary one.</summary>
    public async Task<string> PrepareSocketDirectoryAsync(CancellationToken cancellationToken)
    {
        RemoveTemporarySocketDirectory();
        var inside = Path.Combine(Root, "socket");
        if (!IsFitForSocket(inside))
        {
            var temporary = Directory.CreateTempSubdirectory(TemporarySocketPrefix).FullName;
            await File.WriteAllTextAsync(SocketNote, temporary, cancellationToken);
            await Account.OwnAsync(temporary, cancellationToken);
            return temporary;
        }

        if (Directory.Exists(inside))
        {
            // No server lives on this directory any more, so a socket in it is a dead one.
            Directory.Delete(inside, recursive: true);
        }

        await Account.CreateDirectoryAsync(inside, cancellationToken);
        return inside;
    }

    /// <summary>Removes what a server that ended without a shutdown left in its socket directory; the directory stays, and with it our connection string.</summary>
    public static void RemoveDeadSockets(string socketDirectory)
    {
        foreach (var left in Directory.EnumerateFiles(socketDirectory, ".s.PGSQL.*"))
        {
            File.Delete(left);
        }
    }

    public void Dispose()
    {
        RemoveTemporarySocketDirectory();
        File.Delete(OwnerNote(Root));
        _lock.Dispose();
    }

    /// <summary>The end of the newest log, where a server that would not start says why.</summary>
    public string LogTail()
    {
        const int LinesMax = 12;
        try
        {
            var newest = Directory.GetFiles(Log).Where(file => new FileInfo(file).Length > 0).MaxBy(File.GetLastWriteTimeUtc);
            return newest is null ? "(it logged nothing)" : string.Join('\n', File.ReadLines(newest).TakeLast(LinesMax));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It explains another failure, in whose place it must not step.
            return $"(it cannot be read: {exception.Message})";
        }
    }

    public EmbeddedPostgresException WrongPassword(PostgresBinaries binaries) => new(
        $"PostgreSQL does not accept the password in {PasswordFile}. " + HowToSetPassword(binaries));

    /// <summary>Whether a cluster was made in this directory.</summary>
    public static bool HoldsCluster(string path) => File.Exists(Path.Combine(ClusterOf(path), "PG_VERSION"));

    /// <summary>How the owner connects to the server that a living launcher runs on this directory; null where there is none.</summary>
    public static string? RunningConnection(string path)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var note = SocketNoteOf(root);
        return File.Exists(Path.Combine(ClusterOf(root), "postmaster.pid")) && IsLocked(root)
            ? EmbeddedPostgres.ConnectionTo(File.Exists(note) ? File.ReadAllText(note) : Path.Combine(root, "socket"), File.ReadAllText(Path.Combine(root, PasswordFileName)).Trim())
            : null;
    }

    private static string ClusterOf(string root) => Path.Combine(root, "postgres");

    private static void Create(string root)
    {
        if (File.Exists(Path.Combine(root, "PG_VERSION")))
        {
            throw new EmbeddedPostgresException($"{root} is itself a PostgreSQL cluster. Name the directory that shall hold ours with --data, or use the server of that cluster with --connection.");
        }

        if (!Directory.Exists(root))
        {
            // Others may pass through, which the server's account must, and see nothing.
            Directory.CreateDirectory(root);
            File.SetUnixFileMode(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    private static string NearestExisting(string path)
    {
        while (!Directory.Exists(path))
        {
            path = Path.GetDirectoryName(path)!; // The root of the file system exists, so it ends there at the latest.
        }

        return path;
    }

    private static async Task EnsureReachedAsync(string directory, string root, ServerAccount account, CancellationToken cancellationToken)
    {
        if (!await account.ReachesAsync(directory, cancellationToken))
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL refuses to run as root, so it runs as {account.UserName}, who cannot reach {root}. "
                + "Choose a directory that it can, such as --data /var/lib/incident-timeline, or start as an ordinary user.");
        }
    }

    private static FileStream TakeLock(string root)
    {
        var path = LockOf(root);
        try
        {
            // FileShare.None is an flock: it goes with the process, however that ends, so a lock is never stale.
            var taken = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(OwnerNote(root), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return taken;
        }
        catch (IOException exception) when (File.Exists(path))
        {
            var owner = File.Exists(OwnerNote(root)) ? File.ReadAllText(OwnerNote(root)) : "unknown";
            throw new EmbeddedPostgresException(
                $"Another server (process {owner}) is using {root}. Stop it first, or give this one a directory of its own with --data.", exception);
        }
    }

    private static bool IsLocked(string root)
    {
        try
        {
            using var free = new FileStream(LockOf(root), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string LockOf(string root) => Path.Combine(root, "lock");

    private static string SocketNoteOf(string root) => Path.Combine(root, "socket-directory");

    // The lock itself cannot be read by another process while it is held.
    private static string OwnerNote(string root) => Path.Combine(root, "lock.pid");

    private async Task WritePasswordAsync(CancellationToken cancellationToken)
    {
        const int PasswordBytes = 32;
        await using (var file = new FileStream(PasswordFile, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            await using var writer = new StreamWriter(file);
            await writer.WriteLineAsync(RandomNumberGenerator.GetHexString(PasswordBytes * 2, lowercase: true).AsMemory(), cancellationToken);
        }

        await Account.OwnAsync(PasswordFile, cancellationToken);
    }

    private async Task InitialiseAsync(PostgresBinaries binaries, bool durable, CancellationToken cancellationToken)
    {
        // A half-made cluster never gets the real name, so that a start that was cut short is simply begun again.
        var unfinished = Cluster + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        await Account.CreateDirectoryAsync(unfinished, cancellationToken);
        string[] arguments =
        [
            "--pgdata", unfinished, "--username", EmbeddedPostgres.DatabaseName, "--pwfile", PasswordFile, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--data-checksums", "--no-instructions", .. Locale(binaries.Major), .. durable ? Array.Empty<string>() : ["--no-sync"],
        ];
        var (exitCode, output) = await Account.RunAsync(binaries.Initdb, arguments, cancellationToken);
        if (exitCode != 0)
        {
            throw new EmbeddedPostgresException($"initdb of PostgreSQL {binaries.Version} could not make a cluster in {Root}:\n{output.Trim()}");
        }

        Directory.Move(unfinished, Cluster);
    }

    // Sorted by code point, the same everywhere and for ever; letters and their case as Unicode has them.
    private static string[] Locale(int major) => major >= 17
        ? ["--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        : ["--locale", "C", "--lc-ctype", "C.UTF-8"];

    private static bool IsFitForSocket(string directory) =>
        directory.Length <= SocketDirectoryBytesMax && directory.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '.' or '-' or '_');

    private void RemoveTemporarySocketDirectory()
    {
        if (!File.Exists(SocketNote))
        {
            return;
        }

        var noted = File.ReadAllText(SocketNote);
        if (Path.GetFileName(noted).StartsWith(TemporarySocketPrefix, StringComparison.Ordinal) && Directory.Exists(noted))
        {
            Directory.Delete(noted, recursive: true);
        }

        File.Delete(SocketNote);
    }

    private EmbeddedPostgresException LostPassword(PostgresBinaries binaries) => new(
        $"{Cluster} is a cluster whose password file {PasswordFile} is gone. Put it back, or set a new password: " + HowToSetPassword(binaries));

    private string HowToSetPassword(PostgresBinaries binaries) =>
        $"As the owner of {Cluster}, run: echo \"alter role {EmbeddedPostgres.DatabaseName} password 'NEW'\" | {binaries.Postgres} --single -D {Cluster} postgres; then write NEW into that file, mode 0600.";
}
