using System.CommandLine;
using System.CommandLine.Parsing;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Reading;

/// <summary>As of when an answer is asked for, by the three clocks.</summary>
internal sealed class CutOptions
{
    private readonly Option<KnownAt?> _knownAt = new("--known-at")
    {
        Description = "What the log held: a position, or a time with an offset. Default: all of it.",
        HelpName = "WHEN",
        CustomParser = ReadKnownAt,
    };

    private readonly Option<DateTimeOffset?> _publishedBy = Instants.Option("--published-by", "What sources had published; a claim whose publication time is not known is listed as undated then. Default: no filter.", "TIME");
    private readonly Option<DateTimeOffset?> _eventTime = Instants.Option("--event-time", "The time that is asked about. Default: now.", "TIME");

    private readonly Option<long?> _atLeast = Positions.Option("--at-least", "Waits, 5 seconds at most, until this position is in the answer: what was recorded a moment ago may not be yet.");

    public void AddTo(Command command)
    {
        command.Add(_knownAt);
        command.Add(_publishedBy);
        command.Add(_eventTime);
        command.Add(_atLeast);
    }

    public CutPoints Read(ParseResult parsed) =>
        new() { KnownAt = parsed.GetValue(_knownAt), PublishedBy = parsed.GetValue(_publishedBy), EventTime = parsed.GetValue(_eventTime), AtLeast = parsed.GetValue(_atLeast) };

    private static KnownAt? ReadKnownAt(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (Positions.TryRead(text, out var position))
        {
            return KnownAt.Position(position);
        }

        if (Instants.TryRead(text, out var instant))
        {
            return KnownAt.Instant(instant);
        }

        result.AddError($"--known-at must be a position, such as 42, or a time with an offset, such as {Instants.Example}, not \"{text}\".");
        return null;
    }
}
