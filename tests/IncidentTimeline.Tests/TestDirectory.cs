namespace IncidentTimeline.Tests;

/// <summary>A directory under the system's temporary one for a test's files, removed with this object.</summary>
internal sealed class TestDirectory : IDisposable
{
    private const string Prefix = "incident-timeline-test-";

    private TestDirectory(string path) => Path = path;

    public string Path { get; }

    public static TestDirectory Create()
    {
        var directory = new TestDirectory(Directory.CreateTempSubdirectory(Prefix).FullName);
        // As root, PostgreSQL runs under another account, which has to pass through.
        File.SetUnixFileMode(directory.Path, File.GetUnixFileMode(directory.Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return directory;
    }

    /// <summary>
    /// Removes what test runs that were killed have left. Their servers stop by themselves. A directory is taken for
    /// abandoned when it is an hour old and nobody holds its lock.
    /// </summary>
    public static void RemoveAbandoned()
    {
        foreach (var path in Directory.GetDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            if (IsAbandoned(path))
            {
                new TestDirectory(path).Dispose();
            }
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another run's, or still being written by a server that is just stopping: the next run removes it.
        }
    }

    private static bool IsAbandoned(string path)
    {
        var age = TimeProvider.System.GetUtcNow() - Directory.GetLastWriteTimeUtc(path);
        if (age < TimeSpan.FromHours(1))
        {
            return false;
        }

        try
        {
            var file = System.IO.Path.Combine(path, "lock");
            if (File.Exists(file))
            {
                using var free = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
