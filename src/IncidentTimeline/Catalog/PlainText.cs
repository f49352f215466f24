using System.Globalization;
using System.Text;

namespace IncidentTimeline.Catalog;

/// <summary>A text that holds several lines: a reason, a note.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class LinesAttribute : Attribute;

/// <summary>The words or bytes of a document, character for character: whatever was published, they hold it. Only U+0000 and half surrogate pairs, which no database text can hold, are refused.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class VerbatimAttribute : Attribute;

/// <summary>
/// What every text holds but a verbatim one: characters that can be seen, so that two texts that look alike are alike and none
/// passes for another. After Unicode TR 36 (2.10, bidirectional text), TR 39 (5.4, optional detection) and CVE-2021-42574.
/// </summary>
internal static class PlainText
{
    /// <summary>What is wrong with the text, told with the first character at fault, or null.</summary>
    /// <param name="text">A well-formed text.</param>
    /// <param name="mayHoldLines">Whether line feeds and tabs are allowed.</param>
    public static string? Fault(string text, bool mayHoldLines)
    {
        if (IsPlainAscii(text))
        {
            return null;
        }

        var runes = text.EnumerateRunes().ToArray();
        for (var index = 0; index < runes.Length; index++)
        {
            if (Fault(runes, index, mayHoldLines) is { } fault)
            {
                return $"Character {index + 1}, U+{runes[index].Value:X4}, {fault}";
            }
        }

        return runes.All(IsBlank) ? "A text holds something that can be seen." : null;
    }

    /// <summary>Whether the text is of letters, digits and signs of ASCII, and not of blanks alone: then nothing is wrong with it, whatever it holds.</summary>
    internal static bool IsPlainAscii(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text.AsSpan().ContainsAnyExcept(' ');

    private static string? Fault(Rune[] text, int index, bool mayHoldLines) => text[index].Value switch
    {
        '\n' or '\t' => mayHoldLines ? null : "is a line break or tab; this text is one line.",
        '\r' => mayHoldLines ? "is a carriage return; a line ends with U+000A alone." : "is a line break; this text is one line.",
        0x2028 or 0x2029 => "is a line break of another kind; a line ends with U+000A.",
        0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) =>
            "turns the direction of the text around it and could make it read as another; leave it out.",
        0x200C or 0x200D when Joins(text, index) => null,
        0xFE0E or 0xFE0F => null, // Text or emoji style of the character before.
        var point when IsNoncharacter(point) => "is a noncharacter, which no text holds.",
        var point when IsInvisible(point) => "cannot be seen; leave it out.",
        _ when Rune.GetUnicodeCategory(text[index]) is UnicodeCategory.Control => "is a control character; leave it out.",
        _ => null,
    };

    // A joiner has work to do between letters of scripts from Hebrew on, and between emoji; elsewhere it only hides.
    private static bool Joins(Rune[] text, int index) =>
        index > 0 && index + 1 < text.Length && IsJoined(text[index - 1]) && IsJoined(text[index + 1]);

    private static bool IsJoined(Rune rune) => rune.Value >= 0x0590 && Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;

    private static bool IsNoncharacter(int point) => point is >= 0xFDD0 and <= 0xFDEF || (point & 0xFFFE) == 0xFFFE;

    // Default_Ignorable_Code_Point of the Unicode Character Database, without what the switch above treats by itself, and with
    // the annotation characters, which are of the same kind. What is merely not assigned yet is allowed: next year's Unicode will.
    private static bool IsInvisible(int point) => point is
        0x00AD or 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200D)
        or (>= 0x2060 and <= 0x206F) or 0x3164 or (>= 0xFE00 and <= 0xFE0D) or 0xFEFF or 0xFFA0 or (>= 0xFFF0 and <= 0xFFFB)
        or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);

    private static bool IsBlank(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value is 0x2800 or 0xFE0E or 0xFE0F
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control;
}
