using System.Collections.Frozen;
using System.Reflection;

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

    private static readonly Aspect InformationGap = Aspect.State("information", "Information");

    // Lazy: reading the fields of the fact types runs their initialisers, which read this class.
    private static readonly Lazy<FrozenDictionary<AspectKey, Aspect>> Declared = new(FindDeclared);

    /// <summary>Every aspect that stands as a field in a fact type or here, by key; qualified ones without their qualifier.</summary>
    public static IReadOnlyDictionary<AspectKey, Aspect> All => Declared.Value;

    /// <summary>The aspect of a key that a claim names: the declared one where there is one, so that one key has one kind and label; else what the claim says of it.</summary>
    public static Aspect Named(AspectKey key, TemporalKind kind = TemporalKind.State, string? label = null)
    {
        if (All.TryGetValue(key, out var declared) || All.TryGetValue(new AspectKey(key.Name), out declared))
        {
            return declared with { Key = key };
        }

        var words = key.Value.Replace('-', ' ').Replace(":", ": ", StringComparison.Ordinal);
        return new Aspect(key, kind, label ?? $"{char.ToUpperInvariant(words[0])}{words[1..]}");
    }

    /// <summary>The aspect that a silence answers: the question that it leaves open, or information as such.</summary>
    internal static Aspect Information(AspectKey? about) => about is { } key ? Named(key) : InformationGap;

    /// <summary>The questions that every incident of a kind is asked, answered or not (SEMANTICS 14).</summary>
    public static IReadOnlyList<Aspect> Standing(IncidentKind kind) => kind switch
    {
        IncidentKind.Happening or IncidentKind.Group => [PeopleKilled, PeopleInjured, PropertyDamage],
        _ => [],
    };

    private static FrozenDictionary<AspectKey, Aspect> FindDeclared() =>
        typeof(Aspects).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith(typeof(Aspects).Namespace!, StringComparison.Ordinal) == true) // Types with a namespace.
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .SelectMany(field => field switch
            {
                _ when field.FieldType == typeof(Aspect) => [(Aspect)field.GetValue(null)!], // A static readonly field that is initialised.
                _ when field.FieldType == typeof(IReadOnlyList<Aspect>) => (IReadOnlyList<Aspect>)field.GetValue(null)!, // Likewise.
                _ => (IReadOnlyList<Aspect>)[],
            })
            .ToFrozenDictionary(aspect => aspect.Key);
}
