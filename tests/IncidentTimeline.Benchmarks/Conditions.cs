using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IncidentTimeline.Benchmarks;

/// <summary>On what was measured. Without it no figure means anything.</summary>
internal sealed record Conditions(
    string Commit,
    string Size,
    int Cores,
    string Runtime,
    string PostgreSql,
    string Fsync,
    string SynchronousCommit,
    string FullPageWrites,
    string SharedBuffers)
{
    public static async Task<Conditions> ReadAsync(BenchmarkServer server, Size size, CancellationToken cancellationToken)
    {
        var settings = server.Durability;
        return new Conditions(
            await CommitAsync(cancellationToken), size.Name, Environment.ProcessorCount, RuntimeInformation.FrameworkDescription,
            settings.Version, settings.Fsync, settings.SynchronousCommit, settings.FullPageWrites, settings.SharedBuffers);
    }

    public string Tell() =>
        $"{Size} at {Commit}: {Cores} cores, {Runtime}, PostgreSQL {PostgreSql}, fsync {Fsync}, synchronous_commit {SynchronousCommit}, full_page_writes {FullPageWrites}, shared_buffers {SharedBuffers}";

    // Outside of a repository, or without git, the figures are those of no known commit, and say so.
    private static async Task<string> CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", AppContext.BaseDirectory, "describe", "--always", "--dirty", "--abbrev=12"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            var described = git is null ? "" : await git.StandardOutput.ReadToEndAsync(cancellationToken);
            return described.Trim() is { Length: > 0 } commit ? commit : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
