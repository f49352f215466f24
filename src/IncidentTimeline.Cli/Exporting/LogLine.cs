using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IncidentTimeline.Client;

namespace IncidentTimeline.Cli.Exporting;

/// <summary>How a line of an exported log is written.</summary>
internal static class LogLine
{
    /// <summary>Lines at the beginning of a log that may be damaged before it is taken for something else.</summary>
    private const int DamagedMax = 20;

    /// <summary>Text unescaped, as the service writes it, so that Cyrillic stays readable; what is missing is left out.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The event that a line holds; null where it holds none.</summary>
    public static ExportedEvent? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ExportedEvent>(line, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether lines begin as those of a log do; where there are none, it is an empty one.</summary>
    public static bool BeginLog(TextReader lines)
    {
        var damaged = 0;
        while (damaged < DamagedMax && lines.ReadLine() is { } line)
        {
            if (line.Length > 0 && Read(line) is not null)
            {
                return true;
            }

            damaged += line.Length > 0 ? 1 : 0;
        }

        return damaged == 0;
    }
}
