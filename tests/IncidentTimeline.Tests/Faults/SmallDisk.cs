using System.Diagnostics;

namespace IncidentTimeline.Tests.Faults;

/// <summary>A file system of a few megabytes in memory, to be filled. Mounting takes root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<bool> May = new(TryOnce);

    private readonly TestDirectory _directory;

    private SmallDisk(TestDirectory directory) => _directory = directory;

    public string Path => _directory.Path;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Whether this account may mount one here.</summary>
    public static bool CanBeMounted => May.Value;

    public static SmallDisk Mount(int megabytes)
    {
        var directory = TestDirectory.Create();
        if (TryMount(directory, megabytes))
        {
            return new SmallDisk(directory);
        }

        directory.Dispose();
        throw new InvalidOperationException("This account may not mount a small file system to be filled.");
    }

    private static bool TryOnce()
    {
        var directory = TestDirectory.Create();
        if (!TryMount(directory, megabytes: 1))
        {
            directory.Dispose();
            return false;
        }

        new SmallDisk(directory).Dispose();
        return true;
    }

    private static bool TryMount(TestDirectory directory, int megabytes) =>
        Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "tmpfs", directory.Path) == 0;

    /// <summary>Hands it to the account that owns the server's cluster, for a tablespace.</summary>
    public void GiveTo(string dataDirectory)
    {
        Run("chown", "--reference", System.IO.Path.Combine(dataDirectory, "postgres"), Path).ShouldBe(0);
        Run("chmod", "0700", Path).ShouldBe(0);
    }

    /// <summary>Fills it to the last page, so that the next thing that grows finds nothing.</summary>
    public void TakeRoom()
    {
        var page = new byte[4_096];
        try
        {
            using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
            {
                filler.Write(page);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        // Lazily: a process that is just ending may still hold a file.
        Run("umount", "--lazy", Path);
        _directory.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true }).ShouldNotBeNull();
        process.WaitForExit(TimeSpan.FromSeconds(10)).ShouldBeTrue();
        return process.ExitCode;
    }
}
