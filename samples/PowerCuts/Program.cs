using System.Runtime.InteropServices;
using IncidentTimeline.Client;
using IncidentTimeline.Samples.PowerCuts;
using Npgsql;

var service = new Uri(Environment.GetEnvironmentVariable("TIMELINE_SERVER") ?? "http://127.0.0.1:5080");
var key = Environment.GetEnvironmentVariable("TIMELINE_KEY");
if (Environment.GetEnvironmentVariable("POWER_CUTS_DATABASE") is not { Length: > 0 } ownDatabase)
{
    await Console.Error.WriteLineAsync("POWER_CUTS_DATABASE is missing: the connection string of the database that keeps the table, such as Host=127.0.0.1;Database=power;Username=power.");
    return 2;
}

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

using var client = TimelineClient.Create(service, key);
await using var database = NpgsqlDataSource.Create(ownDatabase);
try
{
    await new PowerCutConsumer(client, new PowerPictures(client), database, TimeProvider.System, Console.Error).RunAsync(stopping.Token);
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 0;
}
catch (TimelineProblemException refused)
{
    // Trying again would not help: a key that is no good, or a log that is shorter than what was read from it.
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}

return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true; // We end by ourselves.
    stopping.Cancel();
}
