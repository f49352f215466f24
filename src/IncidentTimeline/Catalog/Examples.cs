using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Places;
using IncidentTimeline.Sources;
using IncidentTimeline.Times;

namespace IncidentTimeline.Catalog;

/// <summary>Valid examples of what is no type of the catalogue itself.</summary>
public static class Examples
{
    /// <summary>A whole fact around <see cref="DroneDownReported.Example"/>.</summary>
    public static Fact Fact { get; } = new(
        new FactId(new Guid("6c3b8f2e-0f41-4a4e-9c58-0d6f5a4b7e11")),
        DroneDownReported.Example,
        new EventTime(EventTimeKind.Relative, "last night", Zone: "Europe/Moscow"),
        [new Place(PlacePrecision.Admin1, new RegionCode("RU-KLU"), AsStated: "Kaluga Region")],
        new Attribution(new SourceId("wire-desk"), [new Speaker(SpeakerRole.OfficialBody, Label: "regional emergency services")]),
        FactStatus.Preliminary,
        StatusCue: "according to early information",
        Document: new DocumentHash("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        Quotations: [new Quotation("two drones were brought down", 0, 28)]);
}
