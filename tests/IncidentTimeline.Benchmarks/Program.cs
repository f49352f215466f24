using IncidentTimeline.Benchmarks;

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
return await BenchmarkProgram.RunAsync(args, Console.Out, Console.Error, stopping.Token);
