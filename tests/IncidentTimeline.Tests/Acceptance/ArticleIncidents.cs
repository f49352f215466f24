using IncidentTimeline.Facts;
using IncidentTimeline.Places;

namespace IncidentTimeline.Tests.Acceptance;

/// <summary>The incidents that the facts of the articles are grouped under, with titles of our own.</summary>
internal static class ArticleIncidents
{
    public static readonly ArticleIncident Pair = Happening("inc-klu-pair", "Two drones over Kaluga Oblast", "RU-KLU", "drones-down", "critical-infrastructure");

    /// <summary>In an order in which a whole stands before its parts.</summary>
    public static IReadOnlyList<ArticleIncident> All { get; } =
    [
        Pair,
        Happening("inc-klu-sukh", "One of the two: Sukhinichsky District", "RU-KLU", "drones-down") with { PartOf = Pair.Id },
        Happening("inc-klu-bab", "One of the two: Babyninsky District", "RU-KLU", "drones-down") with { PartOf = Pair.Id },
        Happening("inc-klu-40uav", "Forty UAVs over Kaluga Oblast, one night", "RU-KLU", "drones-down"),
        Happening("inc-mow-32", "Drones over Moscow, one night", "RU-MOW", "drones-down", "airport-status:svo", "airport-status:dme", "airport-status:vko", "airport-status:zia"),
        Happening("inc-vor-fat", "An air target over Voronezh Oblast", "RU-VOR", "drones-down", "air-targets-intercepted"),
        Happening("inc-bel-fpv", "A drone used against a person in Belgorod Oblast", "RU-BEL", "attacks-on-people", "attack-outcome"),
        Context("ctx-klu", "Kaluga Oblast: mood, forces, background", "RU-KLU"),
        Context("pattern-transport", "Drones and transport in the south, over a month", "RU"),
        Context("ctx-national", "Russia: response, debate, background", "RU"),
    ];

    private static ArticleIncident Happening(string id, string title, string region, params string[] questions) =>
        new(new IncidentId(id), IncidentKind.Happening, title, new RegionCode(region), [.. questions.Select(question => new AspectKey(question))], null);

    private static ArticleIncident Context(string id, string title, string region) =>
        new(new IncidentId(id), IncidentKind.Context, title, new RegionCode(region), [], null);
}

/// <summary>An incident to open.</summary>
internal sealed record ArticleIncident(IncidentId Id, IncidentKind Kind, string Title, RegionCode Region, IReadOnlyList<AspectKey> Questions, IncidentId? PartOf);
