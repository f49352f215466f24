using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;

namespace IncidentTimeline.Server.Projections;

/// <summary>Runs a rebuild for as long as its caller listens, and says line by line how it goes.</summary>
internal static class RebuildAnswer
{
    /// <summary>Lines that a slow reader has not taken: progress beyond it is left out, for the newest says all.</summary>
    private const int LinesWaitingMax = 16;

    /// <summary>Between two lines of progress in one step: often enough to be watched, too seldom to be felt.</summary>
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(200);

    public static async Task WriteAsync(
        HttpContext context, Func<Action<RebuildProgress>, CancellationToken, Task<RebuildOutcome>> run, CancellationToken stopping, CancellationToken cancellationToken)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        context.Response.ContentType = "application/x-ndjson";
        await context.Response.StartAsync(cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        var lines = Channel.CreateBounded<RebuildLine>(new BoundedChannelOptions(LinesWaitingMax) { FullMode = BoundedChannelFullMode.DropOldest });
        var running = RunAsync(run, new Reporter(lines.Writer, time), lines.Writer, ending.Token);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(ending.Token))
            {
                await WriteAsync(context.Response, line, ending.Token);
            }

            foreach (var line in LinesOf(await running))
            {
                await WriteAsync(context.Response, line, cancellationToken);
            }
        }
        finally
        {
            // Whoever goes away ends it; it is not left behind.
            await ending.CancelAsync();
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<RebuildOutcome> RunAsync(
        Func<Action<RebuildProgress>, CancellationToken, Task<RebuildOutcome>> run, Reporter reporter, ChannelWriter<RebuildLine> lines, CancellationToken cancellationToken)
    {
        try
        {
            return await run(reporter.Report, cancellationToken);
        }
        finally
        {
            lines.Complete();
        }
    }

    private static IEnumerable<RebuildLine> LinesOf(RebuildOutcome outcome) => outcome switch
    {
        RebuildOutcome.Switched switched => [.. switched.Differences.Select(RebuildLine.Difference.Of), new RebuildLine.Verdict("switched", true, switched.Position.Value,
            "Other tables are in use now. Those that were stay until the next rebuild; revert goes back to them.")],
        RebuildOutcome.Differs differs => [.. differs.Differences.Select(RebuildLine.Difference.Of), new RebuildLine.Verdict("differs", false, differs.Position.Value,
            "The tables in use are as they were. Where the program has learnt to say it otherwise, rebuild with acceptDifferences; else the tables in use, or the log, were damaged: run the check.")],
        RebuildOutcome.Busy => [new RebuildLine.Verdict("busy", false, null, "Another rebuild runs on this log. Wait for its end.")],
        RebuildOutcome.OtherShape other => [new RebuildLine.Verdict("other-shape", false, null,
            $"The other tables are not of the shape of those in use, perhaps because a migration came between; nothing was switched. Rebuild again. {string.Join("; ", other.What)}")],
        RebuildOutcome.InUse => [new RebuildLine.Verdict("in-use", false, null, "The tables were read without a pause, by a check, a backup or a long query, or the log grew too fast; nothing was switched. Rebuild again when it is quieter.")],
        RebuildOutcome.NothingBefore => [new RebuildLine.Verdict("nothing-before", false, null, "There are no tables from before a rebuild of this log.")],
        _ => throw new UnreachableException("Outcomes are a closed set."),
    };

    private static async Task WriteAsync(HttpResponse response, RebuildLine line, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, Wire.Options), cancellationToken);
        await response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>Thins out what a rebuild reports: each step's beginning, and then now and again.</summary>
    private sealed class Reporter(ChannelWriter<RebuildLine> lines, TimeProvider time)
    {
        private RebuildStep? _step;
        private long _told;

        public void Report(RebuildProgress progress)
        {
            if (_step == progress.Step && progress.Position != progress.UpTo && time.GetElapsedTime(_told) < ProgressInterval)
            {
                return;
            }

            (_step, _told) = (progress.Step, time.GetTimestamp());
            lines.TryWrite(RebuildLine.Progress.Of(progress));
        }
    }
}
