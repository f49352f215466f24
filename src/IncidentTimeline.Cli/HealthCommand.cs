using System.CommandLine;

namespace IncidentTimeline.Cli;

/// <summary><c>timeline health</c>: whether the service can be relied on now.</summary>
internal static class HealthCommand
{
    public static Command Create(TimelineCommand timeline)
    {
        var command = new Command("health", "Says whether the service can be relied on now; exit code 1 where it cannot.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            var readiness = await client.ReadinessAsync(cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{(!readiness.CanRead ? "not ready" : readiness.CanWrite ? "ready" : "ready to be read, but not to record")}, log at position {readiness.Head?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}");
            return readiness.CanRead ? TimelineCommand.Succeeded : TimelineCommand.Failed;
        });
        return command;
    }
}
