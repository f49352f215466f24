using System.Diagnostics;

namespace IncidentTimeline.Tests.Faults;

/// <summary>A file system of a few megabytes in memory, to be filled. Mounting takes root; where it is not allowed there is none.</summary>
internal sealed class SmallDisk : IDisposable
{
    public const string WhyNot = "this account may not mount a small file system, so nothing here can be filled";

    private readonly TestDirectory _directory;

    private SmallDisk(TestDirectory directory) => _directory = directory;

    public string Path => _directory.Path;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static SmallDisk? Mount(int megabytes)
    {
        var directory = TestDirectory.Create();
        if (Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "tmpfs", directory.Path) == 0)
        {
            return new SmallDisk(directory);
        }

        directory.Dispose();
        return null;
    }

    /// <summary>Hands it to the account that owns the server's cluster, for a tablespace.</summary>
    public Task GiveToAsync(string dataDirectory)
    {
        Run("chown", "--reference", System.IO.Path.Combine(dataDirectory, "postgres"), Path).ShouldBe(0);
        Run("chmod", "0700", Path).ShouldBe(0);
        return Task.CompletedTask;
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
