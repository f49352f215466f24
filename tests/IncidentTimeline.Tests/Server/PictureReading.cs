using System.Text.Json.Nodes;

namespace IncidentTimeline.Tests.Server;

/// <summary>Finds one's way in the JSON of a picture.</summary>
internal static class PictureReading
{
    /// <summary>An incident, wherever it is nested.</summary>
    public static JsonNode Incident(this JsonNode picture, string id) =>
        All(picture["incidents"]!).Single(one => one.Text("incident") == id);

    /// <summary>The ids of all incidents, nested ones too.</summary>
    public static IReadOnlyList<string?> Incidents(this JsonNode picture) => [.. All(picture["incidents"]!).Select(one => one.Text("incident"))];

    /// <summary>The one question on an aspect.</summary>
    public static JsonNode Question(this JsonNode incident, string aspect) =>
        incident["questions"]!.AsArray().Single(question => question.Text("aspect") == aspect)!; // Single finds one.

    public static string? Text(this JsonNode? node, string member) => node![member]?.GetValue<string>();

    public static string? Text(this JsonNode? node) => node?.GetValue<string>();

    /// <summary>One member of each item.</summary>
    public static IReadOnlyList<string?> Texts(this JsonNode items, string member) => [.. items.AsArray().Select(item => item.Text(member))];

    private static IEnumerable<JsonNode> All(JsonNode incidents) => incidents.AsArray().SelectMany(one => All(one!["parts"]!).Prepend(one));
}
