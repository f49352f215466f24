using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Access.Limits;
using IncidentTimeline.Server.Access.Tokens;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Authentication;

namespace IncidentTimeline.Server.Access;

/// <summary>Finds out who sent a request, and holds it to <see cref="AccessTable"/>. No endpoint asks for itself.</summary>
internal static class AccessControl
{
    private const string ByShape = "by-shape";

    /// <param name="services">What the service is made of.</param>
    /// <param name="issuer">Whose tokens are taken beside our own keys, or null for nobody's.</param>
    public static void AddAccessControl(this IServiceCollection services, OidcOptions? issuer)
    {
        services.AddSingleton<AnonymousReads>();
        services.AddSingleton<KeyStore>();
        services.AddSingleton<KeyRing>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyRing>());
        services.AddSingleton<FoldQueue>();
        services.AddSingleton<HeldBytes>();
        services.AddRequestLimits();
        // Not AddAuthentication, which would also make keys for cookies, and write them into the home directory.
        services.AddAuthenticationCore(options => options.DefaultScheme = ByShape);
        services.AddWebEncoders();
        var authentication = new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.Name, null)
            .AddPolicyScheme(ByShape, null, shape => shape.ForwardDefaultSelector = context =>
                issuer is not null && TokenAuthentication.LooksLikeOne(context.Request) ? TokenAuthentication.Name : KeyAuthentication.Name);
        if (issuer is not null)
        {
            services.AddSingleton(issuer);
            services.AddSingleton<IssuerKeys>();
            services.AddSingleton<ForgedTokens>();
            services.AddSingleton<TokenCheck>();
            services.AddHostedService(provider => provider.GetRequiredService<IssuerKeys>());
            authentication.AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.Name, null);
        }
    }

    public static void UseAccessControl(this WebApplication app)
    {
        var anonymous = app.Services.GetRequiredService<AnonymousReads>();
        app.UseAuthentication();
        app.UseRequestLimits();
        app.Use((context, next) =>
        {
            var rule = AccessTable.RuleOf(context.GetEndpoint());
            return (context.Caller(), context.Request.Headers.Authorization.Count > 0) switch
            {
                ({ } caller, _) when rule is null || rule.Allows(caller) => next(context),
                ({ }, _) => Problem.Forbidden(rule!.Roles).ExecuteAsync(context), // Where there is no rule, the case before took it.
                _ when rule?.Audience == Audience.Everybody => next(context),
                (null, false) when IsRead(rule, context.Request) && anonymous.AreOpenTo(context) => next(context),

                // Also where no key would have done: who sends one is told that it is no good.
                _ => context.ChallengeAsync(),
            };
        });
    }

    // A path that leads nowhere may be read like anything else, so that a mistyped one says so.
    private static bool IsRead(AccessRule? rule, HttpRequest request) => rule is null ? HttpMethods.IsGet(request.Method) : rule.Audience == Audience.RolesAndDemo;
}
