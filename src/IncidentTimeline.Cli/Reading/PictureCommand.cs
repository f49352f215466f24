using System.CommandLine;

namespace IncidentTimeline.Cli.Reading;

/// <summary><c>timeline picture</c>: what is said to be the case in a region.</summary>
internal static class PictureCommand
{
    public static Command Create(TimelineCommand timeline)
    {
        var region = new Argument<string>("region") { Description = "ISO 3166 code, such as UA or RU-KLU." };
        var context = new Option<bool>("--context") { Description = "With context incidents.", Arity = ArgumentArity.Zero };
        var (cut, form) = (new CutOptions(), new OutputForm());
        var command = new Command("picture", "Shows what is said to be the case in a region: a table on a terminal, else the service's JSON.") { region, context };
        cut.AddTo(command);
        form.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            var (code, cuts, withContext) = (parsed.GetValue(region)!, cut.Read(parsed), parsed.GetValue(context)); // Required.
            if (form.IsForPeople(parsed))
            {
                new PictureTable(OutputForm.Screen(parsed)).Write(await client.PictureAsync(code, cuts, withContext, cancellationToken));
            }
            else
            {
                await OutputForm.WriteJsonAsync(parsed, await client.ReadJsonAsync($"regions/{Uri.EscapeDataString(code)}/picture{cuts.ToQuery(("include", withContext ? "context" : null))}", cancellationToken));
            }

            return TimelineCommand.Succeeded;
        });
        return command;
    }
}
