using System.Globalization;
using System.Text;
using System.Text.Json;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Following;

/// <summary>An event on a line: where it stands, what was recorded, who says it in which words.</summary>
internal static class EventLine
{
    /// <summary>Characters of what a fact or decision holds; the whole of it is a trace, or JSON, away.</summary>
    private const int ContentLengthMax = 300;

    public static Words Of(TimelineEvent recorded)
    {
        var line = new Words(string.Create(CultureInfo.InvariantCulture, $"{recorded.Position,6}  {Instants.Tell(recorded.Time)}  "), Words.Quiet);
        if (Read(recorded) is { } fact)
        {
            AddFact(line, recorded, fact);
        }
        else
        {
            line.Add(recorded.Type, Words.Desk).Add($"  {recorded.Incident ?? recorded.Subject}  ").Add(Content(recorded.Data)).Add($"  by {recorded.Actor}, {recorded.Id:D}", Words.Quiet);
        }

        if (recorded.Incidents.Where(one => one != recorded.Incident).ToList() is { Count: > 0 } others)
        {
            line.Add($"  bears on {string.Join(", ", others)}", Words.Doubt);
        }

        return line.Add(recorded.Open ? "  may bear on anything" : "", Words.Doubt);
    }

    // A newer service may record what this program cannot read; then it is shown as it is.
    private static Fact? Read(TimelineEvent recorded)
    {
        try
        {
            return recorded.ReadFact();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void AddFact(Words line, TimelineEvent recorded, Fact fact)
    {
        var isRevision = recorded.Type is "StatementCorrected" or "StatementRetracted" or "StatementReinstated";
        line.Add(recorded.Type, isRevision ? Words.Doubt : Words.Strong)
            .Add($"  {recorded.Incident}  ")
            .Add(string.Join("; ", fact.Places.Select(Tell)), Words.Quiet)
            .Add($"  {Content(fact.Claim)}")
            .Add($"  {Tell(fact.Attribution)}: {fact.Status}{(fact.Polarity == "affirmed" ? "" : $", {fact.Polarity}")}", fact.Status is "confirmed" or "stated" or "asserted" ? Words.Good : Words.Doubt)
            .Add(fact.ReportedAt is { } published ? $", published {Instants.Tell(published)}" : "", Words.Quiet)
            .Add(fact.Quotations is [var quotation, ..] ? $"  “{quotation.Exact}”" : "")
            .Add($"  {recorded.Id:D}", Words.Quiet);
        if (recorded.RevisedBy.Count > 0)
        {
            line.Add($"  revised before it came, by {string.Join(", ", recorded.RevisedBy)}", Words.Alarm);
        }
    }

    private static string Tell(Place place) => string.Join(", ", ((string?[])[place.Region, place.Name ?? place.AsStated]).OfType<string>()) is { Length: > 0 } told ? told : "place not stated";

    private static string Tell(Attribution attribution) => attribution.Speakers is [.., var speaker] && !attribution.Ambiguous
        ? $"{speaker.Source ?? speaker.Label} in {attribution.Publisher}"
        : attribution.Publisher;

    private static string Content(JsonElement members)
    {
        var told = new StringBuilder();
        Tell(members, told);
        return told.Length <= ContentLengthMax ? told.ToString() : $"{told.ToString(0, ContentLengthMax)}…";
    }

    // Names and values in the order they were written: no type needs a line of its own here. A number with its words ("some 400") is an object, too.
    private static void Tell(JsonElement value, StringBuilder told)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var (index, member) in value.EnumerateObject().Where(member => !GoesWithoutSaying(member, isWhole: told.Length == 0)).Index())
                {
                    told.Append(index > 0 ? ", " : "").Append(member.Name is "type" or "value" or "asStated" ? "" : $"{Plain(member.Name)} ");
                    Tell(member.Value, told);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                {
                    told.Append(index > 0 ? " and " : "");
                    Tell(item, told);
                }

                break;
            default:
                told.Append(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText());
                break;
        }
    }

    // The type stands before it all; a number that is nothing else is exact, and a vague one has its words; what does not hold is no news.
    private static bool GoesWithoutSaying(JsonProperty member, bool isWhole) =>
        (isWhole && member.Name == "type") || member.Value.ValueKind == JsonValueKind.False
        || (member.Name == "qualifier" && member.Value.ValueKind == JsonValueKind.String && (member.Value.ValueEquals("exact") || member.Value.ValueEquals("vague")));

    // asStated → as stated
    private static string Plain(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
