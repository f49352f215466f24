using IncidentTimeline.Benchmarks.Measuring;

namespace IncidentTimeline.Benchmarks;

/// <summary>
/// Runs the benchmarks that are named, or all. JSON lines go to standard output, first the one that says where and on what it was
/// measured; the table for people, and what is under way, to standard error.
/// </summary>
internal static class BenchmarkProgram
{
    private const int Succeeded = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    private const string Usage = """
        Usage: ops/bench [NAME]... [--quick | --smoke]

        Measures each limit beside the product in the same run, in turns, at least five rounds; without a name, everything.
        Starts a PostgreSQL of its own with fsync on, or takes the server whose owner's connection string TIMELINE_BENCH_DB
        holds; that must have fsync, synchronous_commit and full_page_writes on, and gets databases that are dropped again.

          --quick    Smaller logs and shorter rounds: all within ten minutes.
          --smoke    Whether each still runs, in seconds. Its figures mean nothing.
          --list     The names, and what each measures beside what.

        JSON lines go to standard output (name, value, unit, limit, ratio, target, met, p50, p99, rounds, rows), after one with commit,
        cores, PostgreSQL's version and its durability settings; the table goes to standard error. A target that is missed
        is no error: the exit code is 0 when everything ran.
        """;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h"))
        {
            await output.WriteLineAsync(Usage);
            return Succeeded;
        }

        if (arguments.Contains("--list"))
        {
            await output.WriteLineAsync(ResultTable.Describe(BenchmarkList.All.SelectMany(one => one.Rows)));
            return Succeeded;
        }

        if (Choice.Read(arguments, out var misuse) is not { } choice)
        {
            await error.WriteLineAsync($"{misuse} See ops/bench --help.");
            return Misused;
        }

        try
        {
            await using var server = await BenchmarkServer.StartAsync(cancellationToken);
            return await RunAsync(choice, server, output, error, cancellationToken) ? Succeeded : Failed;
        }
        catch (NotDurableException refusal)
        {
            await error.WriteLineAsync(refusal.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("Cut short: what was measured stands above.");
            return Failed;
        }
    }

    // Whether each ran to its end.
    private static async Task<bool> RunAsync(Choice choice, BenchmarkServer server, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var conditions = await Conditions.ReadAsync(server, choice.Size, cancellationToken);
        await output.WriteLineAsync(ResultLines.Of(conditions));
        await error.WriteLineAsync(conditions.Tell());

        await using var run = new BenchmarkRun(choice.Size, server, error);
        var results = new List<BenchmarkResult>();
        var isWhole = true;
        foreach (var benchmark in choice.Benchmarks)
        {
            run.Say($"{benchmark.Name} …");
            IReadOnlyList<BenchmarkResult> measured;
            try
            {
                measured = await benchmark.RunAsync(run, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // An hour of others' figures is not lost for it.
                await error.WriteLineAsync(e.ToString());
                isWhole = false;
                measured = [.. benchmark.Rows.Select(row => BenchmarkResult.NotMeasured(row, e.Message))];
            }

            foreach (var result in measured)
            {
                results.Add(result);
                await output.WriteLineAsync(ResultLines.Of(result));
                await output.FlushAsync(cancellationToken);
            }
        }

        await error.WriteLineAsync(ResultTable.Of(results));
        return isWhole;
    }

    /// <summary>What the command line asks for.</summary>
    private sealed record Choice(IReadOnlyList<IBenchmark> Benchmarks, Size Size)
    {
        public static Choice? Read(string[] arguments, out string? misuse)
        {
            misuse = null;
            var size = arguments.Contains("--smoke") ? Size.Smoke : arguments.Contains("--quick") ? Size.Quick : Size.Full;
            var names = arguments.Where(argument => argument is not ("--smoke" or "--quick")).ToList();
            var chosen = BenchmarkList.All.Where(one => names.Count == 0 || names.Contains(one.Name)).ToList();
            if (names.Except(chosen.Select(one => one.Name)).FirstOrDefault() is { } unknown)
            {
                misuse = $"There is no benchmark {unknown}.";
                return null;
            }

            return new Choice(chosen, size);
        }
    }
}
