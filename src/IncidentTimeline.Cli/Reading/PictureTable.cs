using System.Globalization;
using IncidentTimeline.Client;
using Spectre.Console;

namespace IncidentTimeline.Cli.Reading;

/// <summary>A region's picture as tables, one an incident: what is displayed, what competes with it, what is contested, and what is not known.</summary>
internal sealed class PictureTable(Screen screen)
{
    public void Write(Picture picture)
    {
        screen.Line(new Words($"{picture.Name} ({picture.Region})", Words.Strong).Add($"  policy {picture.Policy}", Words.Quiet));
        screen.Line(AccountWords.Tell(picture.AsOf));
        if (picture.Incidents.Count == 0 && picture.Unplaced.Count == 0)
        {
            screen.Line(new Words("Nobody has reported anything here as of then; that is not to say that nothing happened.", Words.Doubt));
        }

        foreach (var incident in picture.Incidents)
        {
            Write(incident, "");
        }

        foreach (var incident in picture.Unplaced)
        {
            Write(incident, "somewhere in or around it, place vague: ");
        }

        WriteUndated(picture);
        WriteElsewhere(picture);
    }

    private void Write(IncidentPicture incident, string before)
    {
        screen.EmptyLine();
        screen.Line(Heading(incident, before));
        foreach (var relation in incident.Relations)
        {
            screen.Line(new Words($"{AccountWords.Plain(relation.Relation)} {relation.To}: {relation.Reason}", Words.Desk));
        }

        var table = Screen.Columns("Question", "Answer", "Said by");
        foreach (var question in incident.Questions)
        {
            Add(table, question);
        }

        foreach (var gap in incident.InformationGaps)
        {
            table.AddRow(new Words("information gap", Words.Doubt).AddLine(gap.Aspect, Words.Quiet), AccountWords.Says(gap.Account), AccountWords.SaidBy(gap.Account));
        }

        foreach (var denial in incident.Denials)
        {
            table.AddRow(new Words("denied", Words.Doubt).AddLine(denial.Aspect, Words.Quiet), AccountWords.Says(denial.Account), AccountWords.SaidBy(denial.Account));
        }

        if (table.Rows.Count > 0)
        {
            screen.Table(table);
        }

        foreach (var compared in incident.PartsCompared)
        {
            screen.Line(new Words($"{compared.Aspect}: parts {string.Join(" + ", compared.Parts)}, {(compared.IsConsistent ? "consistent" : "NOT consistent")} with {compared.Whole}", compared.IsConsistent ? Words.Quiet : Words.Alarm));
        }

        foreach (var part in incident.Parts)
        {
            Write(part, $"part of {incident.Incident}: ");
        }
    }

    private static Words Heading(IncidentPicture incident, string before) => new Words(before, Words.Quiet).Add(incident.Title, Words.Strong)
        .Add($"  {incident.Incident}, {incident.Kind}{(incident.IsClosed ? ", closed" : "")}{(before.Length == 0 && incident.PartOf.Count > 0 ? $", part of {string.Join(", ", incident.PartOf)}" : "")}", Words.Quiet);

    private static void Add(Table table, Question question)
    {
        table.AddRow(
            new Words(question.Label, Words.Strong).AddLine(question.Place).AddLine(question.Aspect, Words.Quiet),
            Answer(question),
            question.Displayed is { } displayed ? AccountWords.SaidBy(displayed) : new Words());
        foreach (var other in question.Competing)
        {
            var (says, isContested) = (AccountWords.Says(other.Account), question.State == "contested");
            says.AddLine(isContested ? "contradicted" : other.IsCompatible ? "both can be true" : "contradicts what is displayed", other.IsCompatible && !isContested ? Words.Quiet : Words.Doubt)
                .AddLine(Tell(other.Sources), Words.Quiet);
            table.AddRow(new Words(isContested ? "  contested" : "  competing", Words.Doubt).AddLine($"  {question.Aspect}", Words.Quiet), says, AccountWords.SaidBy(other.Account));
        }

        Add(table, question, "possible, not certain by then", question.Possible);
        Add(table, question, "ended", question.Ended);
        Add(table, question, "taken back by its source", question.Withdrawn);
    }

    private static void Add(Table table, Question question, string what, IReadOnlyList<Account> accounts)
    {
        foreach (var account in accounts)
        {
            table.AddRow(new Words($"  {what}", Words.Doubt).AddLine($"  {question.Aspect}", Words.Quiet), AccountWords.Says(account), AccountWords.SaidBy(account));
        }
    }

    private static Words Answer(Question question) => question switch
    {
        { State: "contested" } => new Words("CONTESTED", Words.Alarm).AddLine("nothing is in force"),
        { Displayed: { } displayed } => AccountWords.Says(displayed)
            .AddLine(question.Agreeing.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"further claims of it: {question.Agreeing.Count}") : null)
            .AddLine(question.Sources is { } sources ? Tell(sources) : null, Words.Quiet)
            .AddLine(question.DecidedBy is { } rule ? $"decided by: {AccountWords.Plain(rule)}" : null, Words.Quiet),
        { State: "not-stated" } => new Words("not stated", Words.Doubt),
        _ => new Words(AccountWords.Plain(question.State), Words.Doubt),
    };

    private static string Tell(ValueSources sources) =>
        string.Create(CultureInfo.InvariantCulture, $"voices {sources.Voices}, publishers {sources.Publishers}, unnamed {sources.Anonymous}{(sources.Documents is { } documents ? $", documents {documents}" : "")}");

    private void WriteUndated(Picture picture)
    {
        UndatedTable.Write(picture.Undated, screen);
        if (picture.DocumentsWithoutPublicationTime.Count > 0)
        {
            screen.EmptyLine();
            screen.Line(new Words("Nobody has said when these documents were published:", Words.Doubt));
            foreach (var document in picture.DocumentsWithoutPublicationTime)
            {
                screen.Line(new Words($"  {document}", Words.Quiet));
            }
        }
    }

    private void WriteElsewhere(Picture picture)
    {
        if (picture.Parts.Count > 0)
        {
            screen.EmptyLine();
            screen.Line(new Words("Inside it, with pictures of their own, and never added up:"));
            foreach (var part in picture.Parts)
            {
                screen.Line(new Words($"  {part.Region} {part.Name}  ").Add(string.Join(", ", part.Incidents), Words.Quiet));
            }
        }

        if (picture.ContextIncidents > 0)
        {
            screen.EmptyLine();
            screen.Line(new Words(string.Create(CultureInfo.InvariantCulture, $"Context incidents left out: {picture.ContextIncidents}; --context shows them."), Words.Quiet));
        }
    }
}
