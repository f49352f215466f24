using System.CommandLine;

namespace IncidentTimeline.Cli.Reading;

/// <summary><c>timeline trace</c>: from a fact to the words and the bytes it rests on.</summary>
internal static class TraceCommand
{
    public static Command Create(TimelineCommand timeline)
    {
        var fact = new Argument<Guid>("fact") { Description = "Its id; timeline picture and timeline follow show it." };
        var (cut, form) = (new CutOptions(), new OutputForm());
        var command = new Command("trace", "Shows what a fact rests on: who says it, in which words of which bytes, who coded it, and what became of it; takes the key of an analyst or auditor.") { fact };
        cut.AddTo(command);
        form.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            var (id, cuts) = (parsed.GetValue(fact), cut.Read(parsed));
            if (form.IsForPeople(parsed))
            {
                new TracePage(OutputForm.Screen(parsed)).Write(await client.TraceAsync(id, cuts, cancellationToken));
            }
            else
            {
                await OutputForm.WriteJsonAsync(parsed, await client.ReadJsonAsync($"facts/{id:D}/trace{cuts.ToQuery()}", cancellationToken));
            }

            return TimelineCommand.Succeeded;
        });
        return command;
    }
}
