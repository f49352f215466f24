using System.Diagnostics;

namespace IncidentTimeline.Benchmarks.Following;

/// <summary><see cref="BareEvents"/> as a process of its own.</summary>
internal sealed class BareEventsProcess : IAsyncDisposable
{
    private readonly Process _process;

    private BareEventsProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<BareEventsProcess> StartAsync(CancellationToken cancellationToken)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(BareEvents).Assembly.Location, BareEvents.Argument]) { RedirectStandardOutput = true })
            ?? throw new UnreachableException("A program that is started is a process.");
        var listening = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The bare endpoint ended before it listened.");
        return new BareEventsProcess(process, new Uri(listening["Listening on ".Length..]));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
