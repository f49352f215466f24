using System.Globalization;
using System.Text.Json.Serialization;

namespace IncidentTimeline.Facts;

/// <summary>An answer's value. "None reported", silence and denial are values of their own: none of them is 0.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Quantity), "quantity")]
[JsonDerivedType(typeof(Code), "code")]
[JsonDerivedType(typeof(Words), "words")]
[JsonDerivedType(typeof(NoneReported), "none-reported")]
[JsonDerivedType(typeof(Silence), "silence")]
[JsonDerivedType(typeof(Denial), "denial")]
public abstract record AspectValue
{
    private AspectValue()
    {
    }

    /// <summary>The value in words, for page and exports. An account carries it beside the value.</summary>
    [JsonIgnore]
    public abstract string Text { get; }

    /// <summary>Whether both can be true at once: intervals meet, codes are equal. Free words never contradict each other by machine.</summary>
    public virtual bool IsCompatibleWith(AspectValue other) => Equals(other);

    /// <summary>Whether this says the same more narrowly. Only numbers have that order.</summary>
    public virtual bool Refines(AspectValue other) => false;

    /// <summary>A number, or the interval a vague number stands for. A missing bound is open.</summary>
    /// <param name="Least">Lower bound, inclusive.</param>
    /// <param name="Most">Upper bound, inclusive.</param>
    /// <param name="Unit">What is measured where the aspect does not say; different units are never compared.</param>
    /// <param name="AsStated">The words where they are vague: "several", "hundreds".</param>
    public sealed record Quantity(decimal? Least, decimal? Most, string? Unit = null, string? AsStated = null) : AspectValue
    {
        public static Quantity Exactly(decimal value, string? unit = null) => new(value, value, unit);

        public override string Text => Number + (Unit is null ? "" : " " + Unit);

        private string Number => (AsStated, Least, Most) switch
        {
            ({ } words, _, _) => words,
            (null, { } least, { } most) when least == most => Format(least),
            (null, { } least, { } most) => $"{Format(least)}–{Format(most)}",
            (null, { } least, null) => $"at least {Format(least)}",
            (null, null, { } most) => $"at most {Format(most)}",
            _ => "an unstated number",
        };

        // The words do not make another value: 2 and "two" are the same number, and "several" is its interval.
        public bool Equals(Quantity? other) =>
            other is not null && Least == other.Least && Most == other.Most && Unit == other.Unit;

        public override int GetHashCode() => HashCode.Combine(Least, Most, Unit);

        public override bool IsCompatibleWith(AspectValue other) =>
            other is Quantity that && Unit == that.Unit
            && (Least ?? decimal.MinValue) <= (that.Most ?? decimal.MaxValue)
            && (that.Least ?? decimal.MinValue) <= (Most ?? decimal.MaxValue);

        public override bool Refines(AspectValue other) =>
            other is Quantity that && Unit == that.Unit && !Equals(that)
            && (that.Least ?? decimal.MinValue) <= (Least ?? decimal.MinValue)
            && (Most ?? decimal.MaxValue) <= (that.Most ?? decimal.MaxValue);

        /// <summary>Width of the interval, for choosing the narrower of two compatible numbers.</summary>
        [JsonIgnore]
        public decimal Width => Least is { } least && Most is { } most ? most - least : decimal.MaxValue;

        private static string Format(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);
    }

    /// <summary>One of a closed list, in lower kebab: <c>closed</c>, <c>ongoing</c>.</summary>
    public sealed record Code(string Value) : AspectValue
    {
        public override string Text => Value.Replace('-', ' ');
    }

    /// <summary>Words of the source that no list holds. Two wordings stand beside each other; only a person can say that they conflict.</summary>
    public sealed record Words(string Value) : AspectValue
    {
        public override string Text => Value;

        public override bool IsCompatibleWith(AspectValue other) => other is Words;
    }

    /// <summary>"No injuries have been reported": none reported is not none occurred.</summary>
    public sealed record NoneReported : AspectValue
    {
        public override string Text => "none reported";
    }

    /// <summary>A comment declined or information withheld: an information gap that somebody is answerable for.</summary>
    public sealed record Silence(string Topic, string Act) : AspectValue
    {
        public override string Text => $"{Act}: {Topic}";

        // Two silences are two gaps, not two answers.
        public override bool IsCompatibleWith(AspectValue other) => other is Silence;
    }

    /// <summary>A denial that puts no value of its own in the place of what it denies.</summary>
    public sealed record Denial(string Of) : AspectValue
    {
        public override string Text => $"denied: {Of}";
    }
}
