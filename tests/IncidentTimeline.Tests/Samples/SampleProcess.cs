using System.Diagnostics;
using System.Threading.Channels;

namespace IncidentTimeline.Tests.Samples;

/// <summary>A sample as a process of its own, to be killed and started again.</summary>
/// <param name="name">The sample's, as its directory is called. It runs from there: it brings what it needs.</param>
/// <param name="arguments">Of its command line.</param>
/// <param name="environment">Beside what the tests have.</param>
internal sealed class SampleProcess(string name, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _errors = [];
    private Process? _process;

    public bool HasExited => _process is null or { HasExited: true };

    public int ExitCode => _process!.ExitCode; // It was started.

    /// <summary>All that it wrote to standard error, through all its lives.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return string.Join('\n', _errors);
            }
        }
    }

    /// <summary>The next line of standard output.</summary>
    public Task<string> NextLineAsync() => _lines.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public void Start()
    {
        _process?.Dispose();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Repository.Root, "samples", name, "bin", Configuration, "net10.0", name + ".dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        _process = Process.Start(start).ShouldNotBeNull();
        _process.OutputDataReceived += (_, line) => _ = line.Data is not null && _lines.Writer.TryWrite(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Kills it, without a word to anybody.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(); // SIGKILL; it was started.
        await WaitForExitAsync();
    }

    public async Task WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process!.WaitForExitAsync(patience.Token); // As above.
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
        {
            await KillAsync();
        }

        _process?.Dispose();
    }

    private void Hear(string? line)
    {
        lock (_errors)
        {
            if (line is not null)
            {
                _errors.Add(line);
            }
        }
    }
}
