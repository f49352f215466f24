using System.ComponentModel.DataAnnotations;
using System.Globalization;
using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Recording;
using IncidentTimeline.Server.Subscriptions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace IncidentTimeline.Server.Hosting;

/// <summary>The OpenAPI document, with facts and decisions as oneOf by their type member.</summary>
internal static class OpenApiDocument
{
    public static void AddTimelineOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.CreateSchemaReferenceId = info =>
            info.Type == typeof(IClaim) ? "Claim" : info.Type == typeof(IDecision) ? "Decision" : OpenApiOptions.CreateDefaultSchemaReferenceId(info);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "IncidentTimeline",
                Version = "v1",
                Description = "Reported facts as immutable events; pictures, timelines and reporting histories computed from them. Errors are problem documents (RFC 9457).",
            };
            document.Servers = [];
            TurnToOneOf(document);
            foreach (var schema in (document.Components?.Schemas?.Values ?? []).OfType<OpenApiSchema>())
            {
                NameTypes(schema);
            }

            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            var type = context.JsonTypeInfo.Type;
            // The generator goes by the constructor, the reader by IsRequired: what may be null may be absent (see Wire).
            foreach (var optional in context.JsonTypeInfo.Properties.Where(property => !property.IsRequired))
            {
                schema.Required?.Remove(optional.Name);
            }

            foreach (var limit in context.JsonPropertyInfo is { } member ? Schemas.Attributes(member) : [])
            {
                DescribeLimit(schema, limit);
            }

            DescribeScalar(schema, Nullable.GetUnderlyingType(type) ?? type);
            if (schema.Type?.HasFlag(JsonSchemaType.Array) == true && schema.Items is null && context.JsonTypeInfo.ElementType is { } element)
            {
                // The generator leaves out what a list holds where our own converter writes it.
                var item = new OpenApiSchema();
                DescribeScalar(item, element);
                schema.Items = item;
            }

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

    // A claim is exactly one of its types. Only after the generator has named the parts, for it names them by where they stand.
    private static void TurnToOneOf(Microsoft.OpenApi.OpenApiDocument document)
    {
        foreach (var schema in (document.Components?.Schemas?.Values ?? []).OfType<OpenApiSchema>().Where(schema => schema.Discriminator is not null))
        {
            (schema.OneOf, schema.AnyOf) = (schema.AnyOf, null);
        }
    }

    // The generator leaves the type out where a value may be null, and from enums.
    private static void NameTypes(OpenApiSchema schema)
    {
        if (schema.Type is null && (schema.Enum is { Count: > 0 } || schema.Format == "date-time"))
        {
            schema.Type = JsonSchemaType.String;
        }

        foreach (var member in (schema.Properties?.Values ?? []).OfType<OpenApiSchema>())
        {
            NameTypes(member);
        }
    }

    // The generator looks at properties only; in a record the limits stand at the parameters.
    private static void DescribeLimit(OpenApiSchema schema, Attribute limit)
    {
        switch (limit)
        {
            case LengthAttribute length when schema.Type?.HasFlag(JsonSchemaType.Array) == true:
                (schema.MinItems, schema.MaxItems) = (length.MinimumLength, length.MaximumLength);
                break;
            case LengthAttribute length:
                (schema.MinLength, schema.MaxLength) = (length.MinimumLength, length.MaximumLength);
                break;
            case RegularExpressionAttribute rule:
                schema.Pattern = rule.Pattern;
                break;
            case RangeAttribute range:
                (schema.Minimum, schema.Maximum) = (Invariant(range.Minimum), Invariant(range.Maximum));
                break;
        }
    }

    private static string? Invariant(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture);

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
        else if (type == typeof(NamedPosition))
        {
            (schema.Type, schema.Pattern, schema.Properties, schema.Required) = (JsonSchemaType.Integer | JsonSchemaType.String, NamedPosition.Pattern, null, null);
        }
        else if (type == typeof(Position))
        {
            (schema.Type, schema.Minimum, schema.Properties, schema.Required) = (JsonSchemaType.Integer, "0", null, null);
        }
    }
}
