using System.Text;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Places;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;

namespace IncidentTimeline.Tests.Catalog;

/// <summary>The quick way of reading what was written here takes all of it, and differs from the serialiser in nothing.</summary>
public class WrittenJsonTests
{
    private const int Seed = 4_711;

    /// <summary>Spoilt texts: enough that each way of spoiling meets each kind of member.</summary>
    private const int SpoiltMax = 20_000;

    // What takes the place of a value, or of anything.
    private static readonly string[] Splices =
    [
        "", "null", "true", "0", "1.0", "1e1", "-1", "2147483648", "79228162514264337593543950336", "\"\"", "\"x\"", "\"Stated\"", "\"stated,confirmed\"", "{}", "[]", "[null]", ",", ":", "}", "\"type\"", "\"\\ud800\"", "\"\\u0073tated\"",
        "\"2024-02-29T00:00:00Z\"", "\"2023-02-29T00:00:00Z\"", "\"2024-05-14T24:00:00Z\"", "\"2024-05-14T09:30:00+02:00\"", "\"2024-05-14T09:30:00.123Z\"", "\"2024-05-14T09:30:0:Z\"", "\"0000-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00Z\"", " ", "\n", "//", "\u00e9",
    ];

    // Every member filled.
    private static readonly Fact Whole = new(
        new FactId(new Guid("6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11")),
        new StatementCorrected(Count("between"), new FactId(new Guid("0b4c3d06-6a5c-4b8e-8d5c-52a2a0a0ff01"))),
        new EventTime(EventTimeKind.Window, "over the weekend", "2024-05-11/2024-05-12", Instant(11), Instant(12), Instant(13), "Europe/Moscow"),
        [new Place(PlacePrecision.Point, new RegionCode("RU-KLU"), "Obninsk", "near Obninsk", [new RegionCode("RU-KLU"), new RegionCode("RU-BRY")], new GeoPoint(55.1m, -36.6m)), new Place(PlacePrecision.Unknown)],
        new Attribution(new SourceId("wire-desk"), [new Speaker(SpeakerRole.OfficialBody, new SourceId("office"), "the \"office\"", "in a statement")], Ambiguous: true),
        FactStatus.Preliminary,
        Polarity.Denied,
        "по предварительным данным",
        Instant(14).AddMilliseconds(5),
        "row 7",
        new DocumentHash("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        [new Quotation("two\ndrones", 0, 10, QuotationRole.Place, "before ", " after")],
        new SourceLine(new DocumentHash("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"), 7, "e30="),
        ["/places/0"],
        "A remark.");

    public static TheoryData<string> Facts => [.. Catalogue.FactTypes.Select(type => type.Name)];

    public static TheoryData<string> Decisions => [.. Catalogue.Decisions.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Facts))]
    public void A_fact_of_each_type_is_read_the_quick_way(string type) =>
        ShouldBeQuick(Examples.Fact with { Claim = Catalogue.FactTypes.Single(one => one.Name == type).Example.Deserialize<IClaim>(Wire.Options)! }); // An example is no null.

    [Theory]
    [MemberData(nameof(Decisions))]
    public void A_decision_of_each_type_is_read_the_quick_way(string type) =>
        ShouldBeQuick(Catalogue.Decisions.Single(one => one.Name == type).Example.Deserialize<IDecision>(Wire.Options)!); // As above.

    [Fact]
    public void A_fact_with_every_member_is_read_the_quick_way() => ShouldBeQuick(Whole);

    [Theory]
    [InlineData("""{"reason":"why","type":"FactStruck","fact":"6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11"}""")]
    [InlineData("""{"type":"FactStruck","reason":"why","fact":"6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11"}""")]
    public void Members_in_another_order_are_left_to_the_serialiser(string json)
    {
        WrittenJson.TryRead<IDecision>(Encoding.UTF8.GetBytes(json)).ShouldBeNull();

        WrittenJson.Read<IDecision>(Encoding.UTF8.GetBytes(json)).ShouldBe(new FactStruck(Whole.FactId, "why"));
    }

    [Fact]
    public void A_spoilt_text_is_read_or_refused_as_the_serialiser_does()
    {
        var chance = new Random(Seed);
        string[] valid =
        [
            JsonSerializer.Serialize(Whole, Wire.Options),
            .. Catalogue.FactTypes.Select(type => JsonSerializer.Serialize(Examples.Fact with { Claim = type.Example.Deserialize<IClaim>(Wire.Options)! }, Wire.Options)), // As above.
        ];

        for (var spoilt = 0; spoilt < SpoiltMax; spoilt++)
        {
            var json = Spoil(valid[chance.Next(valid.Length)], chance);
            Outcome(bytes => WrittenJson.Read<Fact>(bytes), json).ShouldBe(Outcome(bytes => JsonSerializer.Deserialize<Fact>(bytes, Wire.Options), json), json);
        }
    }

    private static void ShouldBeQuick<T>(T written) where T : class
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(written, Wire.Options);

        var read = WrittenJson.TryRead<T>(bytes).ShouldNotBeNull(Encoding.UTF8.GetString(bytes));

        JsonSerializer.SerializeToUtf8Bytes(read, Wire.Options).ShouldBe(bytes);
    }

    // Cuts out, repeats, or puts something in the place of what stands between the ends of two tokens.
    private static string Spoil(string json, Random chance)
    {
        var ends = EndsOfTokens(json);
        var first = chance.Next(ends.Count);
        var (from, to) = (ends[first], ends[Math.Min(ends.Count - 1, first + chance.Next(4))]);
        var slice = json[from..to];
        return json[..from] + (chance.Next(3) switch { 0 => "", 1 => slice + slice, _ => $"{(chance.Next(2) == 0 ? "" : ":")}{Splices[chance.Next(Splices.Length)]}" }) + json[to..];
    }

    private static List<int> EndsOfTokens(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        var ends = new List<int> { 0 };
        while (reader.Read())
        {
            ends.Add(Encoding.UTF8.GetCharCount(bytes.AsSpan(0, (int)reader.BytesConsumed)));
        }

        return ends;
    }

    private static string Outcome(Func<byte[], Fact?> read, string json)
    {
        try
        {
            return JsonSerializer.Serialize(read(Encoding.UTF8.GetBytes(json)), Wire.Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    private static IClaim Count(string qualifier) =>
        JsonSerializer.Deserialize<IClaim>($$"""{"type":"DroneDownReported","count":{"value":2,"qualifier":"{{qualifier}}","upTo":3.5,"asStated":"two or three"},"verb":"shot down"}""", Wire.Options)!; // It holds a claim.

    private static DateTimeOffset Instant(int day) => new(2024, 5, day, 9, 30, 0, TimeSpan.Zero);
}
