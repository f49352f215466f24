using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IncidentTimeline.Cli.Exporting;

/// <summary>How a line of an exported log is written.</summary>
internal static class LogLine
{
    /// <summary>Text unescaped, as the service writes it, so that Cyrillic stays readable; what is missing is left out.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
