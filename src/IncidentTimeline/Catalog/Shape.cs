using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using IncidentTimeline.Times;

namespace IncidentTimeline.Catalog;

/// <summary>A member that breaks a limit.</summary>
/// <param name="Pointer">RFC 6901 JSON pointer to it.</param>
/// <param name="Detail">What would be right.</param>
public sealed record ShapeProblem(string Pointer, string Detail);

/// <summary>Checks a read value against the limits that stand as attributes in its types.</summary>
public static class Shape
{
    /// <summary>Bytes of a string in UTF-8, whose member states no limit of its own: 64 KiB. Longer text is a document.</summary>
    public const int StringBytesMax = 64 * 1024;

    /// <summary>Problems reported at once; a hopeless request need not list thousands.</summary>
    public const int ProblemsMax = 20;

    public static IReadOnlyList<ShapeProblem> Check(object value)
    {
        var problems = new List<ShapeProblem>();
        Walk(value, "", TextRule.Line, problems);
        return problems;
    }

    /// <summary>The limits of one member, for a value whose other members may be wrong.</summary>
    internal static void CheckMember(JsonPropertyInfo property, object? value, string pointer, List<ShapeProblem> problems)
    {
        if (value is not null)
        {
            CheckMember(RulesOf(property), value, pointer, problems);
        }
    }

    /// <summary>The limits of one item of a list. The serialiser heeds nullability of members, but not of what a list holds.</summary>
    internal static void CheckItem(object? item, string pointer, List<ShapeProblem> problems) => CheckItem(item, pointer, TextRule.Line, problems);

    /// <summary>A member's name as one step of a JSON pointer (RFC 6901, 3).</summary>
    internal static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static void CheckItem(object? item, string pointer, TextRule rule, List<ShapeProblem> problems)
    {
        if (item is not null)
        {
            Walk(item, pointer, rule, problems);
        }
        else if (problems.Count < ProblemsMax)
        {
            problems.Add(new ShapeProblem(pointer, "null is no value here."));
        }
    }

    private static void Walk(object value, string pointer, TextRule rule, List<ShapeProblem> problems)
    {
        if (problems.Count >= ProblemsMax)
        {
            return;
        }

        switch (value)
        {
            case string text:
                CheckText(text, pointer, rule, problems);
                return;
            case DateTimeOffset instant when !Calendar.Holds(instant):
                problems.Add(new ShapeProblem(pointer, Calendar.Expected));
                return;
            case byte[]:
                return;
            case IEnumerable items:
                var index = 0;
                foreach (var item in items)
                {
                    CheckItem(item, $"{pointer}/{index++}", rule, problems);
                }

                return;
        }

        var info = Wire.Options.GetTypeInfo(value.GetType());
        if (info.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (var property in info.Properties)
        {
            if (property.Get?.Invoke(value) is { } held)
            {
                var rules = RulesOf(property);
                if (!rules.AreKept(held))
                {
                    CheckMember(rules, held, $"{pointer}/{Escape(property.Name)}", problems);
                }
            }
        }

        if (value is IValidatableObject validatable)
        {
            problems.AddRange(validatable.Validate(new ValidationContext(value))
                .Select(result => new ShapeProblem($"{pointer}/{string.Join('/', result.MemberNames)}", result.ErrorMessage!)));
        }
    }

    private static MemberRules RulesOf(JsonPropertyInfo property) => KnownRules.GetOrAdd(property, MemberRules.Of);

    private static void CheckMember(MemberRules rules, object value, string pointer, List<ShapeProblem> problems)
    {
        foreach (var limit in rules.Limits)
        {
            if (!limit.Holds(value))
            {
                problems.Add(new ShapeProblem(pointer, Explain(limit.Attribute, value)));
            }
        }

        if (value is string text && !rules.HasLength && Encoding.UTF8.GetByteCount(text) > StringBytesMax)
        {
            problems.Add(new ShapeProblem(pointer, $"A text has at most {StringBytesMax} bytes in UTF-8."));
        }

        if (value is not "")
        {
            Walk(value, pointer, rules.Text, problems);
        }
    }

    private static void CheckText(string text, string pointer, TextRule rule, List<ShapeProblem> problems)
    {
        var fault = rule != TextRule.Verbatim ? PlainText.Fault(text, mayHoldLines: rule == TextRule.Lines)
            : text.Contains('\0', StringComparison.Ordinal) ? "A text holds no NUL character."
            : null;
        if (fault is not null)
        {
            problems.Add(new ShapeProblem(pointer, fault));
        }
    }

    private static string Explain(ValidationAttribute limit, object value) => (limit, value) switch
    {
        (LengthAttribute length, string text) => $"Between {length.MinimumLength} and {length.MaximumLength} characters, not {text.Length}.",
        (LengthAttribute length, ICollection items) => $"Between {length.MinimumLength} and {length.MaximumLength} items, not {items.Count}.",
        (RangeAttribute range, _) => $"Between {range.Minimum} and {range.Maximum}.",
        _ => limit.FormatErrorMessage("The value"),
    };

    /// <summary>What the text of a member may hold.</summary>
    private enum TextRule
    {
        Line,
        Lines,
        Verbatim,
    }

    // The members of the types that are read here: as many as the program has, found by reflection once.
    private static readonly ConcurrentDictionary<JsonPropertyInfo, MemberRules> KnownRules = new();

    /// <summary>What the attributes of a member say.</summary>
    private sealed record MemberRules(IReadOnlyList<Limit> Limits, bool HasLength, TextRule Text, bool IsScalar)
    {
        public static MemberRules Of(JsonPropertyInfo property)
        {
            var attributes = Schemas.Attributes(property).ToList();
            var limits = attributes.OfType<ValidationAttribute>().ToList();
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            return new MemberRules(
                [.. limits.Select(limit => new Limit(limit))],
                limits.OfType<LengthAttribute>().Any(),
                attributes.OfType<VerbatimAttribute>().Any() ? TextRule.Verbatim : attributes.OfType<LinesAttribute>().Any() ? TextRule.Lines : TextRule.Line,
                type != typeof(string) && type != typeof(DateTimeOffset) && Wire.Options.GetTypeInfo(type).Kind == JsonTypeInfoKind.None);
        }

        /// <summary>True where nothing can be wrong, told without a word about where: nearly every member of nearly every fact.</summary>
        public bool AreKept(object value)
        {
            foreach (var limit in Limits)
            {
                if (!limit.Holds(value))
                {
                    return false;
                }
            }

            return IsScalar || (value is string text && (HasLength || text.Length <= StringBytesMax / 3) && PlainText.IsPlainAscii(text));
        }
    }

    /// <summary>One attribute. A pattern is compiled, and without groups that nobody asks for: it runs over every line of every feed.</summary>
    private sealed class Limit(ValidationAttribute attribute)
    {
        private readonly Regex? _pattern = attribute is RegularExpressionAttribute { Pattern: var pattern }
            ? new Regex($@"\A(?:{pattern})\z", RegexOptions.Compiled | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)
            : null;

        public ValidationAttribute Attribute => attribute;

        // As the attribute itself, nothing is wrong with an empty text.
        public bool Holds(object value) => _pattern is null ? attribute.IsValid(value) : value is not string { Length: > 0 } text || _pattern.IsMatch(text);
    }
}
