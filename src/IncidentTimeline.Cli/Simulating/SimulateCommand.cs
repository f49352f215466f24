using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Simulating;

/// <summary><c>timeline simulate</c>: plays the demo into a service of one's own, so that a consumer can be tried.</summary>
internal static partial class SimulateCommand
{
    private const double SpeedDefault = 60;

    /// <summary>Times as fast; beyond it, pauses are shorter than a request.</summary>
    private const double SpeedMax = 1_000_000;

    public static Command Create(TimelineCommand timeline)
    {
        var speed = new Option<double>("--speed") { Description = "How many times faster than it is said to have happened; default 60: an hour in a minute. Reports more than half an hour apart come half an hour apart.", HelpName = "N", DefaultValueFactory = _ => SpeedDefault, CustomParser = ReadSpeed };
        var run = new Option<string?>("--run") { Description = "Goes on with the run of this name, or begins one. Default: a new one, named for the time.", HelpName = "NAME", CustomParser = ReadRun };
        var anyway = new Option<bool>("--anyway") { Description = "Also into a log that holds something else than the demo: what is recorded cannot be taken out again.", Arity = ArgumentArity.Zero };
        var command = new Command("simulate", "Plays the demo into a service of your own, with a correction, a retraction, an airport's closing and reopening, a merge and its undoing, so that a consumer can be tried. Takes the key of an analyst.") { speed, run, anyway };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var name = parsed.GetValue(run) ?? TimeProvider.System.GetUtcNow().ToString("yyyyMMdd't'HHmmss", CultureInfo.InvariantCulture);
            using var client = timeline.Connect(parsed);
            if (!parsed.GetValue(anyway) && !await IsForTryingAsync(client, cancellationToken))
            {
                await error.WriteLineAsync("This log holds something else than the demo, and what is recorded cannot be taken out again. Try a service of its own, such as ops/run --data DIRECTORY; or say --anyway.");
                return TimelineCommand.Failed;
            }

            var simulation = new Simulation(client, name, parsed.GetValue(speed), output, TimeProvider.System);
            try
            {
                await simulation.RunAsync(Script.Steps, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await output.WriteLineAsync($"Ended before the end; --run {name} goes on with it.");
                return TimelineCommand.Succeeded;
            }

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Done: {simulation.Recorded} recorded, {Script.Steps.Count - simulation.Recorded} there already."));
            return TimelineCommand.Succeeded;
        });
        return command;
    }

    // An empty log, or one that began as the demo's or an earlier run's, which begins the same.
    private static async Task<bool> IsForTryingAsync(TimelineClient client, CancellationToken cancellationToken)
    {
        await foreach (var first in client.ReadEventsAsync(EventFilter.None, 0, cancellationToken))
        {
            return first.Subject == $"source-{Script.Steps[0].Source!.Id}"; // The demo begins with a source.
        }

        return true;
    }

    private static double ReadSpeed(ArgumentResult result)
    {
        if (double.TryParse(result.Tokens.Single().Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && speed is > 0 and <= SpeedMax)
        {
            return speed;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"--speed must be a number above 0 and up to {SpeedMax}, not \"{result.Tokens.Single().Value}\"."));
        return SpeedDefault;
    }

    private static string? ReadRun(ArgumentResult result)
    {
        if (RunName().IsMatch(result.Tokens.Single().Value))
        {
            return result.Tokens.Single().Value;
        }

        result.AddError("--run must be 1 to 40 lower-case letters, digits and hyphens.");
        return null;
    }

    // It ends the names of incidents, which have at most 100 characters.
    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RunName();
}
