using IncidentTimeline.Catalog;

namespace IncidentTimeline.Server.FactTypes;

/// <summary>GET /fact-types and /desk-decisions: the catalogue with JSON Schemas and examples.</summary>
internal static class ShowFactTypes
{
    public static void MapFactTypes(this WebApplication app)
    {
        app.MapGet("/fact-types", () => TypedResults.Ok(new FactTypeCatalogue(Schemas.Of(typeof(IncidentTimeline.Facts.Fact)), Catalogue.FactTypes)))
            .WithName("ListFactTypes").WithSummary("Every fact type with its JSON Schema, example and questions; and the schema of the fact around a claim.");
        app.MapGet("/desk-decisions", () => TypedResults.Ok(Catalogue.Decisions))
            .WithName("ListDeskDecisions").WithSummary("Every kind of desk decision with its JSON Schema and example.");
    }
}

/// <summary>The catalogue of fact types.</summary>
/// <param name="Fact">JSON Schema of the fact around a claim.</param>
/// <param name="FactTypes">The claims.</param>
internal sealed record FactTypeCatalogue(System.Text.Json.Nodes.JsonNode Fact, IReadOnlyList<CatalogueEntry> FactTypes);
