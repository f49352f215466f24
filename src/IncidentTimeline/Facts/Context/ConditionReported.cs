using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace IncidentTimeline.Facts.Context;

/// <summary>A condition from a feed whose question has no fact type of its own. Two different codes on one aspect contradict each other.</summary>
/// <param name="Aspect">The question. One that a fact type answers keeps that type's label and kind.</param>
/// <param name="Condition">The condition as a code of the feed.</param>
/// <param name="Kind">Whether it is a state or an occurrence, where the aspect is not known otherwise.</param>
/// <param name="AsStated">The feed's own words for it.</param>
/// <param name="Label">The question in words, where the aspect is not known otherwise.</param>
[Description("A condition from a feed whose question has no fact type of its own.")]
public sealed record ConditionReported(
    AspectKey Aspect,
    ConditionCode Condition,
    TemporalKind Kind = TemporalKind.State,
    [Length(1, 300)] string? AsStated = null,
    [Length(1, 200)] string? Label = null) : IFactType<ConditionReported>
{
    public static ConditionReported Example => new(new AspectKey("bridge-status:east"), new ConditionCode("one-lane"), Label: "Status of the bridge");

    public IEnumerable<Answer> Answers() => [new(Aspects.Named(Aspect, Kind, Label), new AspectValue.Code(Condition.Value))];

    public string Tell() => Wording.Sentence($"{Aspects.Named(Aspect, Kind, Label).Label}: {AsStated ?? Condition.Value.Replace('-', ' ')}");
}

/// <summary>A condition in lower kebab, 1 to 100 characters: <c>one-lane</c>.</summary>
[JsonConverter(typeof(TextValueConverter<ConditionCode>))]
public readonly partial record struct ConditionCode(string Value) : ITextValue<ConditionCode>
{
    public static string Pattern => "^[a-z0-9]+(-[a-z0-9]+)*$";

    public static bool TryParse(string text, out ConditionCode value, [NotNullWhen(false)] out string? reason)
    {
        value = new ConditionCode(text);
        reason = text.Length <= 100 && Shape().IsMatch(text) ? null : "A condition is a code in lower-case kebab, at most 100 characters, such as one-lane.";
        return reason is null;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
