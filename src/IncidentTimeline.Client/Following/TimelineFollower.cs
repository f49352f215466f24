using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace IncidentTimeline.Client;

/// <summary>Follows the events of a log over outages: the connection is made again, and goes on where it was.</summary>
/// <param name="http">The client's.</param>
/// <param name="time">For pauses.</param>
internal sealed class TimelineFollower(HttpClient http, TimeProvider time)
{
    /// <summary>How long a stream may be silent: three of the service's heartbeats.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(45);

    /// <summary>First and longest pause before another attempt; each doubles, and varies by half, so that followers do not come back all at once.</summary>
    private static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(15);

    /// <summary>The events after a position that pass the filter, and null wherever only a position was reached.</summary>
    public async IAsyncEnumerable<(long Position, TimelineEvent? Event)> FollowAsync(EventFilter filter, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var attempts = 0;
        while (true)
        {
            var (lines, retryAfter) = await TryOpenAsync(filter, after, cancellationToken).ConfigureAwait(false);
            if (lines is not null)
            {
                using (lines)
                {
                    while (await TryReadAsync(lines, cancellationToken).ConfigureAwait(false) is { } line)
                    {
                        attempts = 0;
                        var told = Read(line);
                        if (told.Position < after || (told.Position == after && told.Event is not null))
                        {
                            throw new InvalidDataException($"The service told of position {told.Position} after {after}.");
                        }

                        after = told.Position;
                        yield return told;
                    }
                }
            }

            await Task.Delay(retryAfter ?? PauseAfter(attempts++), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static (long Position, TimelineEvent? Event) Read(string line)
    {
        if (line.StartsWith("{\"reached\":", StringComparison.Ordinal))
        {
            return (JsonSerializer.Deserialize<FeedLine>(line, TimelineClient.Json)?.Reached ?? throw new JsonException("A line says that null was reached."), null);
        }

        var told = JsonSerializer.Deserialize<TimelineEvent>(line, TimelineClient.Json) ?? throw new JsonException("The service answered null.");
        return (told.Position, told);
    }

    private async Task<(StreamReader? Lines, TimeSpan? RetryAfter)> TryOpenAsync(EventFilter filter, long after, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(FormattableString.Invariant($"events?after={after}&follow=true{filter.ToQuery()}"), UriKind.Relative));
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "application/x-ndjson")
            {
                return (new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), Encoding.UTF8), null);
            }

            var problem = await TimelineProblemException.OfAsync(response, cancellationToken).ConfigureAwait(false);
            response.Dispose();
            return IsPassing(problem) ? (null, problem.RetryAfter) : throw problem;
        }
        catch (Exception e) when (IsPassing(e, cancellationToken))
        {
            response?.Dispose();
            return (null, null);
        }
    }

    /// <summary>The next line; null where the stream has ended, by whatever.</summary>
    private async Task<string?> TryReadAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadLineAsync(cancellationToken).AsTask().WaitAsync(SilenceMax, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsPassing(e, cancellationToken))
        {
            return null;
        }
    }

    // Busy, restarting or behind passes; a key that is no good, a filter that cannot be read and a log that was rewound do not.
    private static bool IsPassing(TimelineProblemException problem) => problem.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;

    internal static bool IsPassing(Exception e, CancellationToken cancellationToken) =>
        (e is TimelineProblemException problem && IsPassing(problem)) || e is HttpRequestException or IOException or TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    internal static TimeSpan PauseAfter(int attempts)
    {
        var pause = RetryDelayMin * Math.Pow(2, Math.Min(attempts, 16));
        return (pause < RetryDelayMax ? pause : RetryDelayMax) * (0.75 + (Random.Shared.NextDouble() / 2));
    }
}
