using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Hosting;

namespace IncidentTimeline.Benchmarks.Http;

/// <summary>The real server program as a process of its own, on a log of the benchmark's.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int Sigterm = 15;

    /// <summary>How long a start or an end may take: a large log is caught up with first.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly DirectoryInfo _directory;

    private ServerProcess(Process process, DirectoryInfo directory, string key)
    {
        _process = process;
        _directory = directory;
        Key = key;
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1"); // Known before anybody gets it.

    /// <summary>An admin's, whose limits are the defaults.</summary>
    public string Key { get; }

    public int ProcessId => _process.Id;

    /// <summary>Returns when it listens and knows the key.</summary>
    public static async Task<ServerProcess> StartAsync(BenchmarkDatabase database, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var (key, _) = await new KeyStore(database.Service).CreateAsync(new NewKey("bench", [Role.Admin]), NewKey.Operator, patience.Token)
            ?? throw new UnreachableException("A new log has room for a key.");
        var directory = Directory.CreateTempSubdirectory("incident-timeline-bench-server-");
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(ServiceHost).Assembly.Location, "--data", directory.FullName, "--port", "0", "--no-demo", "--connection", database.OwnerConnectionString])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new UnreachableException("A program that is started is a process.");
        var server = new ServerProcess(process, directory, key.Reveal());
        try
        {
            await server.WaitUntilItAnswersAsync(patience.Token);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            // Asked to stop, it stops with us; then its end is no news.
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // It may be ending by itself: then there is nobody to ask, and nothing to do.
            _ = Kill(ProcessId, Sigterm);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task WaitUntilItAnswersAsync(CancellationToken cancellationToken)
    {
        var said = new ConcurrentQueue<string?>();
        _process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data);
        _process.BeginErrorReadLine();
        var listening = await _process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException($"The server ended before it listened:\n{string.Join('\n', said)}");
        Address = new Uri(listening["Listening on ".Length..]);
        using var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        while (true)
        {
            using var response = await client.GetAsync("/health/ready", cancellationToken);
            using var known = await client.GetAsync("/whoami", cancellationToken);
            if (response.IsSuccessStatusCode && known.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(LookInterval, TimeProvider.System, cancellationToken);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int processId, int signal);
}
