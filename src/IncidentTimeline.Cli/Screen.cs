using Spectre.Console;
using Spectre.Console.Rendering;

namespace IncidentTimeline.Cli;

/// <summary>Where people read: lines and tables of <see cref="Words"/>, and nothing else.</summary>
internal sealed class Screen(IAnsiConsole console)
{
    /// <summary>Characters of a line up to which a table has to be told where to break.</summary>
    private const int NarrowMax = 120;

    private const int IdLength = 36;

    public void Line(Words words)
    {
        console.Write(words);
        console.WriteLine();
    }

    public void EmptyLine() => console.WriteLine();

    /// <summary>The last column tells facts by their ids, which are there to be copied: on a narrow terminal the others give way.</summary>
    public void Table(Table table)
    {
        if (console.Profile.Width < NarrowMax)
        {
            table.Columns[^1].Width = IdLength;
        }

        console.Write(table);
    }

    /// <summary>A table with these columns and no rows yet.</summary>
    public static Table Columns(params IEnumerable<string> titles)
    {
        var table = new Table { Border = TableBorder.Rounded, ShowRowSeparators = true };
        foreach (var title in titles)
        {
            table.AddColumn(new TableColumn(new Words(title, Words.Quiet)));
        }

        return table;
    }
}

/// <summary>
/// Words in a style, put together piece by piece. The only way by which text gets on the screen: nothing in it is taken for markup,
/// and nothing in it acts on the terminal.
/// </summary>
internal sealed class Words : IRenderable
{
    public static readonly Style Plain = Style.Plain;
    public static readonly Style Strong = new(decoration: Decoration.Bold);
    public static readonly Style Quiet = new(Color.Grey);
    public static readonly Style Alarm = new(Color.Red, decoration: Decoration.Bold);
    public static readonly Style Doubt = new(Color.Yellow);
    public static readonly Style Good = new(Color.Green);
    public static readonly Style Desk = new(Color.Blue);

    private readonly Paragraph _paragraph = new();

    public Words()
    {
    }

    public Words(string text, Style? style = null) => Add(text, style);

    public bool IsEmpty => _paragraph.Length == 0;

    public Words Add(string text, Style? style = null)
    {
        _paragraph.Append(TerminalText.Of(text), style ?? Plain);
        return this;
    }

    /// <summary>On a line of its own, where there is something before it; nothing where there is no text.</summary>
    public Words AddLine(string? text, Style? style = null)
    {
        if (text is null)
        {
            return this;
        }

        if (!IsEmpty)
        {
            _paragraph.Append("\n");
        }

        return Add(text, style);
    }

    public Measurement Measure(RenderOptions options, int maxWidth) => ((IRenderable)_paragraph).Measure(options, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => ((IRenderable)_paragraph).Render(options, maxWidth);
}
