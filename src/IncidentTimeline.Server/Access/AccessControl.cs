using IncidentTimeline.Server.Problems;

namespace IncidentTimeline.Server.Access;

/// <summary>Who may do what: writing takes a key; reading takes one too, but for the demo, which only listens on loopback.</summary>
internal static class AccessControl
{
    private const string Scheme = "Bearer ";
    private static readonly object ActorKey = new();

    public static void UseAccessControl(this WebApplication app, Keys keys, AnonymousReads anonymous) =>
        app.Use(async (context, next) =>
        {
            var header = context.Request.Headers.Authorization.ToString();
            var actor = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? keys.ActorOf(header[Scheme.Length..].Trim()) : null;
            if (actor is null && (header.Length > 0 || !IsOpen(context.Request, anonymous)))
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

    private static bool IsOpen(HttpRequest request, AnonymousReads anonymous) =>
        HttpMethods.IsGet(request.Method) && (anonymous.AreOpen || request.Path.StartsWithSegments("/health"));
}

/// <summary>Whether one may read without a key: only in a log that began as the demo, which is settled once it is loaded.</summary>
internal sealed class AnonymousReads
{
    public volatile bool AreOpen;
}
