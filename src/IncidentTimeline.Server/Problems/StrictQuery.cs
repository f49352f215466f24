using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace IncidentTimeline.Server.Problems;

/// <summary>Refuses query parameters that a resource does not have or that cannot be read: a mistyped cut would silently answer another question.</summary>
internal static class StrictQuery
{
    private static readonly ConcurrentDictionary<MethodInfo, IReadOnlyDictionary<string, Type>> Known = new();

    public static void UseStrictQuery(this WebApplication app) =>
        app.Use((context, next) =>
            context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<MethodInfo>() is { } handler
            && FaultOf(context.Request, Known.GetOrAdd(handler, method => ParametersOf(method, endpoint))) is { } problem
                ? problem.ExecuteAsync(context)
                : next(context));

    private static ProblemHttpResult? FaultOf(HttpRequest request, IReadOnlyDictionary<string, Type> known)
    {
        if (!IsText(request.QueryString.Value))
        {
            return Problem.InvalidQuery("string", "A percent sign begins two hexadecimal digits, and together they are UTF-8.");
        }

        foreach (var (name, values) in request.Query)
        {
            var fault = known.TryGetValue(name, out var type) ? FaultOf(values, type)
                : known.Count == 0 ? "This resource takes no query parameters."
                : $"This resource takes {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}.";
            if (fault is not null)
            {
                return Problem.InvalidQuery(name, fault);
            }
        }

        return null;
    }

    private static string? FaultOf(StringValues values, Type type) => values is [{ } value] ? FaultOf(value, type) : "Give it once.";

    private static string? FaultOf(string value, Type type) => value switch
    {
        _ when value.Contains('\0', StringComparison.Ordinal) => "A text holds no NUL character.",
        _ when type == typeof(bool) => bool.TryParse(value, out _) ? null : "Give true or false.",
        _ when type == typeof(int) => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "Give a whole number.",
        _ when type == typeof(long) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "Give a whole number.",
        _ => null,
    };

    // The framework would leave an escape that is none, or that is no UTF-8, as it stands and look for that.
    private static bool IsText(string? query)
    {
        var bytes = new List<byte>(query?.Length ?? 0);
        for (var index = 0; index < (query?.Length ?? 0); index++)
        {
            if (query![index] != '%') // Its length was asked.
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(query, index, 1));
            }
            else if (index + 2 < query.Length && byte.TryParse(query.AsSpan(index + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one))
            {
                bytes.Add(one);
                index += 2;
            }
            else
            {
                return false;
            }
        }

        return Utf8.IsValid(bytes.ToArray());
    }

    private static Dictionary<string, Type> ParametersOf(MethodInfo handler, RouteEndpoint endpoint)
    {
        var ofPath = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return handler.GetParameters().SelectMany(ParametersOf)
            .Select(one => (one.Name, Type: Nullable.GetUnderlyingType(one.Type) ?? one.Type))
            .Where(one => !ofPath.Contains(one.Name) && (one.Type.IsPrimitive || one.Type == typeof(string)))
            .ToDictionary(one => one.Name, one => one.Type, StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<(string Name, Type Type)> ParametersOf(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<AsParametersAttribute>() is not null
            ? parameter.ParameterType.GetProperties().Select(property => (property.GetCustomAttribute<FromQueryAttribute>()?.Name ?? property.Name, property.PropertyType))
            : [(parameter.Name!, parameter.ParameterType)]; // Handlers' parameters have names.
}
