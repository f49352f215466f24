using System.CommandLine;
using System.Globalization;
using IncidentTimeline.Client;
using Microsoft.Win32.SafeHandles;

namespace IncidentTimeline.Cli.Following;

/// <summary><c>timeline follow</c>: each event as it is recorded, over restarts of the service and of this program.</summary>
internal static class FollowCommand
{
    /// <summary>Characters of a line where there is no terminal: an event stays on its line.</summary>
    private const int LineLengthMax = 10_000;

    /// <summary>Standard output's file descriptor (POSIX).</summary>
    private const int StandardOutput = 1;

    public static Command Create(TimelineCommand timeline)
    {
        var filter = new FilterOptions();
        var after = Positions.Option("--after", "Begin after this position. Default: 0, the beginning of the log.");
        var fromNow = new Option<bool>("--from-now") { Description = "Begin with what is recorded from now on.", Arity = ArgumentArity.Zero };
        var checkpoint = new Option<FileInfo?>("--checkpoint") { Description = "Keeps how far it got, and goes on from there when it is started again; --after and --from-now say where it begins the first time.", HelpName = "FILE" };
        var form = new OutputForm();
        var command = new Command("follow", "Tells each event as it is recorded: a line for people on a terminal, else a line of JSON (CloudEvents). Ends with Ctrl-C. Takes the key of a subscriber, analyst or auditor.")
        {
            after, fromNow, checkpoint,
        };
        filter.AddTo(command);
        form.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(after) is not null && result.GetResult(fromNow) is not null)
            {
                result.AddError("--after and --from-now exclude each other.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = timeline.Connect(parsed);
            client.FollowInterrupted += (_, trouble) => parsed.InvocationConfiguration.Error.WriteLine(Tell(trouble)); // Silence would look like quiet.

            // Following waits for a service that is away; who gives a wrong address should not wait for ever.
            var head = (await client.ReadinessAsync(cancellationToken)).Head ?? 0;
            var start = parsed.GetValue(fromNow) ? head : parsed.GetValue(after) ?? 0;
            using var kept = parsed.GetValue(checkpoint) is { } file ? await OpenAsync(file, start, cancellationToken) : null;
            if (parsed.GetValue(fromNow))
            {
                // Else nothing tells a quiet log from a filter that nothing passes.
                var begins = kept is null ? start : await kept.ReadAsync(cancellationToken);
                await parsed.InvocationConfiguration.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Following after position {begins}."));
            }

            var write = Writer(parsed, form);
            try
            {
                await foreach (var recorded in kept is null ? client.FollowAsync(filter.Read(parsed), start, cancellationToken) : client.FollowAsync(filter.Read(parsed), kept, cancellationToken))
                {
                    await write(recorded);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // That is how it ends.
            }

            return TimelineCommand.Succeeded;
        });
        return command;
    }

    private static string Tell(FollowInterruption trouble) =>
        TerminalText.Of(string.Create(CultureInfo.InvariantCulture, $"Interrupted after position {trouble.Position}: {trouble.Reason.TrimEnd('.')}; going on in {trouble.Pause.TotalSeconds:0.#} s."));

    private static async Task<FileCheckpoint> OpenAsync(FileInfo file, long start, CancellationToken cancellationToken)
    {
        var checkpoint = new FileCheckpoint(file.FullName);
        try
        {
            if (!file.Exists)
            {
                await checkpoint.MoveAsync(start, cancellationToken); // At once: a crash before the first event must not lose where "now" was.
            }

            await checkpoint.ReadAsync(cancellationToken);
            return checkpoint;
        }
        catch (FormatException e)
        {
            checkpoint.Dispose();
            throw new IOException(e.Message, e);
        }
    }

    private static Func<TimelineEvent, Task> Writer(ParseResult parsed, OutputForm form)
    {
        var output = Unforgiving(parsed.InvocationConfiguration.Output);
        if (!form.IsForPeople(parsed))
        {
            return recorded => output.WriteLineAsync(TerminalText.OfJson(recorded.Json));
        }

        var screen = OutputForm.Screen(parsed, output, LineLengthMax);
        return recorded =>
        {
            screen.Line(EventLine.Of(recorded));
            return Task.CompletedTask;
        };
    }

    // The console's own writer passes over a pipe that nobody reads any more in silence, and the checkpoint would move on over events that nobody saw.
    private static TextWriter Unforgiving(TextWriter output) => ReferenceEquals(output, Console.Out) && Console.IsOutputRedirected
        ? new StreamWriter(new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0)) { AutoFlush = true }
        : output;
}
