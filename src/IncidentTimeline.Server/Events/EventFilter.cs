using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;
using IncidentTimeline.Places;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Events;

/// <summary>Which events a follower is told of: those that bear on one of each kind that is given. What is null lets everything through.</summary>
/// <param name="Types">Names of fact types and decisions.</param>
/// <param name="Regions">ISO 3166 codes, each with all inside it.</param>
/// <param name="Incidents">Incidents.</param>
/// <param name="Sources">Registered sources, whether they publish or speak.</param>
internal sealed record EventFilter(
    IReadOnlyList<string>? Types = null, IReadOnlyList<string>? Regions = null, IReadOnlyList<string>? Incidents = null, IReadOnlyList<string>? Sources = null)
{
    public static readonly EventFilter Everything = new();

    /// <summary>What one parameter may name: more is a list that nobody looks over, and each is held against every event.</summary>
    private const int NamesMax = 100;

    private static readonly ILookup<string, string> Families = Catalogue.FactTypes.Concat(Catalogue.Decisions).ToLookup(one => one.Family, one => one.Name, StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> TypeNames = Families.SelectMany(family => family).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an event passes. It is a matter of sets: what touches a fact in one region and a fact of one type passes a filter for both.</summary>
    public bool Matches(EventReach reach) =>
        reach.IsOpen
        || ((Types is null || Types.Any(reach.Types.Contains))
            && (Regions is null || Regions.Any(reach.RegionsAround.Contains))
            && (Incidents is null || Incidents.Any(reach.Incidents.Contains))
            && (Sources is null || Sources.Any(reach.Sources.Contains)));

    /// <summary>Reads it from a query: each a list with commas between.</summary>
    /// <returns>The filter; or null with the parameter that is wrong, and what would be right.</returns>
    public static EventFilter? Read(string? type, string? family, string? region, string? incident, string? source, out (string Parameter, string Reason) wrong)
    {
        wrong = default;
        var given = new[] { ("type", type), ("family", family), ("region", region), ("incident", incident), ("source", source) };
        foreach (var (name, text) in given)
        {
            if (text is not null && (Split(text).Count is 0 or > NamesMax))
            {
                wrong = (name, $"Between 1 and {NamesMax} names, with commas between.");
                return null;
            }
        }

        var types = Split(type).Select(one => TypeNames.TryGetValue(one, out var exact) ? exact : one).Concat(Split(family).SelectMany(one => Families[one])).Distinct().ToList();
        wrong = Split(type).Find(one => !TypeNames.Contains(one)) is { } unknown ? ("type", $"There is no type {unknown}; GET /fact-types and GET /desk-decisions list them.")
            : Split(family).Find(one => !Families.Contains(one)) is { } stranger ? ("family", $"There is no family {stranger}; there are {string.Join(", ", Families.Select(one => one.Key).Order(StringComparer.Ordinal))}.")
            : Split(region).Find(one => !RegionCode.TryParse(one, out var code, out _) || !Places.Regions.Exists(code)) is not null ? ("region", "Give ISO 3166 codes, such as UA-30.")
            : Split(incident).Find(one => !IncidentId.TryParse(one, out _, out _)) is { } misnamed ? ("incident", $"{misnamed} is no incident's id.")
            : Split(source).Find(one => !SourceId.TryParse(one, out _, out _)) is { } nobody ? ("source", $"{nobody} is no source's id: 1 to 100 lower-case letters, digits and hyphens.")
            : default;
        return wrong == default ? new EventFilter(types.Count == 0 ? null : types, OrNull(region), OrNull(incident), OrNull(source)) : null;
    }

    private static List<string> Split(string? text) => [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static List<string>? OrNull(string? text) => text is null ? null : Split(text);
}
