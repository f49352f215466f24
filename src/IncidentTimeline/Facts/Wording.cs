using System.Text.Json;

namespace IncidentTimeline.Facts;

/// <summary>How claims put their parts into words and codes.</summary>
internal static class Wording
{
    /// <summary>A text as one sentence: capital first, without the punctuation or line breaks that a quoted end brings along, closed by a full stop.</summary>
    public static string Sentence(string text)
    {
        var plain = string.Join(' ', text.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).TrimEnd(' ', '.', ',', ';', ':');
        return plain.Length == 0 ? "." : $"{char.ToUpperInvariant(plain[0])}{plain[1..]}.";
    }

    /// <summary>The text behind its lead, or nothing where it was not stated.</summary>
    public static string With(string lead, string? text, string close = "") => text is null ? "" : lead + text + close;

    public static string With(string lead, Count? count, string close = "") => With(lead, count?.Tell(), close);

    public static string With(string lead, IReadOnlyList<string>? texts, string close = "") => texts is null or [] ? "" : lead + List(texts) + close;

    public static string List(IEnumerable<string> texts) => string.Join("; ", texts);

    /// <summary>A member of a closed list as it stands on the wire: lower kebab.</summary>
    public static string Kebab<TEnum>(TEnum member) where TEnum : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(member.ToString());

    public static AspectValue.Code Code<TEnum>(TEnum member) where TEnum : struct, Enum => new(Kebab(member));

    /// <summary>A member of a closed list in words.</summary>
    public static string Plain<TEnum>(TEnum member) where TEnum : struct, Enum => Kebab(member).Replace('-', ' ');
}
