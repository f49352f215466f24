using System.Runtime.InteropServices;
using IncidentTimeline.Client;
using IncidentTimeline.Samples.AirportAlarm;

const string Usage = "AirportAlarm [--from-start] [CHECKPOINT FILE]; TIMELINE_SERVER is the service's address, TIMELINE_KEY a subscriber's key.";
if (args is ["--help"])
{
    Console.WriteLine(Usage);
    return 0;
}

var files = args.Where(one => one != "--from-start").ToList();
if (files.Count > 1 || files.Exists(one => one.StartsWith('-'))
    || !Uri.TryCreate(Environment.GetEnvironmentVariable("TIMELINE_SERVER") ?? "http://127.0.0.1:5080", UriKind.Absolute, out var service) || service.Scheme is not ("http" or "https"))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var isFromStart = args.Contains("--from-start");
var file = files.FirstOrDefault() ?? "airport-alarm.checkpoint";
var key = Environment.GetEnvironmentVariable("TIMELINE_KEY");

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

using var client = TimelineClient.Create(service, key);
using var checkpoint = new FileCheckpoint(file);
try
{
    await new AirportWatch(client, new AirportChanges(client), checkpoint, TimeProvider.System, Console.Out, Console.Error).RunAsync(isFromStart, stopping.Token);
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 0;
}
catch (Exception refused) when (refused is TimelineProblemException or HttpRequestException or FormatException or IOException)
{
    // A key that is no good, a log that was rewound, a checkpoint that is another's, or a service that is not there at the first start.
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}

return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true; // We end by ourselves.
    stopping.Cancel();
}
