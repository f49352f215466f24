using IncidentTimeline.Server.Problems;

namespace IncidentTimeline.Server.Access;

/// <summary>Who may do what: writing takes a key; reading takes one too, but for the demo, which only listens on loopback.</summary>
internal static class AccessControl
{
    private const string Scheme = "Bearer ";
    private static readonly object ActorKey = new();

    public static void UseAccessControl(this WebApplication app, Keys keys, bool allowsAnonymousReads) =>
        app.Use(async (context, next) =>
        {
            var header = context.Request.Headers.Authorization.ToString();
            var actor = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? keys.ActorOf(header[Scheme.Length..].Trim()) : null;
            if (actor is null && (header.Length > 0 || !IsOpen(context.Request, allowsAnonymousReads)))
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                await Problem.Unauthorized("Send Authorization: Bearer with a key of the keys file in the data directory.").ExecuteAsync(context);
                return;
            }

            context.Items[ActorKey] = actor;
            await next(context);
        });

    /// <summary>Who sent the request; there is somebody wherever something is recorded.</summary>
    public static string Actor(this HttpContext context) => (string)context.Items[ActorKey]!; // Writing takes a key.

    private static bool IsOpen(HttpRequest request, bool allowsAnonymousReads) =>
        HttpMethods.IsGet(request.Method) && (allowsAnonymousReads || request.Path.StartsWithSegments("/health"));
}
