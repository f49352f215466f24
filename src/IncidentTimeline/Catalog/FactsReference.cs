using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Catalog;

/// <summary>The reference of all fact types as Markdown: <c>docs/reference/facts.md</c>, written by <c>ops/generate</c>.</summary>
public static class FactsReference
{
    // The order in which a report is read: what happened, what came of it, who reacted, who said what.
    private static readonly string[] Families = ["Air", "Impact", "Transport", "Response", "Information", "Context", "Revision"];

    public static string Write()
    {
        var text = new StringBuilder()
            .Append("# Fact types\n\n")
            .Append("<!-- Written by ops/generate from the catalogue; not edited by hand. -->\n\n")
            .Append(CultureInfo.InvariantCulture, $"{Catalogue.FactTypes.Count} fact types. Each is one file in `src/IncidentTimeline/Facts/<Family>/`. A *count* is `{{\"value\", \"qualifier\", \"upTo\", \"asStated\"}}`, vague where the source was vague. A member in *italics* may be left out.\n");
        foreach (var family in Families.Union(Catalogue.FactTypes.Select(entry => entry.Family)))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {family}\n");
            foreach (var entry in Catalogue.FactTypes.Where(entry => entry.Family == family))
            {
                WriteType(text, entry);
            }
        }

        WriteAspects(text);
        return text.ToString();
    }

    private static void WriteType(StringBuilder text, CatalogueEntry entry)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {entry.Name}\n\n{entry.Description}\n\n");
        var required = entry.Schema["required"]?.AsArray().Select(name => name!.GetValue<string>()).ToHashSet() ?? [];
        text.Append("| member | what |\n|---|---|\n");
        foreach (var (name, schema) in entry.Schema["properties"]!.AsObject().Where(member => member.Key != "type")) // A schema of a named type has properties.
        {
            text.Append(CultureInfo.InvariantCulture, $"| {(required.Contains(name) ? $"`{name}`" : $"*`{name}`*")} | {What(schema!)} |\n");
        }

        var claim = entry.Example.Deserialize<IClaim>(Wire.Options)!; // The example was written from a claim.
        text.Append(CultureInfo.InvariantCulture, $"\nExample: {claim.Tell()}\n\n```json\n{JsonSerializer.Serialize(entry.Example, Wire.Options)}\n```\n");
        var answers = claim.Answers().Select(answer => $"`{answer.Aspect.Key}` = {answer.Value.Text}").ToArray();
        text.Append(CultureInfo.InvariantCulture, $"\nIt answers {(answers.Length == 0 ? "no question" : string.Join(", ", answers))}.\n");
    }

    private static void WriteAspects(StringBuilder text)
    {
        text.Append("\n## Aspects\n\nThe questions that fact types declare. A *state* holds until said otherwise; an *occurrence* stays true, and others stand beside it.\n\n| key | kind | question |\n|---|---|---|\n");
        foreach (var aspect in Aspects.All.Values.OrderBy(aspect => aspect.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{aspect.Key}` | {Wording.Plain(aspect.Kind)} | {aspect.Label} |\n");
        }
    }

    private static string What(JsonNode schema)
    {
        if (schema["anyOf"] is not null || schema["$ref"] is not null)
        {
            return "a claim: any fact type";
        }

        if (schema["enum"] is JsonArray members)
        {
            return $"one of {string.Join(", ", members.Where(member => member is not null).Select(member => $"`{member}`"))}";
        }

        return TypeOf(schema) switch
        {
            "array" => $"list of {Bounds(schema, "minItems", "maxItems")}: {What(schema["items"]!)}", // Every list of the catalogue has items.
            "object" when schema["properties"]?["qualifier"] is not null => "a count",
            "object" => $"object with {string.Join("; ", schema["properties"]!.AsObject().Select(member => $"`{member.Key}`: {What(member.Value!)}"))}", // Every object of the catalogue has members.
            "boolean" => "true or false",
            "string" when schema["pattern"] is { } pattern => $"text matching `{pattern.GetValue<string>().Replace("|", "\\|", StringComparison.Ordinal)}`",
            "string" when schema["maxLength"] is not null => $"text of {Bounds(schema, "minLength", "maxLength")} characters",
            "string" => "text",
            var other => other,
        };
    }

    private static string Bounds(JsonNode schema, string least, string most) => $"{schema[least]}–{schema[most]}";

    // "string", or the one beside null in ["string", "null"].
    private static string TypeOf(JsonNode schema) => schema["type"] switch
    {
        JsonArray types => types.Select(type => type!.GetValue<string>()).First(type => type != "null"),
        { } type => type.GetValue<string>(),
        null => "value",
    };
}
