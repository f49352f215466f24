using IncidentTimeline.Catalog;
using IncidentTimeline.Deciding;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace IncidentTimeline.Server.Problems;

/// <summary>The problem documents of the service (RFC 9457). A slug is stable; its words may improve.</summary>
internal static class Problem
{
    /// <summary>Seconds that a busy or late answer asks the caller to wait.</summary>
    private const string RetryAfterSeconds = "1";

    /// <summary>Seconds that a full disk asks the caller to wait: a person has to make room.</summary>
    private const string StorageRetryAfterSeconds = "10";

    public static ProblemHttpResult Malformed(string pointer, string detail) =>
        Of(400, "malformed", "The request cannot be read", detail, [new ShapeProblem(pointer, detail)]);

    /// <summary>What departs from the expected shape; where nobody could say what does, that it does.</summary>
    public static ProblemHttpResult Malformed(IReadOnlyList<ShapeProblem> problems) => problems switch
    {
        [] => Malformed("", "The body is not of the shape that this resource takes; see /openapi/v1.json."),
        [var only] => Malformed(only.Pointer, only.Detail),
        _ => Of(400, "malformed", "The request cannot be read", "Mend the members that errors lists; GET /fact-types and /desk-decisions have their shapes.", problems),
    };

    public static ProblemHttpResult Invalid(IReadOnlyList<ShapeProblem> problems) =>
        Of(400, "invalid", "The request breaks a limit", "Mend the members that errors lists.", problems);

    public static ProblemHttpResult InvalidQuery(string parameter, string detail) =>
        Of(400, "invalid-query", $"The query parameter {Shorten(parameter)} is not understood", detail);

    /// <summary>A query parameter that is not even of its type: the framework saw to it before we did and keeps its name to itself.</summary>
    public static ProblemHttpResult Unreadable() =>
        Of(400, "invalid-query", "A query parameter cannot be read", "A number or truth value is expected where something else stands; see /openapi/v1.json.");

    public static ProblemHttpResult Unauthorized(string detail) => Of(401, "unauthorized", "A key is needed", detail);

    public static ProblemHttpResult Forbidden(IReadOnlyList<Role> roles) =>
        Of(403, "forbidden", "Not with these rights", $"This takes one of the roles {string.Join(", ", roles.Select(role => role.Text()))}. GET /whoami says which ones you have.");

    public static ProblemHttpResult NotYours() =>
        Of(403, "not-yours", "It belongs to somebody else", "Only the owner of this subscription, by a key of the same name, or an admin may do this. Choose another name for one of your own.");

    public static ProblemHttpResult NotFound(string what) =>
        Of(404, "not-found", "Nothing is there", $"{what} Check the name; names are case-sensitive.");

    public static ProblemHttpResult IdReused(Guid id, LogPosition position, string pointer)
    {
        var detail = $"Id {id} was recorded at position {position.Value}, and this request is no retry of that one: content, place or company differ. Give what is new a new id.";
        return Of(409, "id-reused", "The id is taken", detail, [new ShapeProblem(pointer, detail)]);
    }

    public static ProblemHttpResult TextDiffers()
    {
        const string Detail = "These bytes are kept with another text, in which quotations are found. Read it at /documents/{sha256}/text and quote from it.";
        return Of(409, "text-differs", "The bytes have their text", Detail, [new ShapeProblem("/text", Detail)]);
    }

    public static ProblemHttpResult StaleVersion(StreamVersion actual) =>
        Of(412, "stale-version", "Somebody was faster", $"The stream is at version {actual.Value}. Read it again, decide anew, and send If-Match: \"{actual.Value}\".");

    /// <summary>A follower has read what this log does not hold: what it acted on may be gone, and it must be told rather than wait, or be given other events in its place.</summary>
    /// <param name="after">Where it is.</param>
    /// <param name="end">Up to where it holds what this log holds; null where nobody knows.</param>
    /// <param name="epoch">The log's last epoch.</param>
    public static ProblemHttpResult LogRewound(long after, long? end, Guid? epoch)
    {
        var problem = Of(409, "log-rewound", "This is not the log that was followed to that position", end is { } known
            ? $"Position {after} was asked for, and of what was followed this log holds no more than up to {known}: it was restored or failed over without what came after it, or is another. What was received after {known} may be gone, or stand elsewhere: compare it with /events, then go on after {known}, with no epoch."
            : $"Position {after} was asked for, of an epoch that this log never was in: it was restored from an older backup, or is another. Compare what was received with /events from the beginning, and go on from where both are the same, with no epoch.");
        problem.ProblemDetails.Extensions["end"] = end;
        problem.ProblemDetails.Extensions["epoch"] = epoch;
        return problem;
    }

