namespace IncidentTimeline.Server.Access;

/// <summary>What every answer tells browsers and caches, failures too: nothing here is a page, and nothing that took a key is kept.</summary>
internal static class SecurityHeaders
{
    /// <summary>A year, in which a browser that once came by https comes by nothing else.</summary>
    private const string Https = "max-age=31536000";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            Set(context);
            return Task.CompletedTask;
        });
        return next(context);
    });

    // A resource that says otherwise knows better: a page has a policy of its own.
    private static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = headers.ContentSecurityPolicy is [_, ..] own ? own : "default-src 'none'; frame-ancestors 'none'";
        if (headers.CacheControl.Count == 0 && (context.Caller() is not null || context.Response.StatusCode >= StatusCodes.Status400BadRequest))
        {
            headers.CacheControl = "no-store";
        }

        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = Https;
        }
    }
}
