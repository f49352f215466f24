using System.Diagnostics;

namespace IncidentTimeline.Benchmarks.Measuring;

/// <summary>Callers that each do one thing after the other, all at the same time.</summary>
internal static class ParallelCallers
{
    /// <summary>How long they took together, and what each operation took, in milliseconds.</summary>
    /// <param name="callers">How many.</param>
    /// <param name="operations">Of each.</param>
    /// <param name="operate">Does the operation of a caller with a number, from 0 each.</param>
    public static async Task<(TimeSpan Duration, IReadOnlyList<double> Latencies)> RunAsync(int callers, int operations, Func<int, int, Task> operate)
    {
        var latencies = new double[callers * operations];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var number = 0; number < operations; number++)
            {
                var begun = Stopwatch.GetTimestamp();
                await operate(caller, number);
                latencies[(caller * operations) + number] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }
        })));
        return (Stopwatch.GetElapsedTime(started), latencies);
    }
}
