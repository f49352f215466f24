using System.Collections.Frozen;

namespace IncidentTimeline.Places;

/// <summary>The ISO 3166-1 and 3166-2 areas with their English names, from <c>regions.tsv</c> (origin stated in its first line).</summary>
public static class Regions
{
    private static readonly FrozenDictionary<RegionCode, Region> All = Load();

    private static readonly ILookup<RegionCode, Region> Children = All.Values.Where(region => region.Parent is not null).ToLookup(region => region.Parent!.Value);

    public static bool Exists(RegionCode code) => All.ContainsKey(code);

    public static Region? Find(RegionCode code) => All.GetValueOrDefault(code);

    public static string NameOf(RegionCode code) => Find(code)?.Name ?? code.Value;

    /// <summary>The areas inside one, at any depth, without itself, by code.</summary>
    public static IEnumerable<Region> DescendantsOf(RegionCode code) =>
        Children[code].SelectMany(child => DescendantsOf(child.Code).Prepend(child)).OrderBy(region => region.Code);

    /// <summary>The area and all that enclose it, finest first.</summary>
    public static IEnumerable<RegionCode> Ancestry(RegionCode code)
    {
        for (var region = Find(code); region is not null; region = region.Parent is { } parent ? Find(parent) : null)
        {
            yield return region.Code;
        }
    }

    private static FrozenDictionary<RegionCode, Region> Load()
    {
        using var stream = typeof(Regions).Assembly.GetManifestResourceStream("Places.regions.tsv")!; // Embedded by the project file.
        using var reader = new StreamReader(stream);
        var regions = new List<Region> { new(RegionCode.Nowhere, "No region", null) };
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('\t') is [var code, var name, var parent] && !code.StartsWith('#'))
            {
                regions.Add(new Region(new RegionCode(code), name, parent.Length == 0 ? null : new RegionCode(parent)));
            }
        }

        return regions.ToFrozenDictionary(region => region.Code);
    }
}

/// <summary>An ISO 3166 area.</summary>
/// <param name="Code">ISO 3166-1 alpha-2 or ISO 3166-2.</param>
/// <param name="Name">English name.</param>
/// <param name="Parent">The area it lies in; a country has none.</param>
public sealed record Region(RegionCode Code, string Name, RegionCode? Parent);
