using System.Diagnostics;

namespace IncidentTimeline.Server.Hosting.Telemetry;

/// <summary>Says on a request's span what became of it, by the route and never by the query: the framework's own span knows neither route nor status.</summary>
internal static class RequestSpan
{
    public static void UseRequestSpan(this WebApplication app) =>
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            finally
            {
                if (Activity.Current is { IsAllDataRequested: true } activity)
                {
                    Describe(activity, context);
                }
            }
        });

    private static void Describe(Activity activity, HttpContext context)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        activity.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        activity.SetTag("http.request.method", context.Request.Method);
        activity.SetTag("http.route", route);
        activity.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }
}
