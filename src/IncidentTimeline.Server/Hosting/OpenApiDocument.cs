using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using Microsoft.OpenApi;

namespace IncidentTimeline.Server.Hosting;

/// <summary>The OpenAPI document, with facts and decisions as oneOf by their type member.</summary>
internal static class OpenApiDocument
{
    public static void AddTimelineOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "IncidentTimeline",
                Version = "v1",
                Description = "Reported facts as immutable events; pictures, timelines and reporting histories computed from them. Errors are problem documents (RFC 9457).",
            };
            document.Servers = [];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            var type = context.JsonTypeInfo.Type;
            if (type == typeof(IClaim) || type == typeof(IDecision) || type == typeof(AspectValue))
            {
                (schema.OneOf, schema.AnyOf) = (schema.AnyOf, null);
            }

            SchemaLimits.Apply(schema, context);
            return Task.CompletedTask;
        });
    });
}
