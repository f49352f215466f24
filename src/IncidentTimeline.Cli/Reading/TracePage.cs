using System.Globalization;
using IncidentTimeline.Client;
using Spectre.Console;

namespace IncidentTimeline.Cli.Reading;

/// <summary>A fact with what it rests on: the claim, the three clocks, who says it, in which words of which bytes, who coded it, and what became of it.</summary>
internal sealed class TracePage(Screen screen)
{
    public void Write(FactTrace trace)
    {
        WriteClaim(trace.Fact);
        WriteClocks(trace);
        WriteAttribution(trace.Attribution);
        WriteQuotations(trace);
        WriteDocument(trace.Document);
        WriteDataLine(trace.Line);
        WriteCoding(trace);
    }

    private void WriteClaim(FactView fact)
    {
        screen.Line(new Words(fact.Account.Tell, Words.Strong).Add($"  {fact.Account.Type} {fact.Account.Fact:D}", Words.Quiet));
        Member("status", AccountWords.Plain(fact.Account.Status) + (fact.Account.Polarity == "affirmed" ? "" : $", {fact.Account.Polarity}") + (fact.Account.StatusCue is { } cue ? $": “{cue}”" : ""));
        Member("counts in", string.Join(", ", fact.Incidents));
        Member("standing", AccountWords.Plain(fact.Standing) + (fact.WithdrawnBy is { } retraction ? $", by {retraction:D}" : ""), fact.Standing == "stands" ? Words.Good : Words.Doubt);
        foreach (var (name, target) in Revised(fact.Fact))
        {
            Member(name, target);
        }

        Member("mind", string.Join(", ", fact.Account.Marks.Select(AccountWords.Plain)), Words.Doubt);
    }

    // A correction, retraction or reinstatement names its fact, or leaves it to the feed's key.
    private static IEnumerable<(string Name, string Target)> Revised(Fact fact) =>
        from name in (string[])["corrects", "retracts", "reinstates"]
        where fact.Claim.TryGetProperty(name, out _)
        select (name, fact.Claim.GetProperty(name).ToString());

    private void WriteClocks(FactTrace trace)
    {
        Heading("The three clocks");
        var (account, coding) = (trace.Fact.Account, trace.Coding);
        Member("event time", AccountWords.Happened(account.EventTime, account.Bounds), account.Bounds is null ? Words.Doubt : null);
        Member("report time", account.ReportTime is { } published ? Instants.Tell(published) : "not known: nobody has said when it was published", account.ReportTime is null ? Words.Doubt : null);
        Member("known since", string.Create(CultureInfo.InvariantCulture, $"{Instants.Tell(coding.RecordedAt)}, position {coding.Position}"));
    }

    private void WriteAttribution(IReadOnlyList<TracedSpeaker> attribution)
    {
        Heading("Who says it");
        foreach (var (speaker, depth) in attribution.Select((speaker, depth) => (speaker, depth)))
        {
            screen.Line(new Words(new string(' ', 2 * (depth + 1))).Add($"{AccountWords.Plain(speaker.Role)}: ", Words.Quiet).Add(speaker.Name, speaker.IsVoice ? Words.Strong : null)
                .Add(speaker.Source is { } source ? $" ({source})" : " (unnamed)", Words.Quiet)
                .Add(speaker.Channel is { } channel ? $", {channel}" : "")
                .Add(speaker.IsVoice ? "  ← the voice" : "", Words.Good));
        }
    }

    private void WriteQuotations(FactTrace trace)
    {
        Heading("The words");
        if (trace.Quotations.Count == 0)
        {
            screen.Line(new Words("  none: it was read from the line of a data file", Words.Quiet));
        }

        foreach (var (quotation, isFound, sentence) in trace.Quotations)
        {
            screen.Line(new Words($"  {quotation.Role}: ", Words.Quiet).Add($"“{quotation.Exact}”", Words.Strong)
                .Add(string.Create(CultureInfo.InvariantCulture, $"  {quotation.Start} to {quotation.End}"), Words.Quiet)
                .Add(isFound ? "" : "  NOT FOUND in the stored text", Words.Alarm));
            if (sentence is not null)
            {
                screen.Line(new Words($"    {sentence}", Words.Quiet));
            }
        }
    }

    private void WriteDocument(TracedDocument? document)
    {
        if (document is null)
        {
            return;
        }

        Heading("The document");
        Member("title", document.Title);
        Member("address", document.Url);
        Member("published", document.PublishedAt is { } published ? Instants.Tell(published) : "nobody has said when", document.PublishedAt is null ? Words.Doubt : null);
        Member("form", document.Form);
        Member("SHA-256", document.Sha256);
        Member("computed anew", document.RecomputedSha256 ?? "no bytes are stored", document.IsIntact ? null : Words.Alarm);
        Member("so it is", document.IsIntact ? "intact" : "NOT what was captured", document.IsIntact ? Words.Good : Words.Alarm);
        Member("captured", document.CapturedPosition is { } position ? string.Create(CultureInfo.InvariantCulture, $"by {document.CapturedBy}, position {position}") : null);
    }

    private void WriteDataLine(TracedLine? line)
    {
        if (line is null)
        {
            return;
        }

        Heading("The line");
        Member("of the file", $"SHA-256 {line.Line.FileSha256}");
        Member("number", line.Line.Number.ToString(CultureInfo.InvariantCulture));
        Member("reads", line.Text);
    }

    private void WriteCoding(FactTrace trace)
    {
        Heading("The coding");
        var coding = trace.Coding;
        Member("by", coding.Actor);
        Member("inferred", string.Join(", ", coding.Inferred));
        Member("remark", coding.Note);
        Member("review", coding.Review ?? "nobody else has looked at it", coding.Review == "accepted" ? Words.Good : Words.Doubt);
        Member("first coded as", trace.Fact.AsFirstCoded is { } first ? first.Claim.GetRawText() : null, Words.Doubt);
        HistoryTable.Write(trace.Decisions, trace.Undone, screen);
    }

    private void Heading(string title)
    {
        screen.EmptyLine();
        screen.Line(new Words(title, Words.Quiet));
    }

    // What is not there is left out only where its absence says nothing.
    private void Member(string name, string? value, Style? style = null)
    {
        if (!string.IsNullOrEmpty(value))
        {
            screen.Line(new Words($"  {name,-14}", Words.Quiet).Add(value, style));
        }
    }
}
