using System.Runtime.InteropServices;
using IncidentTimeline.Benchmarks;
using IncidentTimeline.Benchmarks.Following;

using var stopping = new CancellationTokenSource();
// Whoever ends it leaves no PostgreSQL and no temporary directory behind.
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return args is [BareEvents.Argument] ? await BareEvents.RunAsync(stopping.Token) : await BenchmarkProgram.RunAsync(args, Console.Out, Console.Error, stopping.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}
