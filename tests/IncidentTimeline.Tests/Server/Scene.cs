using System.Globalization;
using System.Text.Json.Nodes;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Tests.Server;

/// <summary>A publisher, its document and an open incident, under names that no other test uses.</summary>
internal sealed class Scene
{
    public const string Drones = "Two drones fell over the oblast";
    public const string More = "Forty came another night";
    public const string Cyrillic = "Свет погас в трёх посёлках";

    private static int _scenes;

    private Scene(HttpClient writer, int number)
    {
        Writer = writer;
        Source = new SourceId($"wire-{number}");
        Incident = new IncidentId($"incident-{number}");
        Text = $"№{number} 😀. {Drones}. {More}. {Cyrillic}. Nobody wrote down this.";
        Document = DocumentHash.Of(System.Text.Encoding.UTF8.GetBytes(Text));
    }

    public HttpClient Writer { get; }

    public SourceId Source { get; }

    public IncidentId Incident { get; }

    public DocumentHash Document { get; }

    public string Text { get; }

    /// <summary>Where the log opened the incident.</summary>
    public long OpenedAt { get; private set; }

    public string Facts => $"/incidents/{Incident}/facts";

    public string Desk => $"/incidents/{Incident}/desk";

    public static async Task<Scene> SetAsync(HttpClient writer, IncidentKind kind = IncidentKind.Happening)
    {
        var scene = new Scene(writer, Interlocked.Increment(ref _scenes));
        await writer.RecordAsync("/sources", new NewSource(scene.Source, SourceKind.Agency, $"Wire {scene.Source}"));
        await writer.RecordAsync("/documents", new NewDocument(scene.Source, System.Text.Encoding.UTF8.GetBytes(scene.Text), Title: "A report"));
        scene.OpenedAt = (await writer.RecordAsync("/incidents", new NewIncident(scene.Incident, $"Incident {scene.Incident}", kind))).Position();
        return scene;
    }

    /// <summary>A fact of this publisher that rests on words of the document.</summary>
    public IncidentTimeline.Facts.Fact Fact(IClaim? claim = null, string quote = Drones, string region = "RU-KLU") => new(
        new FactId(Guid.NewGuid()),
        claim ?? new DroneDownReported(Count.Exactly(2)),
        null,
        [new Place(PlacePrecision.Admin1, new RegionCode(region))],
        new Attribution(Source),
        Document: Document,
        Quotations: [Quote(quote)]);

    public Quotation Quote(string exact)
    {
        var start = Text[..Text.IndexOf(exact, StringComparison.Ordinal)].EnumerateRunes().Count();
        return new Quotation(exact, start, start + exact.EnumerateRunes().Count());
    }

    /// <summary>Records it and returns its position.</summary>
    public async Task<long> RecordAsync(IncidentTimeline.Facts.Fact fact) => (await Writer.RecordAsync(Facts, fact)).Position();

    /// <summary>A desk decision on the incident.</summary>
    public async Task<(Guid Id, long Position)> DecideAsync(IDecision decision, string? path = null)
    {
        var receipt = await Writer.RecordAsync(path ?? Desk, new DeskRequest(decision));
        return (receipt["decisionId"]!.GetValue<Guid>(), receipt.Position());
    }

    public async Task<long> UndoAsync(Guid decision, string? path = null) => (await DecideAsync(new DecisionUndone(decision, "A slip."), path)).Position;

    /// <summary>The incident's picture at a position.</summary>
    public Task<JsonNode> PictureAsync(long knownAt) => Writer.ReadAsync($"/incidents/{Incident}?knownAt={knownAt}&eventTime=2026-01-01T00:00:00Z");
}

internal static class Receipts
{
    /// <summary>A number, or text where it is an attribute of a CloudEvent.</summary>
    public static long Position(this JsonNode receipt) => long.Parse(receipt["position"]!.ToString(), CultureInfo.InvariantCulture);
}
