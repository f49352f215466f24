using IncidentTimeline.Benchmarks.Data;

namespace IncidentTimeline.Benchmarks;

/// <summary>What the benchmarks of one run share: the server, the size, and the loaded logs, which are made once, when first needed.</summary>
internal sealed class BenchmarkRun(Size size, BenchmarkServer server, TextWriter log) : IAsyncDisposable
{
    private LoadedLog? _large;
    private LoadedLog? _small;

    public Size Size => size;

    public BenchmarkServer Server => server;

    /// <summary>The log of <see cref="Size.Events"/> facts.</summary>
    public async Task<LoadedLog> LargeLogAsync(CancellationToken cancellationToken) =>
        _large ??= await LoadedLog.LoadAsync(this, "large", size.Events, cancellationToken);

    /// <summary>One like it, of <see cref="Size.SmallEvents"/> facts: as deep, and less broad.</summary>
    public async Task<LoadedLog> SmallLogAsync(CancellationToken cancellationToken) =>
        _small ??= await LoadedLog.LoadAsync(this, "small", size.SmallEvents, cancellationToken);

    /// <summary>Tells whoever waits what is under way.</summary>
    public void Say(string words) => log.WriteLine(words);

    public async ValueTask DisposeAsync()
    {
        foreach (var loaded in (LoadedLog?[])[_large, _small])
        {
            if (loaded is not null)
            {
                await loaded.DisposeAsync();
            }
        }
    }
}
