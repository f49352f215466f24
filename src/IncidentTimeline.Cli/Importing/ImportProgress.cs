using System.Globalization;
using Spectre.Console;

namespace IncidentTimeline.Cli.Importing;

/// <summary>Says how far an import got: a bar on a terminal, elsewhere a plain line now and then.</summary>
internal sealed class ImportProgress : IAsyncDisposable
{
    /// <summary>Between two plain lines; a log keeps them all.</summary>
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks of the bar.</summary>
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter _error;
    private readonly ImportCounts _counts;
    private readonly long _bytes;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _bar;
    private long _told;

    private ImportProgress(TextWriter error, ImportCounts counts, long bytes, TimeProvider time)
    {
        (_error, _counts, _bytes, _time) = (error, counts, bytes, time);
        _started = _told = time.GetTimestamp();
        _bar = IsTerminal ? DrawAsync() : Task.CompletedTask;
    }

    public static ImportProgress Start(TextWriter error, ImportCounts counts, long bytes, TimeProvider time) => new(error, counts, bytes, time);

    // Only the real standard error can be one; a test hands in another writer.
    private bool IsTerminal => ReferenceEquals(_error, Console.Error) && !Console.IsErrorRedirected;

    public async Task TellAsync()
    {
        if (!IsTerminal && _time.GetElapsedTime(_told) > PlainInterval)
        {
            _told = _time.GetTimestamp();
            await _error.WriteLineAsync(Text());
        }
    }

    public async ValueTask DisposeAsync()
    {
        _finished.TrySetResult();
        await _bar;
    }

    private Task DrawAsync()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var task = context.AddTask("", maxValue: Math.Max(1, _bytes));
                while (!_finished.Task.IsCompleted)
                {
                    task.Value = _counts.BytesRead;
                    task.Description = Markup.Escape(Text());
                    await _finished.Task.WaitAsync(BarInterval, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                task.Value = task.MaxValue;
            });
    }

    private string Text()
    {
        var elapsed = _time.GetElapsedTime(_started);
        var share = _bytes == 0 ? 1 : Math.Clamp((double)_counts.BytesRead / _bytes, 0.000_001, 1);
        var left = TimeSpan.FromSeconds(Math.Round(elapsed.TotalSeconds * (1 - share) / share));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{share:P0}, {_counts.Done} rows, {_counts.Done / Math.Max(0.001, elapsed.TotalSeconds):F0} a second, {_counts.Refused + _counts.Conflicts} refused, {left:hh\\:mm\\:ss} left");
    }
}
