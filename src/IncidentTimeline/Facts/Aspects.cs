namespace IncidentTimeline.Facts;

/// <summary>The aspects that more than one fact type answers or that an incident's kind always asks. An aspect of one fact type stands in that type's file.</summary>
public static class Aspects
{
    public static readonly Aspect PeopleKilled = Aspect.State("people-killed", "People killed");
    public static readonly Aspect PeopleInjured = Aspect.State("people-injured", "People injured");
    public static readonly Aspect PropertyDamage = Aspect.State("property-damage", "Damage to property");
    public static readonly Aspect AirportStatus = Aspect.State("airport-status", "Status of the airport");
    public static readonly Aspect PowerSupply = Aspect.State("power-supply", "Power supply");
    public static readonly Aspect AirAlert = Aspect.State("air-alert", "Air alert");
    public static readonly Aspect FireStatus = Aspect.State("fire-status", "Fire");

    /// <summary>The questions that every incident of a kind is asked, answered or not (SEMANTICS 14).</summary>
    public static IReadOnlyList<Aspect> Standing(IncidentKind kind) => kind switch
    {
        IncidentKind.Happening or IncidentKind.Group => [PeopleKilled, PeopleInjured, PropertyDamage],
        _ => [],
    };
}
