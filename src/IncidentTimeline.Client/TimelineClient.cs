using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IncidentTimeline.Client;

/// <summary>Speaks to one IncidentTimeline service. Safe for concurrent use.</summary>
/// <param name="http">With the service's address as <see cref="HttpClient.BaseAddress"/>; see <see cref="Create"/>. Disposed with the client.</param>
/// <param name="time">For how long an answer may pause.</param>
public sealed class TimelineClient(HttpClient http, TimeProvider time) : IDisposable
{
    // What a newer service adds to an answer is no trouble for an older client.
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) } };

    internal static readonly JsonSerializerOptions Written = new(Json) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Lines of one request to <see cref="RecordAsync"/>: their verdicts fit into what the way back holds while nobody reads.</summary>
    public const int LinesMax = 500;

    /// <summary>Events of one request when a log is read: some MB, and the service holds nothing between two.</summary>
    private const int EventsPerPage = 1_000;

    /// <summary>How long the service may take to begin an answer: three times as long as it lets its own callers wait at most.</summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);

    /// <summary>How long a verdict or an event may take after the one before: twice as long as the service tries to record a line.</summary>
    private static readonly TimeSpan LineMax = TimeSpan.FromSeconds(60);

    /// <summary>A client for the service at an address, such as <c>http://127.0.0.1:5080</c>.</summary>
    /// <param name="service">Where the service listens.</param>
    /// <param name="key">Sent as bearer key with every request; null for reading a demo.</param>
    public static TimelineClient Create(Uri service, string? key)
    {
        // What is on this machine is reached without a detour that could read the key.
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = !service.IsLoopback }) { BaseAddress = service, Timeout = AnswerMax };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return new TimelineClient(http, TimeProvider.System);
    }

    /// <summary>Durable subscriptions, whose progress the service keeps.</summary>
    public TimelineSubscriptions Subscriptions => new(http, time);

    /// <summary>Following does not get on for now, and tries again after a pause. For the consumer's log.</summary>
    public event EventHandler<FollowInterruption>? FollowInterrupted;

    public void Dispose() => http.Dispose();

    /// <summary>Whether the service can be relied on now. One that is not ready answers, too.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    /// <exception cref="TimelineProblemException">What answered refused.</exception>
    public async Task<Readiness> ReadinessAsync(CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri("health/ready", UriKind.Relative), cancellationToken).ConfigureAwait(false);
        return await ReadAsync<Readiness>(response, response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a key. Not to be repeated blindly: a second request makes a second key.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    /// <exception cref="TimelineProblemException">The service refused.</exception>
    public async Task<IssuedKey> CreateKeyAsync(NewKey key, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(new Uri("keys", UriKind.Relative), key, Json, cancellationToken).ConfigureAwait(false);
        return await ReadAsync<IssuedKey>(response, response.StatusCode == HttpStatusCode.Created, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The keys in the order of their making, fetched page by page.</summary>
    /// <param name="withEnded">Whether revoked and expired ones are among them.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    /// <exception cref="TimelineProblemException">The service refused.</exception>
    public async IAsyncEnumerable<Key> ListKeysAsync(bool withEnded, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long? after = 0; after is not null;)
        {
            using var response = await http.GetAsync(new Uri($"keys?after={after}&limit=1000{(withEnded ? "&include=ended" : "")}", UriKind.Relative), cancellationToken).ConfigureAwait(false);
            var page = await ReadAsync<KeyPage>(response, response.IsSuccessStatusCode, cancellationToken).ConfigureAwait(false);
            foreach (var key in page.Keys)
            {
                yield return key;
            }

            after = page.Next;
        }
    }

    /// <summary>Revokes a key for good; of one that was revoked before, the first revocation stands.</summary>
    /// <param name="prefix">The eight characters of the key after <c>it_</c>.</param>
    /// <param name="cancellationToken">Ends the waiting; the key may be revoked all the same.</param>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    /// <exception cref="TimelineProblemException">The service refused, or has no such key.</exception>
    public async Task<Key> RevokeKeyAsync(string prefix, CancellationToken cancellationToken)
    {
        using var response = await http.DeleteAsync(new Uri($"keys/{Uri.EscapeDataString(prefix)}", UriKind.Relative), cancellationToken).ConfigureAwait(false);
        return await ReadAsync<Key>(response, response.IsSuccessStatusCode, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has the service check its whole timeline as it is now. The last line is the verdict; without one the check was cut short.</summary>
    /// <exception cref="TimelineProblemException">The key may not, or a check is running already.</exception>
    public async IAsyncEnumerable<CheckLine> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("check", UriKind.Relative));
        await foreach (var line in ReadLinesAsync<CheckLine>(request, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false))
        {
            yield return line;
        }
    }

    /// <summary>The projections that the service keeps.</summary>
    /// <exception cref="TimelineProblemException">The key may not.</exception>
    public async Task<IReadOnlyList<Projection>> ListProjectionsAsync(CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri("projections", UriKind.Relative), cancellationToken).ConfigureAwait(false);
        return await ReadAsync<IReadOnlyList<Projection>>(response, response.IsSuccessStatusCode, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fills a projection anew and switches to it. The last line is the verdict; without one it was cut short, and nothing is switched.</summary>
    /// <param name="name">Of <see cref="ListProjectionsAsync"/>.</param>
    /// <param name="acceptDifferences">Whether to switch where the new tables say otherwise than those in use.</param>
    /// <param name="cancellationToken">Ends the rebuild.</param>
    /// <exception cref="TimelineProblemException">The key may not, or there is no such projection.</exception>
    public IAsyncEnumerable<RebuildLine> RebuildProjectionAsync(string name, bool acceptDifferences, CancellationToken cancellationToken) =>
        PostForLinesAsync($"projections/{Uri.EscapeDataString(name)}/rebuild{(acceptDifferences ? "?acceptDifferences=true" : "")}", cancellationToken);

    /// <summary>Goes back to the tables from before the last rebuild. Answers as a rebuild does.</summary>
    /// <exception cref="TimelineProblemException">The key may not, or there is no such projection.</exception>
    public IAsyncEnumerable<RebuildLine> RevertProjectionAsync(string name, CancellationToken cancellationToken) =>
        PostForLinesAsync($"projections/{Uri.EscapeDataString(name)}/revert", cancellationToken);

    /// <summary>Makes a source known; the same request again changes nothing.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    /// <exception cref="TimelineProblemException">The service refused: one of this name is registered otherwise, say.</exception>
    public Task RegisterSourceAsync(NewSource source, CancellationToken cancellationToken) => FoundAsync("sources", source, cancellationToken);

    /// <summary>Opens an incident; the same request again changes nothing.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    /// <exception cref="TimelineProblemException">The service refused: one of this name is open otherwise, say.</exception>
    public Task OpenIncidentAsync(NewIncident incident, CancellationToken cancellationToken) => FoundAsync("incidents", incident, cancellationToken);

    /// <summary>
    /// Records lines of facts, each all or none, and answers with a verdict a line, in their order. Over HTTP/1.1 .NET reads no answer before it has sent
    /// the whole request, so a feed is sent as many requests of at most <see cref="LinesMax"/>, several at once. With ids that follow
    /// from the feed, whatever was not answered can be sent again.
    /// </summary>
    /// <param name="lines">JSON objects <c>{"incident":…,"facts":[…]}</c> in UTF-8, without line ends.</param>
    /// <param name="cancellationToken">Ends the waiting; what was sent may be recorded all the same.</param>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    /// <exception cref="TimelineProblemException">The service refused the request as such.</exception>
    public async IAsyncEnumerable<LineVerdict> RecordAsync(IReadOnlyList<ReadOnlyMemory<byte>> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lines.Count, LinesMax, nameof(lines));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("facts", UriKind.Relative)) { Content = new LinesContent(lines) };
        await foreach (var verdict in ReadLinesAsync<LineVerdict>(request, LineMax, cancellationToken).ConfigureAwait(false))
        {
            yield return verdict;
        }
    }

    private async Task FoundAsync<T>(string path, T subject, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), subject, Written, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw await TimelineProblemException.OfAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes all facts that match to a stream, in log order. An answer that was cut short ends in an exception, never in a shorter file.</summary>
    /// <param name="mediaType"><c>application/x-ndjson</c>, <c>text/csv</c> or <c>application/geo+json</c>.</param>
    /// <param name="query">Parameters of <c>GET /facts</c>: filters and cut points.</param>
    /// <param name="output">Stays the caller's.</param>
    /// <param name="cancellationToken">Ends it in the middle.</param>
    /// <exception cref="TimelineProblemException">The service refused.</exception>
    /// <exception cref="IOException">It was cut short.</exception>
    public async Task ExportFactsAsync(string mediaType, IEnumerable<KeyValuePair<string, string>> query, Stream output, CancellationToken cancellationToken)
    {
        var parameters = string.Join('&', query.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"facts?{parameters}", UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(mediaType));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != mediaType)
        {
            throw await TimelineProblemException.OfAsync(response, cancellationToken).ConfigureAwait(false);
        }

        await response.Content.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The log from a position to its end, page by page, each captured document with its bytes.</summary>
    /// <exception cref="TimelineProblemException">The key may not.</exception>
    public async IAsyncEnumerable<ExportedEvent> ExportLogAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var recorded in ReadEventsAsync(EventFilter.None, after, cancellationToken).ConfigureAwait(false))
        {
            var one = ExportedEvent.Of(recorded);
            yield return one.Type is "DocumentCaptured" or "DocumentVersionCaptured"
                ? one with { Document = await ReadDocumentAsync(one, cancellationToken).ConfigureAwait(false) }
                : one;
        }
    }

    /// <summary>The events after a position that pass the filter, in order, up to the end of the log as it is met.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    /// <exception cref="TimelineProblemException">The service refused: the key may not, or the log ends before that position.</exception>
    public async IAsyncEnumerable<TimelineEvent> ReadEventsAsync(EventFilter filter, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long before;
        do
        {
            before = after;
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(FormattableString.Invariant($"events?after={after}&limit={EventsPerPage}{filter.ToQuery()}"), UriKind.Relative));
            await foreach (var line in ReadLinesAsync<JsonElement>(request, LineMax, cancellationToken).ConfigureAwait(false))
            {
                if (line.TryGetProperty("reached", out var reached))
                {
                    after = reached.GetInt64();
                }
                else
                {
                    yield return line.Deserialize<TimelineEvent>(Json) ?? throw new JsonException("The service answered null.");
                }
            }
        }
        while (after > before);
    }

    /// <summary>
    /// The events after a position that pass the filter, and then each as it is recorded, in order and without an end. Where the service or the way to
    /// it is away, the connection is made again, with pauses up to a quarter of a minute. Each event comes once as long as this enumeration lasts.
    /// </summary>
    /// <param name="filter">Which events.</param>
    /// <param name="after">The last position that was taken; 0 from the beginning.</param>
    /// <param name="cancellationToken">Ends it, as <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="TimelineProblemException">The service refused for good: the key may not, or (slug <c>log-rewound</c>) the log ends before the position.</exception>
    public async IAsyncEnumerable<TimelineEvent> FollowAsync(EventFilter filter, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var step in FollowStepsAsync(filter, after, cancellationToken).ConfigureAwait(false))
        {
            if (step.Event is not null)
            {
                yield return step.Event;
            }
        }
    }

    /// <summary>
    /// As above, from a checkpoint that moves on whenever the consumer comes back for the next event: what it took, and what the filter left out, is behind
    /// it. After a crash the last event comes again.
    /// </summary>
    /// <exception cref="TimelineProblemException">As above.</exception>
    public async IAsyncEnumerable<TimelineEvent> FollowAsync(EventFilter filter, ICheckpoint checkpoint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = await checkpoint.ReadAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var step in FollowStepsAsync(filter, after, cancellationToken).ConfigureAwait(false))
        {
            if (step.Event is not null)
            {
                yield return step.Event;
            }

            if (step.Position > after)
            {
                await checkpoint.MoveAsync(step.Position, cancellationToken).ConfigureAwait(false);
                after = step.Position;
            }
        }
    }

    /// <summary>
    /// As above, with a step also for each position that was reached without an event: for a consumer that keeps its checkpoint itself, such as a
    /// <see cref="TransactionCheckpoint"/>, and whose filter lets little through.
    /// </summary>
    /// <exception cref="TimelineProblemException">As above.</exception>
    public IAsyncEnumerable<FollowStep> FollowStepsAsync(EventFilter filter, long after, CancellationToken cancellationToken) =>
        new TimelineFollower(http, time, one => FollowInterrupted?.Invoke(this, one)).FollowAsync(filter, after, cancellationToken);

    /// <summary>
    /// Records an event of another log by the request that records such a thing: same content, same id, so that to send it again is
    /// harmless. The actor is the caller, and position and time are new.
    /// </summary>
    /// <returns>Whether it was recorded now; else it had been before.</returns>
    /// <exception cref="TimelineProblemException">The service refused.</exception>
    public async Task<bool> ReplayAsync(ExportedEvent recorded, CancellationToken cancellationToken)
    {
        var (path, body) = Replays.RequestOf(recorded);
        using var response = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Json, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? response.StatusCode == HttpStatusCode.Created
            : throw await TimelineProblemException.OfAsync(response, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ExportedDocument> ReadDocumentAsync(ExportedEvent captured, CancellationToken cancellationToken)
    {
        var path = $"documents/{captured.Stream["document-".Length..]}";
        var bytes = await ReadBytesAsync($"{path}/bytes", cancellationToken).ConfigureAwait(false);
        return captured.Data.TryGetProperty("textSha256", out _)
            ? new ExportedDocument(bytes, Encoding.UTF8.GetString(await ReadBytesAsync($"{path}/text", cancellationToken).ConfigureAwait(false)))
            : new ExportedDocument(bytes);
    }

    private async Task<byte[]> ReadBytesAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)
            : throw await TimelineProblemException.OfAsync(response, cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<RebuildLine> PostForLinesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        await foreach (var line in ReadLinesAsync<RebuildLine>(request, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false))
        {
            yield return line;
        }
    }

    private async IAsyncEnumerable<T> ReadLinesAsync<T>(HttpRequestMessage request, TimeSpan silenceMax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The clock waits for the headers and for each line: a large log takes as long as it takes, and a check or rebuild may be silent over a large table.
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "application/x-ndjson")
        {
            throw await TimelineProblemException.OfAsync(response, cancellationToken).ConfigureAwait(false);
        }

        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await ReadLineAsync(lines, silenceMax, cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return JsonSerializer.Deserialize<T>(line, Json) ?? throw new JsonException("The service answered null.");
        }
    }

    private async Task<string?> ReadLineAsync(StreamReader lines, TimeSpan silenceMax, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadLineAsync(cancellationToken).AsTask().WaitAsync(silenceMax, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new TaskCanceledException("The service fell silent in the middle of its answer.", e); // As HttpClient says it of the beginning.
        }
    }

    internal static async Task<T> ReadAsync<T>(HttpResponseMessage response, bool isAnswer, CancellationToken cancellationToken)
    {
        if (!isAnswer || response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            throw await TimelineProblemException.OfAsync(response, cancellationToken).ConfigureAwait(false);
        }

        return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException("The service answered null.");
    }
}

/// <summary>Whether the service can be relied on.</summary>
/// <param name="CanRead">Whether what it answers is current.</param>
/// <param name="CanWrite">Whether recording can be expected to succeed.</param>
/// <param name="Head">Last position of the log that it has seen; null before it saw any.</param>
public sealed record Readiness(bool CanRead, bool CanWrite, long? Head);

internal sealed record KeyPage(IReadOnlyList<Key> Keys, long? Next = null);
