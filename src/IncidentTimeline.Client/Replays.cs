using System.Text.Json;
using System.Text.Json.Nodes;

namespace IncidentTimeline.Client;

/// <summary>Which request records what an event of another log holds.</summary>
internal static class Replays
{
    /// <exception cref="JsonException">It is no event of such a log.</exception>
    public static (string Path, JsonObject Body) RequestOf(ExportedEvent recorded)
    {
        var data = recorded.Data.ValueKind == JsonValueKind.Object ? JsonObject.Create(recorded.Data)! : throw new JsonException($"Position {recorded.Position} has no data."); // It is one.
        var (kind, id) = recorded.Stream.Split('-', 2) is [var first, var rest] ? (first, rest) : throw new JsonException($"{recorded.Stream} is no stream of a timeline.");
        return recorded.Type switch
        {
            "SourceRegistered" => ("sources", With(data, "id", id)),
            "IncidentOpened" => ("incidents", With(data, "id", id)),
            "DocumentCaptured" or "DocumentVersionCaptured" => ("documents", DocumentOf(recorded, data)),
            _ when data.ContainsKey("factId") => ($"incidents/{Uri.EscapeDataString(id)}/facts", data),
            _ => ($"{kind}s/{Uri.EscapeDataString(id)}/desk", new JsonObject { ["decision"] = data, ["decisionId"] = recorded.EventId.ToString("D") }),
        };
    }

    // The decision names its type, which a founding request does not take.
    private static JsonObject With(JsonObject data, string name, string value)
    {
        data.Remove("type");
        data[name] = value;
        return data;
    }

    // What follows from the bytes is left out; a transcription is sent as the text that it is.
    private static JsonObject DocumentOf(ExportedEvent recorded, JsonObject data)
    {
        var captured = recorded.Document ?? throw new JsonException($"Position {recorded.Position} captured a document, and its line lacks the bytes.");
        var isTranscription = JsonNode.DeepEquals(data["form"], "transcription");
        foreach (var name in (string[])["type", "form", "bytes", "textSha256"])
        {
            data.Remove(name);
        }

        if (isTranscription)
        {
            data["text"] = System.Text.Encoding.UTF8.GetString(captured.Bytes);
            return data;
        }

        data["bytes"] = Convert.ToBase64String(captured.Bytes);
        if (captured.Text is not null)
        {
            data["text"] = captured.Text;
        }

        return data;
    }
}
