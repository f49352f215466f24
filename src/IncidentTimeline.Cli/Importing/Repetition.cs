using System.Text.Json.Nodes;

namespace IncidentTimeline.Cli.Importing;

/// <summary>
/// Writes out what a mapping says once for many: an item <c>{"$for": [{"field": "a"}, …], "$do": {…}}</c> of a list becomes one item for each
/// entry, with <c>&lt;field&gt;</c> replaced in every text and name of it.
/// </summary>
internal static class Repetition
{
    public static JsonNode? Expand(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Expand(member.Value)))),
        JsonArray items => new JsonArray([.. items.SelectMany(ExpandItem)]),
        _ => node?.DeepClone(),
    };

    private static IEnumerable<JsonNode?> ExpandItem(JsonNode? item)
    {
        if (item is not JsonObject { } repeated || repeated["$for"] is not JsonArray entries)
        {
            return [Expand(item)];
        }

        return repeated is { Count: 2 } && repeated["$do"] is { } body
            ? entries.Select(entry => Expand(Replace(body, entry as JsonObject ?? throw new MappingException("Each entry of $for is an object."))))
            : throw new MappingException("An item with $for has a member $do, and no other.");
    }

    private static JsonNode? Replace(JsonNode? node, JsonObject entry) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(Replace(member.Key, entry), Replace(member.Value, entry)))),
        JsonArray items => new JsonArray([.. items.Select(item => Replace(item, entry))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Replace(text, entry)),
        _ => node?.DeepClone(),
    };

    private static string Replace(string text, JsonObject entry)
    {
        foreach (var (name, value) in entry)
        {
            text = text.Replace($"<{name}>", value?.ToString(), StringComparison.Ordinal);
        }

        return text;
    }
}
