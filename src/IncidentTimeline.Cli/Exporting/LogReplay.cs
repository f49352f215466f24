using System.Globalization;
using System.Text.Json;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Exporting;

/// <summary>
/// Records the lines of an exported log in another one, in their order and by the requests that anybody would use: what is there already is
/// recognised by its id, so a replay that was interrupted is run again from the beginning.
/// </summary>
/// <param name="client">Records all of it, as one actor.</param>
/// <param name="reviewer">With another key, for reviews, which nobody makes of their own coding; null: such lines are refused.</param>
/// <param name="error">What is refused, and progress.</param>
/// <param name="time">For pauses.</param>
internal sealed class LogReplay(TimelineClient client, TimelineClient? reviewer, TextWriter error, TimeProvider time)
{
    /// <summary>Refusals that are told line by line; the rest are counted.</summary>
    private const int RefusalsToldMax = 100;

    /// <summary>Lines between two lines of progress.</summary>
    private const int LinesPerReport = 1_000;

    public long Recorded { get; private set; }

    public long AlreadyRecorded { get; private set; }

    public long Refused { get; private set; }

    /// <returns>Whether every line is recorded now.</returns>
    public async Task<bool> RunAsync(TextReader lines, CancellationToken cancellationToken)
    {
        var number = 0L;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            number++;
            if (line.Length > 0)
            {
                await TakeAsync(number, line, cancellationToken);
            }

            if (number % LinesPerReport == 0)
            {
                await error.WriteLineAsync(Summary(number));
            }
        }

        await error.WriteLineAsync(Summary(number));
        return Refused == 0;
    }

    private async Task TakeAsync(long number, string line, CancellationToken cancellationToken)
    {
        try
        {
            var one = LogLine.Read(line) ?? throw new JsonException("It is no event of an exported log.");
            var isNew = false;
            await new Patience(time).AskAsync(async () => isNew = await ReplayAsync(one, cancellationToken), cancellationToken); // A lost answer is no loss: the id tells.
            if (isNew)
            {
                Recorded++;
            }
            else
            {
                AlreadyRecorded++;
            }
        }
        catch (Exception e) when (e is JsonException or (TimelineProblemException and not { Slug: "unauthorized" or "forbidden" }))
        {
            // The others may still be recorded; what rests on this one will be refused in its turn.
            if (++Refused <= RefusalsToldMax)
            {
                await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"line {number}: {e.Message}"));
            }
        }
    }

    private async Task<bool> ReplayAsync(ExportedEvent one, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ReplayAsync(one, cancellationToken);
        }
        catch (TimelineProblemException own) when (own.Slug == "own-review" && reviewer is not null)
        {
            return await reviewer.ReplayAsync(one, cancellationToken);
        }
    }

    private string Summary(long lines) => string.Create(CultureInfo.InvariantCulture, $"{lines} lines: {Recorded} recorded, {AlreadyRecorded} there already, {Refused} refused");
}
