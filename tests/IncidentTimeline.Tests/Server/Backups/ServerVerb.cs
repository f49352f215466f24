using System.Diagnostics;
using IncidentTimeline.Server.Hosting;

namespace IncidentTimeline.Tests.Server.Backups;

/// <summary>The server's command line as a process of its own, run to its end.</summary>
internal static class ServerVerb
{
    /// <summary>More than a restore on a busy machine takes, a build of the program by a script included.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        RunProgramAsync("dotnet", [typeof(ServiceHost).Assembly.Location, .. arguments]);

    /// <summary>A script of <c>ops/</c>.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunScriptAsync(string name, params string[] arguments) =>
        RunProgramAsync(Path.Combine(Repository.Root, "ops", name), arguments);

    private static async Task<(int ExitCode, string Output, string Error)> RunProgramAsync(string program, string[] arguments)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }).ShouldNotBeNull();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
