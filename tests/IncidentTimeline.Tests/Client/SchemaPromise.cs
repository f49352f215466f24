using System.Text.Json;
using System.Text.Json.Nodes;

namespace IncidentTimeline.Tests.Client;

/// <summary>What a consumer may rely on in a JSON Schema, and whether a later schema still says it.</summary>
internal static class SchemaPromise
{
    /// <summary>Keywords of a choice, whose cases may become more.</summary>
    private static readonly string[] Choices = ["anyOf", "oneOf"];

    /// <summary>Where the later schemas promise less, or other things, than the earlier: by JSON pointer.</summary>
    public static IReadOnlyList<string> Broken(JsonNode earlier, JsonNode later) => [.. Compare(earlier, later, "")];

    private static IEnumerable<string> Compare(JsonNode? earlier, JsonNode? later, string at) => (earlier, later) switch
    {
        (null, _) => [],
        (_, null) => [$"{at} is gone"],
        (JsonObject was, JsonObject now) => was.SelectMany(one => CompareMember(one.Key, one.Value, now, $"{at}/{one.Key}")).Concat(NewlyRequired(was, now, at)),
        _ when JsonNode.DeepEquals(earlier, later) => [],
        _ => [$"{at} was {earlier.ToJsonString()} and is {later.ToJsonString()}"],
    };

    private static IEnumerable<string> CompareMember(string keyword, JsonNode? was, JsonObject now, string at) => keyword switch
    {
        // Words for people, and limits of what may be recorded from now on: they bind the writer, and a reader has what was written before.
        "description" or "default" or "pattern" or "format" or "minLength" or "maxLength" or "minItems" or "maxItems" or "minimum" or "maximum" when was is JsonValue => [],
        "enum" when was is JsonArray codes => codes.Where(code => !Holds(now[keyword], code)).Select(code => $"{at} lacks {code?.ToJsonString()}"),
        "required" when was is JsonArray names => names.Where(name => !Holds(now[keyword], name)).Select(name => $"{at} lacks {name?.ToJsonString()}, which may be missing now"),
        "type" when was is JsonValue or JsonArray => Types(was).SetEquals(Types(now[keyword])) ? [] : [$"{at} was {was.ToJsonString()} and is {now[keyword]?.ToJsonString() ?? "anything"}"],
        _ when Choices.Contains(keyword) && was is JsonArray cases => cases.SelectMany(one => CompareCase(one, now[keyword], at)),
        _ => Compare(was, now[keyword], at),
    };

    // What was recorded before has no such member, and never will.
    private static IEnumerable<string> NewlyRequired(JsonObject was, JsonObject now, string at) => was["properties"] is JsonObject && now["required"] is JsonArray names
        ? names.Where(name => !Holds(was["required"], name)).Select(name => $"{at}/required has {name?.ToJsonString()}, which older events lack")
        : [];

    // A case is known by the type it names, else by being the same.
    private static IEnumerable<string> CompareCase(JsonNode? was, JsonNode? cases, string at)
    {
        var name = NameOf(was);
        var same = cases?.AsArray().FirstOrDefault(one => name is null ? JsonNode.DeepEquals(one, was) : NameOf(one) == name);
        return Compare(was, same, $"{at}/{name ?? was?.ToJsonString()}");
    }

    private static string? NameOf(JsonNode? schema) => (schema?["properties"] as JsonObject)?.Select(one => (one.Value as JsonObject)?["const"]).FirstOrDefault(one => one is JsonValue)?.ToString();

    private static bool Holds(JsonNode? list, JsonNode? item) => list is JsonArray items && items.Any(one => JsonNode.DeepEquals(one, item));

    private static HashSet<string> Types(JsonNode? type) => type switch
    {
        JsonArray types => [.. types.Select(one => one!.GetValue<string>())], // Names of types.
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };
}
