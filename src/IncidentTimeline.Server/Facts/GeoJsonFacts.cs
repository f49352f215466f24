using System.Buffers;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Places;

namespace IncidentTimeline.Server.Facts;

/// <summary>A FeatureCollection (RFC 7946), one feature for each place of a fact: a point only where the source states one, else no geometry and the region's code.</summary>
internal sealed class GeoJsonFacts : IFactForm
{
    public const string Type = "application/geo+json";

    private bool _hasFeature;

    public string MediaType => Type;

    public void Begin(IBufferWriter<byte> output) => output.Write("""{"type":"FeatureCollection","features":["""u8);

    public void Write(FactView fact, IBufferWriter<byte> output)
    {
        foreach (var (index, place) in fact.Fact.Places.Index())
        {
            output.Write(_hasFeature ? ",\n"u8 : "\n"u8);
            _hasFeature = true;
            using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Wire.Options.Encoder });
            writer.WriteStartObject();
            writer.WriteString("type", "Feature");
            writer.WriteString("id", fact.Fact.Places.Count == 1 ? fact.Fact.FactId.ToString() : $"{fact.Fact.FactId}/{index}");
            WriteGeometry(writer, place.Point);
            writer.WritePropertyName("properties");
            JsonSerializer.Serialize(writer, FeatureProperties.Of(fact, place), Wire.Options);
            writer.WriteEndObject();
        }
    }

    public void End(IBufferWriter<byte> output) => output.Write("\n]}\n"u8);

    private static void WriteGeometry(Utf8JsonWriter writer, GeoPoint? point)
    {
        if (point is null)
        {
            writer.WriteNull("geometry");
            return;
        }

        writer.WriteStartObject("geometry");
        writer.WriteString("type", "Point");
        writer.WriteStartArray("coordinates");
        writer.WriteNumberValue(point.Longitude);
        writer.WriteNumberValue(point.Latitude);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>What a map shows of a fact.</summary>
/// <param name="Fact">Its id; <c>GET /facts/{id}</c> has the rest.</param>
/// <param name="Type">Its type.</param>
/// <param name="Tell">The claim as a sentence.</param>
/// <param name="Status">How surely the source says it.</param>
/// <param name="Polarity">In which form.</param>
/// <param name="Standing">Whether it has effect, and why not.</param>
/// <param name="Voice">Who says it.</param>
/// <param name="Publisher">Who published it.</param>
/// <param name="Incidents">Where it counts.</param>
/// <param name="Region">Code of the region that the place is, lies in or is enclosed by; <c>ZZ</c> for none.</param>
/// <param name="Place">The place in words.</param>
/// <param name="Precision">How finely it was stated.</param>
/// <param name="Earliest">From when on it can have been.</param>
/// <param name="Latest">By when it was.</param>
/// <param name="ReportTime">When it was reported, where that is known.</param>
/// <param name="Position">Its position in the log.</param>
internal sealed record FeatureProperties(
    IncidentTimeline.Facts.FactId Fact,
    string Type,
    string Tell,
    IncidentTimeline.Facts.FactStatus Status,
    IncidentTimeline.Facts.Polarity Polarity,
    IncidentTimeline.Pictures.Standing Standing,
    string Voice,
    string Publisher,
    IReadOnlyList<IncidentTimeline.Facts.IncidentId> Incidents,
    RegionCode Region,
    string Place,
    PlacePrecision Precision,
    DateTimeOffset? Earliest,
    DateTimeOffset? Latest,
    DateTimeOffset? ReportTime,
    long Position)
{
    public static FeatureProperties Of(FactView view, Place place) => new(
        view.Fact.FactId, view.Account.Type, view.Account.Tell, view.Fact.Status, view.Fact.Polarity, view.Standing, view.Fact.Attribution.Voice().Key,
        view.Fact.Attribution.Publisher.Value, view.Incidents, place.StandsUnder(), place.Tell(), place.Precision,
        view.Account.Bounds?.Earliest, view.Account.Bounds?.Latest, view.Account.ReportTime, view.Account.Position.Value);
}
