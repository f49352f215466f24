using System.ComponentModel.DataAnnotations;

namespace IncidentTimeline.Facts.Impact;

/// <summary>What the unit of an outage counts: four people in one household are one customer, so each kind has its own aspect.</summary>
internal static class PowerUsers
{
    public const string People = "people";
    public const string Households = "households";
    public const string Customers = "customers";

    /// <summary>The kind that the word means, or null for another one, such as "villages".</summary>
    public static string? Of(string? unit) => unit?.Trim().ToLowerInvariant() switch
    {
        "people" or "person" or "persons" or "resident" or "residents" or "inhabitants" or "citizens" => People,
        "household" or "households" or "home" or "homes" or "families" or "apartments" => Households,
        "customer" or "customers" or "consumer" or "consumers" or "subscribers" or "connections" => Customers,
        _ => null,
    };

    public static IEnumerable<ValidationResult> Validate(Count? count, string? unit)
    {
        if (count is null != unit is null)
        {
            yield return new ValidationResult("A number and its unit go together.", ["unit"]);
        }
    }
}
