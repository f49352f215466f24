using System.Buffers;
using System.Text.Json;
using IncidentTimeline.Catalog;
using Microsoft.AspNetCore.Http.Headers;

namespace IncidentTimeline.Server.Facts;

/// <summary>A form in which facts are streamed to their end, one after the other.</summary>
internal interface IFactForm
{
    string MediaType { get; }

    void Begin(IBufferWriter<byte> output);

    void Write(FactView fact, IBufferWriter<byte> output);

    void End(IBufferWriter<byte> output);
}

/// <summary>Which form a caller wants.</summary>
internal static class FactForms
{
    private const string Page = "application/json";

    /// <summary>The form that Accept prefers; null for a page of JSON, which is what is given where it names none of ours.</summary>
    public static IFactForm? ChosenBy(HttpRequest request)
    {
        // The first of the best: a stable sort keeps the caller's order among equals.
        var wanted = new RequestHeaders(request.Headers).Accept.OrderByDescending(one => one.Quality ?? 1);
        return wanted.Where(one => one.Quality != 0).Select(one => one.MediaType.Value?.ToLowerInvariant())
            .FirstOrDefault(one => one is Page or "*/*" or "application/*" or NdjsonFacts.Type or CsvFacts.Type or GeoJsonFacts.Type) switch
        {
            NdjsonFacts.Type => new NdjsonFacts(),
            CsvFacts.Type => new CsvFacts(),
            GeoJsonFacts.Type => new GeoJsonFacts(),
            _ => null,
        };
    }
}

/// <summary>Each fact as in a page, one JSON object a line: all that is known of it, without loss.</summary>
internal sealed class NdjsonFacts : IFactForm
{
    public const string Type = "application/x-ndjson";

    public string MediaType => Type;

    public void Begin(IBufferWriter<byte> output)
    {
    }

    public void Write(FactView fact, IBufferWriter<byte> output)
    {
        output.Write(JsonSerializer.SerializeToUtf8Bytes(fact, Wire.Options));
        output.Write("\n"u8);
    }

    public void End(IBufferWriter<byte> output)
    {
    }
}
