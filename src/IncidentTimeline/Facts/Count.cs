using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace IncidentTimeline.Facts;

/// <summary>How a number was put.</summary>
public enum CountQualifier
{
    /// <summary>"40".</summary>
    Exact,

    /// <summary>"About 40": within a tenth either way.</summary>
    About,

    /// <summary>"At least 40".</summary>
    AtLeast,

    /// <summary>"At most 40", "up to 40".</summary>
    AtMost,

    /// <summary>"40 to 50": value to upTo.</summary>
    Between,

    /// <summary>Words only: "several", "hundreds".</summary>
    Vague,

    /// <summary>"None reported", which is not 0.</summary>
    NoneReported,
}

/// <summary>A number as it was stated, vague where it was vague.</summary>
/// <param name="Value">The number; missing for vague and none-reported.</param>
/// <param name="Qualifier">How it was put.</param>
/// <param name="UpTo">The upper number of "between".</param>
/// <param name="AsStated">The words; required for vague.</param>
[Description("A number as it was stated: exact, about, at-least, at-most, between value and upTo, vague (words in asStated), or none-reported, which is not 0.")]
public sealed record Count(
    [Range(0, 1_000_000_000_000d)] decimal? Value = null,
    CountQualifier Qualifier = CountQualifier.Exact,
    [Range(0, 1_000_000_000_000d)] decimal? UpTo = null,
    [Length(1, 200)] string? AsStated = null) : IValidatableObject
{
    public static Count Exactly(decimal value) => new(value);

    public static Count Vague(string words) => new(null, CountQualifier.Vague, null, words);

    public static readonly Count NoneReported = new(null, CountQualifier.NoneReported);

    /// <summary>The value that this number stands for in an answer.</summary>
    public AspectValue ToValue(string? unit = null) => Qualifier switch
    {
        CountQualifier.Exact => new AspectValue.Quantity(Value, Value, unit),
        CountQualifier.About => new AspectValue.Quantity(Value * 0.9m, Value * 1.1m, unit, AsStated ?? $"about {Number}"),
        CountQualifier.AtLeast => new AspectValue.Quantity(Value, null, unit, AsStated),
        CountQualifier.AtMost => new AspectValue.Quantity(null, Value, unit, AsStated),
        CountQualifier.Between => new AspectValue.Quantity(Value, UpTo, unit, AsStated),
        CountQualifier.NoneReported => new AspectValue.NoneReported(),
        _ => VagueInterval(unit),
    };

    /// <summary>The number in words: "40", "about 40", "several".</summary>
    public string Tell() => ToValue().Text;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var needsValue = Qualifier is not (CountQualifier.Vague or CountQualifier.NoneReported);
        if (needsValue != Value is not null)
        {
            yield return new ValidationResult(needsValue ? "This qualifier needs a value." : "This qualifier takes no value.", ["value"]);
        }

        if (Qualifier == CountQualifier.Between ? UpTo is null || UpTo < Value : UpTo is not null)
        {
            yield return new ValidationResult("upTo goes with between and is not below value.", ["upTo"]);
        }

        if (Qualifier == CountQualifier.Vague && string.IsNullOrWhiteSpace(AsStated))
        {
            yield return new ValidationResult("A vague number needs its words.", ["asStated"]);
        }
    }

    private string Number => Value?.ToString(CultureInfo.InvariantCulture) ?? "";

    // Wide on purpose: an interval only says which numbers are no contradiction. Words that are not listed stand for any number.
    private AspectValue.Quantity VagueInterval(string? unit) => AsStated!.Trim().ToLowerInvariant() switch
    {
        "several" or "some" or "many" or "multiple" or "a few" or "a number of" or "plural" => new(2, null, unit, AsStated),
        "dozens" => new(24, 999, unit, AsStated),
        "hundreds" => new(200, 9_999, unit, AsStated),
        "thousands" => new(2_000, 999_999, unit, AsStated),
        _ => new(null, null, unit, AsStated),
    };
}
