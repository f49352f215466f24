using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Places;

namespace IncidentTimeline.Desk;

/// <summary>A source became known to the desk: an agency, an outlet, an official in a role, a sensor feed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name as shown; for an official the office, never a private person.</param>
/// <param name="Region">Where it speaks for, where that is one region.</param>
/// <param name="Url">Where it publishes.</param>
[Description("A source became known to the desk: an agency, an outlet, an official in a role, a sensor feed.")]
public sealed record SourceRegistered(
    SourceKind Kind,
    [Length(1, 200)] string Name,
    RegionCode? Region = null,
    [Length(1, 2_000)] string? Url = null) : IDecisionType<SourceRegistered>
{
    public static DecisionSubject Subject => DecisionSubject.Source;

    public static SourceRegistered Example => new(SourceKind.OfficialInRole, "Governor of Kaluga Oblast", new RegionCode("RU-KLU"));

    public string Tell() => $"Source registered: {Name}.";
}

/// <summary>What a source is.</summary>
public enum SourceKind
{
    Agency,
    Outlet,
    OfficialBody,
    OfficialInRole,
    SensorFeed,
    DataSet,
    Organisation,
    Other,
}
