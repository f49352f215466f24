using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IncidentTimeline.Benchmarks.Measuring;

/// <summary>The results as one JSON object a line.</summary>
internal static class ResultLines
{
    /// <summary>Decimals of a figure: beyond them is noise.</summary>
    private const int Decimals = 4;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new Figure() },
    };

    public static string Of(Conditions conditions) => JsonSerializer.Serialize(conditions, Options);

    public static string Of(BenchmarkResult result) => JsonSerializer.Serialize(result, Options);

    private sealed class Figure : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(Math.Round(value, Decimals));
    }
}
