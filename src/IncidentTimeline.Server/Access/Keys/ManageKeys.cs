using IncidentTimeline.Catalog;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Access.Keys;

/// <summary>POST, GET and DELETE under /keys: who may come in; and GET /whoami: as what the caller came in.</summary>
internal static class ManageKeys
{
    /// <summary>Keys in one page.</summary>
    private const int PageMax = 1_000;

    public static void MapKeys(this WebApplication app)
    {
        app.MapPost("/keys", Post).WithName("CreateKey")
            .WithSummary("Makes a key and shows it this once. Not to be repeated blindly: a second request makes a second key.")
            .Accepts<NewKey>("application/json")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(422);
        app.MapGet("/keys", GetList).WithName("ListKeys")
            .WithSummary("The keys, without the secrets, in the order of their making. include=ended adds revoked and expired ones. Pages by the cursor next.")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403);
        app.MapDelete("/keys/{prefix}", Delete).WithName("RevokeKey")
            .WithSummary("Revokes a key for good. Again: the first revocation stands.")
            .ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/whoami", GetCaller).WithName("ShowCaller")
            .WithSummary("As whom the service sees the caller, and what that may do.").ProducesProblem(401);
    }

    private static async Task<Results<Created<IssuedKey>, ProblemHttpResult>> Post(HttpContext context, KeyRing keys, TimeProvider time, CancellationToken cancellationToken)
    {
        var (key, problem) = await RequestBody.ReadAsync<NewKey>(context.Request, cancellationToken);
        if (key is null)
        {
            return problem!; // One of the two is there.
        }

        if (key.ExpiresAt <= time.GetUtcNow())
        {
            return Problem.Invalid([new ShapeProblem("/expiresAt", "A key that has expired lets nobody in. Give a time to come.")]);
        }

        return await keys.CreateAsync(key, context.Actor(), cancellationToken) is var (text, created)
            ? TypedResults.Created((string?)null, new IssuedKey(text.Reveal(), created))
            : Problem.Refused("too-many-keys", $"{KeyStore.LiveMax} keys live already. Revoke those that nobody uses; the list says when each was last used.", "");
    }

    private static async Task<Results<Ok<KeyPage>, ProblemHttpResult>> GetList(
        KeyStore keys, CancellationToken cancellationToken, string? include = null, long after = 0, int limit = 100)
    {
        if (include is not (null or "ended"))
        {
            return Problem.InvalidQuery("include", "Only ended can be included.");
        }

        if (after < 0)
        {
            return Problem.InvalidQuery("after", "A number is 0 or more.");
        }

        if (limit is < 1 or > PageMax)
        {
            return Problem.InvalidQuery("limit", $"Between 1 and {PageMax}.");
        }

        var page = await keys.ListAsync(after, limit, include == "ended", cancellationToken);
        return TypedResults.Ok(new KeyPage(page, page.Count == limit ? page[^1].Number : null));
    }

    private static async Task<Results<Ok<ApiKey>, ProblemHttpResult>> Delete(string prefix, HttpContext context, KeyRing keys, CancellationToken cancellationToken) =>
        !prefix.Contains('\0', StringComparison.Ordinal) && await keys.RevokeAsync(prefix, context.Actor(), cancellationToken) is { } revoked
            ? TypedResults.Ok(revoked)
            : Problem.NotFound("No key has that prefix.");

    private static Ok<CallerView> GetCaller(HttpContext context)
    {
        var caller = context.Caller()!; // Its rule lets callers in only.
        return TypedResults.Ok(new CallerView(caller.Name, caller.Roles, caller.Prefix, caller.ExpiresAt));
    }
}

/// <summary>A key that was just made.</summary>
/// <param name="Secret">The key itself, to be sent as <c>Authorization: Bearer</c>. It is shown here and nowhere again.</param>
/// <param name="Key">All that is kept of it.</param>
internal sealed record IssuedKey(string Secret, ApiKey Key)
{
    /// <summary>Without the secret, wherever it ends up.</summary>
    public override string ToString() => Key.ToString();
}

/// <summary>A page of keys.</summary>
/// <param name="Keys">In the order of their making.</param>
/// <param name="Next">Hand it to after for the next page; missing on the last.</param>
internal sealed record KeyPage(IReadOnlyList<ApiKey> Keys, long? Next);

/// <summary>As whom the service sees a caller.</summary>
/// <param name="Name">Stamped on everything that the caller records.</param>
/// <param name="Roles">What the caller may do.</param>
/// <param name="Prefix">The prefix of the key; missing for a token.</param>
/// <param name="ExpiresAt">From when on the caller is let in no more; missing where that has no end.</param>
internal sealed record CallerView(string Name, IReadOnlyList<Role> Roles, string? Prefix, DateTimeOffset? ExpiresAt);
