using IncidentTimeline.Client;
using Spectre.Console;

namespace IncidentTimeline.Cli.Reading;

/// <summary>What a publication time leaves aside, as nobody knows whether it was published by then. Never dropped.</summary>
internal static class UndatedTable
{
    public static void Write(IReadOnlyList<Account> undated, Screen screen)
    {
        if (undated.Count == 0)
        {
            return;
        }

        screen.EmptyLine();
        screen.Line(new Words("Undated: their publication time is not known, so they have no effect here", Words.Doubt));
        var table = Screen.Columns("Says", "Said by");
        foreach (var account in undated)
        {
            table.AddRow(new Words(account.Tell).AddLine(account.Status, Words.Quiet), AccountWords.SaidBy(account));
        }

        screen.Table(table);
    }
}
