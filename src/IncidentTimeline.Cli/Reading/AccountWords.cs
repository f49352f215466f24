using System.Globalization;
using IncidentTimeline.Client;
using Spectre.Console;

namespace IncidentTimeline.Cli.Reading;

/// <summary>How a claim is told on a screen: what it says and how surely, who says it, when.</summary>
internal static class AccountWords
{
    /// <summary>The value with its status; of a claim that answers no question here, its sentence.</summary>
    public static Words Says(Account account) => new Words(account.Text ?? account.Tell, Words.Strong)
        .Add($"  {account.Status}{(account.Polarity == "affirmed" ? "" : $", {account.Polarity}")}", StyleOf(account.Status))
        .AddLine(account.StatusCue is { } cue ? $"“{cue}”" : null, Words.Quiet);

    /// <summary>Who says it and who published that, the times, what to mind, and the fact.</summary>
    public static Words SaidBy(Account account)
    {
        var said = new Words(account.Voice.Name, Words.Strong);
        if (account.Voice.Reliability is { } grade)
        {
            said.Add($"  reliability {grade.ToUpperInvariant()}", Words.Quiet);
        }

        // An unnamed voice has its publisher in its name.
        return said.AddLine(account.Voice.IsAnonymous || account.Publisher.Key == account.Voice.Key ? null : $"in {account.Publisher.Name}")
            .AddLine(Happened(account.EventTime, account.Bounds))
            .AddLine(account.ReportTime is { } published ? $"published {Instants.Tell(published)}" : "publication time not known", account.ReportTime is null ? Words.Doubt : null)
            .AddLine(account.Marks.Count > 0 ? string.Join(", ", account.Marks.Select(Plain)) : null, Words.Doubt)
            .AddLine(account.Fact.ToString("D"), Words.Quiet);
    }

    /// <summary>When it happened: the source's words, and what they can mean.</summary>
    public static string Happened(EventTime time, TimeBounds? bounds)
    {
        var kind = time.Kind == "as-of-publication" ? "so as of its publication" : "happened";
        var stated = time.AsStated is { } words ? $"{kind} “{words}”" : kind;
        return bounds switch
        {
            null => $"{stated}: {(time.Kind == "unstated" ? "time not stated" : "time not settled")}",
            { Earliest: { } earliest, Latest: { } latest } when earliest == latest => $"{stated}: {Instants.Tell(earliest)}",
            { Earliest: { } earliest, Latest: { } latest } => $"{stated}: between {Instants.Tell(earliest)} and {Instants.Tell(latest)}",
            { Earliest: { } earliest } => $"{stated}: not before {Instants.Tell(earliest)}",
            { Latest: { } latest } => $"{stated}: not after {Instants.Tell(latest)}",
            _ => $"{stated}: time not settled",
        };
    }

    /// <summary>The cut points as the service resolved them.</summary>
    public static Words Tell(AsOf cut) => new(
        string.Create(CultureInfo.InvariantCulture, $"As known at position {cut.KnownAt}, {(cut.PublishedBy is { } published ? $"published by {Instants.Tell(published)}" : "whenever it was published")}, of the world at {Instants.Tell(cut.EventTime)}"),
        Words.Quiet);

    /// <summary>A code of the service as words.</summary>
    public static string Plain(string code) => code.Replace('-', ' ');

    /// <summary>How sure, at a glance; a status that this program does not know is doubted.</summary>
    private static Style StyleOf(string status) => status is "confirmed" or "stated" or "asserted" ? Words.Good : Words.Doubt;
}
