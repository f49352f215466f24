using System.Diagnostics;
using IncidentTimeline.Benchmarks.Http;
using IncidentTimeline.Cli;

namespace IncidentTimeline.Benchmarks.Importing;

/// <summary>The command <c>timeline import</c> as a process of its own.</summary>
internal static class ImporterProcess
{
    /// <summary>Imports a feed, which must succeed, and tells how long it took from the command to its end.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="feed">What.</param>
    /// <param name="watch">Is given the process once it runs; awaited before the process is let go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<TimeSpan> RunAsync(ServerProcess server, AlertFeed feed, Func<Process, Task> watch, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var start = new ProcessStartInfo("dotnet", [typeof(TimelineCommand).Assembly.Location, "import", feed.Path, "--mapping", AlertFeed.Mapping])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TIMELINE_SERVER"] = server.Address.ToString();
        start.Environment["TIMELINE_KEY"] = server.Key;
        using var process = Process.Start(start) ?? throw new UnreachableException("A program that is started is a process.");
        var watching = watch(process);
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        var duration = Stopwatch.GetElapsedTime(started);
        await watching;
        return process.ExitCode == 0 ? duration : throw new InvalidOperationException($"The importer ended with {process.ExitCode}: {string.Join('\n', await said)}");
    }
}
