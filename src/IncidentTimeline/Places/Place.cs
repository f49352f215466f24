using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace IncidentTimeline.Places;

/// <summary>How finely a place was stated.</summary>
public enum PlacePrecision
{
    /// <summary>A country (ISO 3166-1).</summary>
    Country,

    /// <summary>A first-level subdivision (ISO 3166-2).</summary>
    Admin1,

    /// <summary>A district or the like inside the region.</summary>
    Admin2,

    /// <summary>A town, street or site inside the region.</summary>
    Locality,

    /// <summary>A stated point.</summary>
    Point,

    /// <summary>A part of the region that is not named: "parts of the region".</summary>
    PartOfRegion,

    /// <summary>The region and its surroundings.</summary>
    RegionAndSurroundings,

    /// <summary>An area that is no administrative unit: "the south of the country". The region is the finest code that encloses it.</summary>
    Informal,

    /// <summary>Several unnamed units: "regions near the border". The region is the finest code that encloses them.</summary>
    InformalSet,

    /// <summary>"Local", without saying where. The region is the finest code that encloses it.</summary>
    UnspecifiedLocal,

    /// <summary>No place was stated.</summary>
    Unknown,
}

/// <summary>Where, as vague as it was stated.</summary>
/// <param name="Precision">How finely.</param>
/// <param name="Region">The ISO 3166 area it is, lies in, or is enclosed by; missing where none fits.</param>
/// <param name="Name">The settled name of anything finer than the region: a district, a town. Two wordings of one place share it.</param>
/// <param name="AsStated">The source's words.</param>
/// <param name="Candidates">For a vague place: the regions it may mean.</param>
/// <param name="Point">Coordinates, only where the source states them.</param>
[Description("Where, as vague as it was stated: an ISO 3166 region where one fits, else the words.")]
public sealed record Place(
    PlacePrecision Precision,
    RegionCode? Region = null,
    [Length(1, 200)] string? Name = null,
    [Length(1, 300)] string? AsStated = null,
    [Length(0, 100)] IReadOnlyList<RegionCode>? Candidates = null,
    GeoPoint? Point = null) : IValidatableObject
{
    /// <summary>Whether the region is where it happened, rather than merely what encloses a vague area.</summary>
    public bool IsPlaced() => Region is not null
        && Precision is not (PlacePrecision.Informal or PlacePrecision.InformalSet or PlacePrecision.UnspecifiedLocal or PlacePrecision.Unknown);

    /// <summary>The region under which the place stands: its own, or <c>ZZ</c> where no code encloses it (SEMANTICS 15).</summary>
    public RegionCode StandsUnder() => Region ?? RegionCode.Nowhere;

    /// <summary>What makes two places the same question: the code, and beneath it the settled name or the words.</summary>
    public string Key() => Precision switch
    {
        PlacePrecision.Country or PlacePrecision.Admin1 => StandsUnder().Value,
        PlacePrecision.Point when Point is not null => string.Create(CultureInfo.InvariantCulture, $"{StandsUnder()}/{Name?.ToLowerInvariant()}@{Point.Latitude},{Point.Longitude}"),
        PlacePrecision.Unknown => $"{StandsUnder()}~",
        _ => $"{StandsUnder()}{(IsPlaced() ? '/' : '~')}{(Name ?? AsStated ?? Precision.ToString()).Trim().ToLowerInvariant()}",
    };

    /// <summary>The place in words; a whole region goes by its one name, whatever the wording.</summary>
    public string Tell() => Precision is PlacePrecision.Country or PlacePrecision.Admin1 ? Regions.NameOf(StandsUnder())
        : Name ?? AsStated ?? (Region is { } code ? Regions.NameOf(code) : "place not stated");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Region is { } code && !Regions.Exists(code))
        {
            yield return new ValidationResult($"{code} is no ISO 3166-1 or 3166-2 code known here.", ["region"]);
        }

        if (Region is null && Precision is PlacePrecision.Country or PlacePrecision.Admin1)
        {
            yield return new ValidationResult("This precision needs a region.", ["region"]);
        }

        if (Precision == PlacePrecision.Point != Point is not null)
        {
            yield return new ValidationResult("A point goes with precision point, and only with it.", ["point"]);
        }
    }
}

/// <summary>WGS 84 coordinates in degrees, as the source states them.</summary>
public sealed record GeoPoint([Range(-90d, 90d)] decimal Latitude, [Range(-180d, 180d)] decimal Longitude);
