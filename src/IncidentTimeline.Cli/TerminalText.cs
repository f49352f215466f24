using System.Globalization;
using System.Text;

namespace IncidentTimeline.Cli;

/// <summary>
/// Text from elsewhere as it may be shown on a terminal. What sources published holds anything: escape sequences that move the cursor or fill the
/// clipboard, characters that turn the direction of what follows, line ends that look like lines of ours. Each is shown by its name instead.
/// </summary>
internal static class TerminalText
{
    /// <summary>On one line, with <c>⟨U+001B⟩</c> in the place of what acts instead of being seen, and <c>↵</c> where a line ended.</summary>
    public static string Of(string text) => text.All(IsPlain) ? text : Rewrite(text, static rune => rune.Value is '\n' ? "↵" : rune.Value is '\r' or '\t' ? " " : $"⟨U+{rune.Value:X4}⟩");

    /// <summary>The same for text of several lines, such as what a service answers: those stay lines.</summary>
    public static string LinesOf(string text) => string.Join('\n', text.Split('\n').Select(Of));

    /// <summary>JSON that says the same and acts on no terminal. Outside its texts JSON has none of these characters, so each stands in a text and can be escaped.</summary>
    public static string OfJson(string json) => json.All(IsPlain) ? json : Rewrite(json, static rune => rune.Value is '\n' or '\r' or '\t' ? rune.ToString() : Escaped(rune));

    // Most text, at a glance: letters and what is typed with them.
    private static bool IsPlain(char character) => character is >= ' ' and < '\u007f' or >= '\u0100' and < '\u0600';

    private static string Rewrite(string text, Func<Rune, string> rewrite)
    {
        var rewritten = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes()) // Half a surrogate pair becomes U+FFFD.
        {
            if (IsSeen(rune))
            {
                rewritten.Append(rune);
            }
            else
            {
                rewritten.Append(rewrite(rune));
            }
        }

        return rewritten.ToString();
    }

    // Persian, Indic scripts and emoji need the two joiners, and they move nothing.
    private static bool IsSeen(Rune rune) => rune.Value is 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Escaped(Rune rune) => string.Concat(rune.ToString().Select(unit => $"\\u{(int)unit:x4}"));
}
