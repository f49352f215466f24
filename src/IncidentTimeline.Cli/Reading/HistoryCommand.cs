using System.CommandLine;

namespace IncidentTimeline.Cli.Reading;

/// <summary><c>timeline history</c>: how what was reported about one question changed.</summary>
internal static class HistoryCommand
{
    public static Command Create(TimelineCommand timeline)
    {
        var incident = new Argument<string>("incident") { Description = "The incident; timeline picture names it." };
        var aspect = new Argument<string>("aspect") { Description = "The question, such as drones-down or airport-status:svo." };
        var place = new Option<string?>("--place") { Description = "Only this place, by its placeKey, such as RU-KLU. Default: all.", HelpName = "KEY" };
        var (cut, form) = (new CutOptions(), new OutputForm());
        var command = new Command("history", "Shows how what was reported about one question changed: a table on a terminal, else the service's JSON.") { incident, aspect, place };
        cut.AddTo(command);
        form.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            var (of, question, where, cuts) = (parsed.GetValue(incident)!, parsed.GetValue(aspect)!, parsed.GetValue(place), cut.Read(parsed)); // Both are required.
            if (form.IsForPeople(parsed))
            {
                new HistoryTable(OutputForm.Screen(parsed)).Write(await client.HistoryAsync(of, question, where, cuts, cancellationToken));
            }
            else
            {
                await OutputForm.WriteJsonAsync(parsed, await client.ReadJsonAsync($"incidents/{Uri.EscapeDataString(of)}/aspects/{Uri.EscapeDataString(question)}/history{cuts.ToQuery(("place", where))}", cancellationToken));
            }

            return TimelineCommand.Succeeded;
        });
        return command;
    }
}
