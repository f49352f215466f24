using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json.Serialization.Metadata;

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
        Walk(value, "", problems);
        return problems;
    }

    private static void Walk(object value, string pointer, List<ShapeProblem> problems)
    {
        if (problems.Count >= ProblemsMax)
        {
            return;
        }

        switch (value)
        {
            case string text:
                CheckText(text, pointer, problems);
                return;
            case byte[]:
                return;
            case IEnumerable items:
                var index = 0;
                foreach (var item in items)
                {
                    WalkItem(item, $"{pointer}/{index++}", problems);
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
            WalkProperty(property, value, $"{pointer}/{Escape(property.Name)}", problems);
        }

        if (value is IValidatableObject validatable)
        {
            problems.AddRange(validatable.Validate(new ValidationContext(value))
                .Select(result => new ShapeProblem($"{pointer}/{string.Join('/', result.MemberNames)}", result.ErrorMessage!)));
        }
    }

    // The serialiser heeds nullability of members, but not of what a list holds.
    private static void WalkItem(object? item, string pointer, List<ShapeProblem> problems)
    {
        if (item is not null)
        {
            Walk(item, pointer, problems);
        }
        else if (problems.Count < ProblemsMax)
        {
            problems.Add(new ShapeProblem(pointer, "null is no value here."));
        }
    }

    private static void WalkProperty(JsonPropertyInfo property, object owner, string pointer, List<ShapeProblem> problems)
    {
        var value = property.Get?.Invoke(owner);
        if (value is null)
        {
            return;
        }

        var limits = Schemas.Attributes(property).OfType<ValidationAttribute>().ToList();
        foreach (var limit in limits.Where(limit => !limit.IsValid(value)))
        {
            problems.Add(new ShapeProblem(pointer, Explain(limit)));
        }

        if (value is string text && Encoding.UTF8.GetByteCount(text) > StringBytesMax && !limits.OfType<LengthAttribute>().Any())
        {
            problems.Add(new ShapeProblem(pointer, $"A text has at most {StringBytesMax} bytes in UTF-8."));
        }

        Walk(value, pointer, problems);
    }

    private static void CheckText(string text, string pointer, List<ShapeProblem> problems)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            problems.Add(new ShapeProblem(pointer, "A text holds no NUL character."));
        }
    }

    private static string Explain(ValidationAttribute limit) => limit switch
    {
        LengthAttribute length => $"Between {length.MinimumLength} and {length.MaximumLength} long.",
        RangeAttribute range => $"Between {range.Minimum} and {range.Maximum}.",
        _ => limit.FormatErrorMessage("The value"),
    };

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
