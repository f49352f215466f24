using System.Text.Json;
using IncidentTimeline.Cli.Importing;

namespace IncidentTimeline.Tests.Cli.Importing;

/// <summary>The schema says what a mapping is: every mapping here keeps it, and it knows each member that the program reads.</summary>
public class MappingSchemaTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "ops/mappings");

    private static readonly JsonElement Schema = Read(Path.Combine(Folder, "mapping.schema.json"));

    public static TheoryData<string> Mappings => [.. Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileName).OfType<string>().Where(name => name != "mapping.schema.json").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Mappings))]
    public void A_mapping_keeps_the_schema_and_can_be_read(string name)
    {
        Faults(Read(Path.Combine(Folder, name)), Schema, "").ShouldBeEmpty();
        Mapping.Read(File.ReadAllText(Path.Combine(Folder, name))).Name.ShouldBe(Path.GetFileNameWithoutExtension(name));
    }

    [Theory]
    [InlineData("""{"name":"x"}""", "required")]
    [InlineData("""{"name":"x","format":"xml","columns":{},"row":"1","incident":{"id":"a","title":"b"},"facts":[{}]}""", "/format")]
    [InlineData("""{"name":"x","format":"csv","columns":{"a":{"typ":"text"}},"row":"1","incident":{"id":"a","title":"b"},"facts":[{}]}""", "/columns/a/typ")]
    public void What_is_no_mapping_does_not_keep_it(string mapping, string fault) =>
        string.Join(' ', Faults(JsonSerializer.Deserialize<JsonElement>(mapping), Schema, "")).ShouldContain(fault);

    [Theory]
    [InlineData(typeof(MappingFile), null)]
    [InlineData(typeof(FactTemplate), "fact")]
    [InlineData(typeof(ColumnRule), "column")]
    [InlineData(typeof(OperationTemplate), "operation")]
    [InlineData(typeof(RefusalRule), "refusal")]
    public void The_schema_has_the_members_that_the_program_reads(Type type, string? definition)
    {
        ArgumentNullException.ThrowIfNull(type);

        var schema = definition is null ? Schema : Schema.GetProperty("$defs").GetProperty(definition);

        schema.GetProperty("properties").EnumerateObject().Select(member => member.Name)
            .ShouldBe(type.GetProperties().Where(member => member.Name != "EqualityContract").Select(member => member.Name == "Schema" ? "$schema" : JsonNamingPolicy.CamelCase.ConvertName(member.Name)), ignoreOrder: true);
    }

    // As much of JSON Schema as this one uses.
    private static IEnumerable<string> Faults(JsonElement value, JsonElement schema, string at)
    {
        foreach (var rule in schema.EnumerateObject())
        {
            var faults = rule.Name switch
            {
                "$ref" => Faults(value, Schema.GetProperty("$defs").GetProperty(rule.Value.GetString()!["#/$defs/".Length..]), at), // A text.
                "type" => rule.Value.ValueKind == JsonValueKind.Array ? Unless(rule.Value.EnumerateArray().Any(type => IsOf(value, type.GetString()!)), at) : Unless(IsOf(value, rule.Value.GetString()!), at), // Texts.
                "enum" => Unless(rule.Value.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)), at),
                "anyOf" => Unless(rule.Value.EnumerateArray().Any(one => !Faults(value, one, at).Any()), at),
                "required" => rule.Value.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}/{name} required"), // Texts.
                "minLength" => Unless(value.GetString()!.Length >= rule.Value.GetInt32(), at), // The type was checked before.
                "minItems" => Unless(value.GetArrayLength() >= rule.Value.GetInt32(), at),
                "minProperties" => Unless(value.EnumerateObject().Count() >= rule.Value.GetInt32(), at),
                "maxProperties" => Unless(value.EnumerateObject().Count() <= rule.Value.GetInt32(), at),
                "items" => value.EnumerateArray().SelectMany((item, index) => Faults(item, rule.Value, $"{at}/{index}")),
                "properties" => Members(value, schema).SelectMany(member => Faults(member.Value, rule.Value.GetProperty(member.Name), $"{at}/{member.Name}")),
                "additionalProperties" => value.EnumerateObject().Except(Members(value, schema)).SelectMany(member =>
                    rule.Value.ValueKind == JsonValueKind.False ? [$"{at}/{member.Name}"] : Faults(member.Value, rule.Value, $"{at}/{member.Name}")),
                "$schema" or "$defs" or "title" or "description" => [],
                _ => throw new NotSupportedException(rule.Name),
            };
            var found = faults.ToList();
            foreach (var fault in found)
            {
                yield return fault;
            }

            if (rule.Name == "type" && found.Count > 0)
            {
                yield break;
            }
        }
    }

    private static IEnumerable<JsonProperty> Members(JsonElement value, JsonElement schema) =>
        value.EnumerateObject().Where(member => schema.TryGetProperty("properties", out var known) && known.TryGetProperty(member.Name, out _));

    private static string[] Unless(bool holds, string at) => holds ? [] : [at];

    private static bool IsOf(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Null => type == "null",
        JsonValueKind.Object => type == "object",
        _ => type == "array",
    };

    private static JsonElement Read(string path) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path));
}
