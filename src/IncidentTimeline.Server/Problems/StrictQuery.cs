using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;

namespace IncidentTimeline.Server.Problems;

/// <summary>Refuses query parameters that a resource does not have: a mistyped cut would silently answer another question.</summary>
internal static class StrictQuery
{
    private static readonly ConcurrentDictionary<MethodInfo, IReadOnlySet<string>> Known = new();

    public static void UseStrictQuery(this WebApplication app) =>
        app.Use((context, next) =>
        {
            if (context.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<MethodInfo>() is not { } handler)
            {
                return next(context);
            }

            var known = Known.GetOrAdd(handler, method => method.GetParameters().SelectMany(NamesOf)
                .Except(endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase));
            return context.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown
                ? Problem.InvalidQuery(unknown, known.Count == 0 ? "This resource takes no query parameters." : $"This resource takes {string.Join(", ", known.Order())}.").ExecuteAsync(context)
                : next(context);
        });

    private static IEnumerable<string> NamesOf(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<AsParametersAttribute>() is not null
            ? parameter.ParameterType.GetProperties().Select(property => property.GetCustomAttribute<FromQueryAttribute>()?.Name ?? property.Name)
            : IsText(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) ? [parameter.Name!] : []; // Handlers' parameters have names.

    private static bool IsText(Type type) => type.IsPrimitive || type == typeof(string);
}
