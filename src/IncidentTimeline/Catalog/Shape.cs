using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json.Serialization.Metadata;
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
        if (value is null)
        {
            return;
        }

        var attributes = Schemas.Attributes(property).ToList();
        var limits = attributes.OfType<ValidationAttribute>().ToList();
        foreach (var limit in limits.Where(limit => !limit.IsValid(value)))
        {
            problems.Add(new ShapeProblem(pointer, Explain(limit, value)));
        }

        if (value is string text && Encoding.UTF8.GetByteCount(text) > StringBytesMax && !limits.OfType<LengthAttribute>().Any())
        {
            problems.Add(new ShapeProblem(pointer, $"A text has at most {StringBytesMax} bytes in UTF-8."));
        }

        var rule = attributes.OfType<VerbatimAttribute>().Any() ? TextRule.Verbatim
            : attributes.OfType<LinesAttribute>().Any() ? TextRule.Lines
            : TextRule.Line;
        if (value is not "")
        {
            Walk(value, pointer, rule, problems);
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
            CheckMember(property, property.Get?.Invoke(value), $"{pointer}/{Escape(property.Name)}", problems);
        }

        if (value is IValidatableObject validatable)
        {
            problems.AddRange(validatable.Validate(new ValidationContext(value))
                .Select(result => new ShapeProblem($"{pointer}/{string.Join('/', result.MemberNames)}", result.ErrorMessage!)));
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
}
