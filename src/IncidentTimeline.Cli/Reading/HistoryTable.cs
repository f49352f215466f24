using System.Globalization;
using IncidentTimeline.Client;
using Spectre.Console;

namespace IncidentTimeline.Cli.Reading;

/// <summary>The reporting history of one question as a table, one step a row; what the desk decided apart.</summary>
internal sealed class HistoryTable(Screen screen)
{
    public void Write(ReportingHistory history)
    {
        screen.Line(new Words(history.Label, Words.Strong).Add($"  {history.Aspect} of {history.Incident}", Words.Quiet));
        screen.Line(AccountWords.Tell(history.AsOf));
        if (history.Steps.Count > 0)
        {
            var table = Screen.Columns("Reported", "Says", "Said by");
            foreach (var step in history.Steps)
            {
                table.AddRow(Reported(step), AccountWords.Says(step.Account).AddLine(step.Place), AccountWords.SaidBy(step.Account));
            }

            screen.Table(table);
        }

        UndatedTable.Write(history.Undated, screen);
        screen.Line(history.State switch
        {
            "contested" => new Words("Now: CONTESTED, nothing is in force", Words.Alarm),
            null => new Words("Several places, each a question of its own: --place PLACEKEY shows one. ", Words.Doubt).Add(string.Join(", ", PlaceKeysOf(history)), Words.Quiet),
            "displayed" => new Words("Now: one account is in force", Words.Good).Add("; the picture of its region shows which, and by which rule", Words.Quiet),
            var state => new Words($"Now: {AccountWords.Plain(state)}", Words.Doubt),
        });
        Write(history.Decisions, history.Undone, screen);
    }

    /// <summary>Desk decisions, a line each: those in force, then those that were undone, each with what undid it.</summary>
    internal static void Write(IReadOnlyList<DeskStep> decisions, IReadOnlyList<UndoneStep> undone, Screen screen)
    {
        foreach (var decision in decisions)
        {
            screen.Line(Tell(decision, new Words($"{decision.Type}  ", Words.Desk)));
        }

        foreach (var (step, by) in undone)
        {
            screen.Line(Tell(step, new Words("undone: ", Words.Doubt).Add($"{step.Type}  ", Words.Desk)));
            screen.Line(Tell(by, new Words("  by ")));
        }
    }

    private static Words Tell(DeskStep decision, Words before) => before.Add(decision.Tell)
        .Add(string.Create(CultureInfo.InvariantCulture, $"  {decision.Actor}, {Instants.Tell(decision.RecordedAt)}, position {decision.Position}, decision {decision.Id:D}"), Words.Quiet);

    private static Words Reported(ReportingStep step) => When(step)
        .AddLine(AccountWords.Plain(step.Own), Words.Strong)
        .AddLine(step.Others == "none" ? null : $"to others: {AccountWords.Plain(step.Others)}", step.Others is "competing" or "denial" ? Words.Doubt : null)
        .AddLine(step.Standing == "stands" ? null : $"{AccountWords.Plain(step.Standing)} since", Words.Doubt);

    private static Words When(ReportingStep step) => step is { IsOrderKnown: true, Account.ReportTime: { } published }
        ? new Words(Instants.Tell(published))
        : new Words("not known when", Words.Doubt).AddLine(string.Create(CultureInfo.InvariantCulture, $"recorded at position {step.Account.Position}"), Words.Quiet);

    private static IEnumerable<string> PlaceKeysOf(ReportingHistory history) => history.Steps.Select(step => step.PlaceKey).OfType<string>().Distinct();
}
