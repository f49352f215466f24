using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Catalog;

/// <summary>Every fact type and decision as data: found by reflection, so that a new one is one file.</summary>
public static class Catalogue
{
    public static IReadOnlyList<CatalogueEntry> FactTypes { get; } = [.. KnownTypes.Claims.Select(CatalogueEntry.Of<IClaim>)];

    public static IReadOnlyList<CatalogueEntry> Decisions { get; } = [.. KnownTypes.Decisions.Select(CatalogueEntry.Of<IDecision>)];

    /// <summary>Whose stream a decision is recorded in.</summary>
    public static DecisionSubject SubjectOf(IDecision decision) =>
        (DecisionSubject)decision.GetType().GetProperty(nameof(IDecisionType<>.Subject), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!; // The interface demands it.
}

/// <summary>A fact type or decision described as data.</summary>
/// <param name="Name">PascalCase name on the wire.</param>
/// <param name="Family">The folder it stands in.</param>
/// <param name="Description">What it says.</param>
/// <param name="SchemaVersion">Version of its shape; 1 until it first changes.</param>
/// <param name="Aspects">The questions that its example answers.</param>
/// <param name="Example">A valid example.</param>
/// <param name="Schema">JSON Schema, draft 2020-12.</param>
public sealed record CatalogueEntry(
    string Name, string Family, string Description, int SchemaVersion, IReadOnlyList<Aspect> Aspects, JsonNode Example, JsonNode Schema)
{
    internal static CatalogueEntry Of<TBase>(Type type)
    {
        var example = type.GetProperty("Example", BindingFlags.Public | BindingFlags.Static)!.GetValue(null); // The interface demands it.
        return new CatalogueEntry(
            type.Name,
            type.Namespace!.Split('.')[^1],
            type.GetCustomAttribute<DescriptionAttribute>()?.Description ?? type.Name,
            1,
            example is IClaim claim ? [.. claim.Answers().Select(answer => answer.Aspect)] : [],
            JsonSerializer.SerializeToNode(example, typeof(TBase), Wire.Options)!,
            Schemas.OfNamed(type));
    }
}

/// <summary>The records behind the catalogue. Apart from <see cref="Catalogue"/>, because the serialiser needs them before any entry can be described.</summary>
internal static class KnownTypes
{
    public static IReadOnlyList<Type> Claims { get; } = Implementing(typeof(IFactType<>));

    public static IReadOnlyList<Type> Decisions { get; } = Implementing(typeof(IDecisionType<>));

    private static Type[] Implementing(Type definition) =>
    [
        .. typeof(KnownTypes).Assembly.GetTypes()
            .Where(type => type.IsSealed && type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == definition))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];
}
