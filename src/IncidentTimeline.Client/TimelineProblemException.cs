using System.Net;
using System.Text.Json;

namespace IncidentTimeline.Client;

/// <summary>The service refused, and said why in a problem document (RFC 9457).</summary>
public sealed class TimelineProblemException : Exception
{
    private TimelineProblemException(HttpStatusCode status, string slug, string message, TimeSpan? retryAfter) : base(message) =>
        (Status, Slug, RetryAfter) = (status, slug, retryAfter);

    public HttpStatusCode Status { get; }

    /// <summary>The stable name of the problem, such as <c>stale-version</c>; empty where something else than the service answered.</summary>
    public string Slug { get; }

    /// <summary>How long to wait before trying again, where the service says so.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Of <c>log-rewound</c>: up to where the log holds what was followed. Throw away what came after it, and go on from it with no epoch. Null where nobody knows.</summary>
    public long? End { get; private init; }

    /// <summary>Of <c>log-rewound</c>: the log's epoch now.</summary>
    public string? Epoch { get; private init; }

    /// <summary>Whether the same request may succeed later: the service is busy, behind or away. A key that is no good, or a log that was rewound, stays so.</summary>
    public bool IsPassing => Status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;

    internal static async Task<TimelineProblemException> OfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var document = response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? JsonSerializer.Deserialize<Document>(body, TimelineClient.Json) : null;
        var slug = document?.Type?.Split('/')[^1] ?? "";
        var message = document is null
            ? $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}, and not as an IncidentTimeline service does."
            : string.Join('\n', [$"{document.Title}. {document.Detail}", .. (document.Errors ?? []).Select(error => error.Pointer.Length == 0 ? $"  {error.Detail}" : $"  {error.Pointer}: {error.Detail}")]);
        return new TimelineProblemException(response.StatusCode, slug, message, response.Headers.RetryAfter?.Delta) { End = document?.End, Epoch = document?.Epoch };
    }

    private sealed record Document(string? Type, string? Title, string? Detail, IReadOnlyList<Member>? Errors, long? End, string? Epoch);

    private sealed record Member(string Pointer, string Detail);
}