    public static ProblemHttpResult TooLarge(string detail) => Of(413, "too-large", "The request is too large", detail);

    public static ProblemHttpResult Unsupported(string detail) => Of(415, "unsupported-media-type", "That media type is not read here", detail);

    public static ProblemHttpResult Refused(string code, string reason, string pointer) =>
        Of(422, code, "Refused", reason, pointer.Length == 0 ? [] : [new ShapeProblem(pointer, reason)]);

    public static ProblemHttpResult Refused(Decision.Refused refused, string prefix = "") =>
        Refused(refused.Code, refused.Reason, refused.Pointer.Length == 0 ? prefix : prefix + refused.Pointer);

    public static ProblemHttpResult Busy(HttpContext context, string detail = "Nothing was recorded. Send the same request again after the time in Retry-After.")
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Of(429, "busy", "Too much at once", detail);
    }

    /// <summary>Others, or this caller's other requests, hold all the bytes that may be held.</summary>
    public static ProblemHttpResult NoRoom(HttpContext context) =>
        Busy(context, "The large requests and documents under way, of this caller or of all, take all the room there is. Nothing was recorded. Send the same request again when one of them has ended.");

    public static ProblemHttpResult TooManyRequests(HttpContext context, int retryAfterSeconds)
    {
        context.Response.Headers.RetryAfter = retryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Of(429, "too-many-requests", "Too many requests", "Nothing was done. Send the same request again after the time in Retry-After, and fewer at once.");
    }

    /// <summary>Over a way that others can listen on; what was sent with it may be known to them.</summary>
    public static ProblemHttpResult PlainHttp() =>
        Of(403, "plain-http", "Not without TLS", "Plain HTTP is taken from this machine and its trusted proxies only. Use https, and replace the key that was sent this way.");

    public static ProblemHttpResult NotCaughtUp(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Of(503, "not-caught-up", "The picture is behind the log", "What was asked for is not in the picture yet; nothing was recorded by this request. Ask again; if it stays so, see /health/ready.");
    }

    public static ProblemHttpResult DatabaseAway(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Of(503, "database-away", "The database does not answer", "If this was a recording, its outcome is unknown: send the same request again with the same ids; the answer then tells.");
    }

    public static ProblemHttpResult ReadOnly(HttpContext context)
    {
        context.Response.Headers.RetryAfter = StorageRetryAfterSeconds;
        return Of(503, "read-only", "This service only reads", "Its database is a standby, and nothing was recorded. Send the same request to the service on the primary; or here again, once the standby is promoted.");
    }

    public static ProblemHttpResult StorageFull(HttpContext context)
    {
        context.Response.Headers.RetryAfter = StorageRetryAfterSeconds;
        return Of(503, "storage-full", "The database has no room left", "Nothing can be recorded until the operator has made room on its disk. What was acknowledged is safe, and reading goes on. Then send the same request again with the same ids.");
    }

    /// <summary>Ends a stream of lines: of the line that it stands on, and of those after it, nothing is known.</summary>
    public static ProblemHttpResult Stopped(string why) =>
        Of(503, "stopped", "The import stopped here", $"{why} Of this line and the ones after it nothing is known: send them again with the same ids.");

    /// <summary>The same, where the service is being ended.</summary>
    public static ProblemHttpResult Stopping() => Stopped("The service is being stopped.");

    public static ProblemHttpResult IssuerAway(HttpContext context)
    {
        context.Response.Headers.RetryAfter = IssuerKeys.RetryAfterSeconds;
        return Of(503, "issuer-away", "The issuer of tokens does not answer", "Whether this token is good cannot be told until it does. Send the same request again later, or come in by a key.");
    }

    public static ProblemHttpResult Failed(string trace) => Of(500, "failed", "The service failed", $"Tell the operator this trace id: {trace}.");

    public static ProblemHttpResult MethodNotAllowed() => Of(405, "method-not-allowed", "Not that method", "See /openapi/v1.json for what can be done here.");

    public static ProblemHttpResult Other(int status) => Of(status, "http-" + status.ToString(System.Globalization.CultureInfo.InvariantCulture), "The request cannot be answered", "See /openapi/v1.json.");

    // A name that the caller made up may be as long as a line of a request.
    private static string Shorten(string name) => name.Length <= 100 ? name : name[..100] + "…";

    private static ProblemHttpResult Of(int status, string slug, string title, string detail, IReadOnlyList<ShapeProblem>? errors = null)
    {
        var problem = new ProblemDetails { Type = $"/problems/{slug}", Title = title, Status = status, Detail = detail };
        if (errors is [_, ..])
        {
            problem.Extensions["errors"] = errors;
        }

        return TypedResults.Problem(problem);
    }
}
