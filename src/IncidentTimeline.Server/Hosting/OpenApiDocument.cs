using System.Text.Json.Serialization.Metadata;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Recording;
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

            LetNullsBeAbsent(schema, context.JsonTypeInfo);
            DescribeScalar(schema, Nullable.GetUnderlyingType(type) ?? type);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, _, _) =>
        {
            if (operation.OperationId == RecordFact.Name && operation.RequestBody?.Content?["application/json"] is { Schema: { } fact } body)
            {
                body.Schema = new OpenApiSchema
                {
                    OneOf = [fact, new OpenApiSchema { Type = JsonSchemaType.Array, Items = fact, MinItems = 1, MaxItems = Limits.EventsPerAppendMax }],
                };
            }

            return Task.CompletedTask;
        });
    });

    // As the wire has it: a null is not written, so what may be null may be missing.
    private static void LetNullsBeAbsent(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.IsGetNullable))
        {
            schema.Required?.Remove(property.Name);
        }
    }

    // What our own converters write as one value looks like an object to the generator.
    private static void DescribeScalar(OpenApiSchema schema, Type type)
    {
        if (Schemas.PatternOf(type) is { } pattern)
        {
            (schema.Type, schema.Pattern, schema.Properties, schema.Required) = (JsonSchemaType.String, pattern, null, null);
        }
        else if (type == typeof(DateTimeOffset))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        }
        else if (type == typeof(Position))
        {
            (schema.Type, schema.Minimum, schema.Properties, schema.Required) = (JsonSchemaType.Integer, "0", null, null);
        }
    }
}
