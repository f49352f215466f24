using System.CommandLine;
using System.Globalization;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli;

/// <summary><c>timeline projections list|rebuild|revert</c>: the tables that a service keeps by following its log.</summary>
internal static class ProjectionsCommand
{
    public static Command Create(TimelineCommand timeline) =>
        new Command("projections", "Lists and rebuilds what the service keeps by following its log.") { CreateList(timeline), CreateRebuild(timeline), CreateRevert(timeline) };

    private static Command CreateList(TimelineCommand timeline)
    {
        var command = new Command("list", "Lists the projections: name, status, position, head of the log, tables, and what other copies there are; tabs between.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            foreach (var one in await client.ListProjectionsAsync(cancellationToken))
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(string.Join('\t',
                    one.Name, one.Status, Text(one.Position), Text(one.Head), string.Join(',', one.Tables), Copies(one)));
            }

            return TimelineCommand.Succeeded;
        });
        return command;
    }

    private static Command CreateRebuild(TimelineCommand timeline)
    {
        var name = new Argument<string>("name") { Description = "As list shows it." };
        var accept = new Option<bool>("--accept-differences") { Description = "Switches where the new tables say otherwise than those in use, too: after a rule was mended they should.", Arity = ArgumentArity.Zero };
        var command = new Command("rebuild", "Fills a projection anew beside the tables in use, compares both and switches; exit code 1 where it did not switch. To interrupt it is harmless.") { name, accept };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            return await TellAsync(client.RebuildProjectionAsync(parsed.GetValue(name)!, parsed.GetValue(accept), cancellationToken), parsed.InvocationConfiguration); // Required.
        });
        return command;
    }

    private static Command CreateRevert(TimelineCommand timeline)
    {
        var name = new Argument<string>("name") { Description = "As list shows it." };
        var command = new Command("revert", "Goes back to the tables from before the last rebuild; again: forward.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            return await TellAsync(client.RevertProjectionAsync(parsed.GetValue(name)!, cancellationToken), parsed.InvocationConfiguration); // Required.
        });
        return command;
    }

    // Progress is for who watches; what came out is for who keeps it.
    private static async Task<int> TellAsync(IAsyncEnumerable<RebuildLine> lines, InvocationConfiguration streams)
    {
        RebuildLine? verdict = null;
        var trouble = "the service ended its answer without a verdict.";
        try
        {
            await foreach (var line in lines)
            {
                await TellAsync(line, streams);
                verdict = line.Kind == "verdict" ? line : verdict;
            }
        }
        catch (IOException e)
        {
            trouble = e.Message;
        }

        if (verdict is null)
        {
            await streams.Error.WriteLineAsync($"It was cut short: {trouble} The tables in use are as they were; run it again.");
            return TimelineCommand.Failed;
        }

        await streams.Output.WriteLineAsync($"{verdict.Outcome}{(verdict.Position is null ? "" : $" at position {Text(verdict.Position)}")}. {verdict.Detail}");
        return verdict.IsSwitched == true ? TimelineCommand.Succeeded : TimelineCommand.Failed;
    }

    private static Task TellAsync(RebuildLine line, InvocationConfiguration streams) => line.Kind switch
    {
        "progress" => streams.Error.WriteLineAsync(Progress(line)),
        "difference" => streams.Output.WriteLineAsync($"table {line.Table}: {Text(line.RowsInUse)} rows in use, {Text(line.RowsRebuilt)} rebuilt{Rows("only in use", line.OnlyInUse)}{Rows("only rebuilt", line.OnlyRebuilt)}"),
        _ => Task.CompletedTask,
    };

    private static string Progress(RebuildLine line) => string.Concat(
        $"{line.Step}: position {Text(line.Position)} of {Text(line.UpTo)}",
        line.EventsPerSecond is null ? "" : $", {Text(line.EventsPerSecond)} events a second",
        line.SecondsLeft is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {line.SecondsLeft:0.#} s left"));

    private static string Rows(string which, IReadOnlyList<string>? rows) => string.Concat((rows ?? []).Select(row => $"\n  {which}: {row}"));

    private static string Copies(Projection projection) => (projection.HasPrevious, projection.HasUnfinished) switch
    {
        (true, true) => "previous,unfinished",
        (true, false) => "previous",
        (false, true) => "unfinished",
        _ => "-",
    };

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
