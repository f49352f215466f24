using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IncidentTimeline.Client;

/// <summary>
/// Speaks to one IncidentTimeline service. Safe for concurrent use. What a caller does stands in a file each: Recording, Reading, Following, Operating;
/// this one is how a request is made. Every call throws <see cref="HttpRequestException"/> where the service cannot be reached, and
/// <see cref="TaskCanceledException"/> with a <see cref="TimeoutException"/> inside where it does not answer in time.
/// </summary>
/// <param name="http">With the service's address as <see cref="HttpClient.BaseAddress"/>; see <see cref="Create"/>. Disposed with the client.</param>
/// <param name="time">For how long an answer may pause.</param>
public sealed partial class TimelineClient(HttpClient http, TimeProvider time) : IDisposable
{
    // What a newer service adds to an answer is no trouble for an older client.
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) } };

    // Of these every member is said to be there or not: what lacks one is no answer of a service that this client knows.
    private static readonly JsonSerializerOptions Answers = new(Json) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    internal static readonly JsonSerializerOptions Written = new(Json) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Lines of one request to <see cref="RecordAsync(IReadOnlyList{ReadOnlyMemory{byte}}, CancellationToken)"/>: their verdicts fit into what the way back holds while nobody reads.</summary>
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

    public void Dispose() => http.Dispose();

    private async Task<T> GetAsync<T>(string path, JsonSerializerOptions options, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken).ConfigureAwait(false);
        return await ReadAsync<T>(response, response.IsSuccessStatusCode, options, cancellationToken).ConfigureAwait(false);
    }

    internal static Task<T> ReadAsync<T>(HttpResponseMessage response, bool isAnswer, CancellationToken cancellationToken) => ReadAsync<T>(response, isAnswer, Json, cancellationToken);

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, bool isAnswer, JsonSerializerOptions options, CancellationToken cancellationToken)
    {
        if (!isAnswer || response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            throw await TimelineProblemException.OfAsync(response, cancellationToken).ConfigureAwait(false);
        }

        return await response.Content.ReadFromJsonAsync<T>(options, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException("The service answered null.");
    }

    private async IAsyncEnumerable<T> ReadLinesAsync<T>(HttpRequestMessage request, TimeSpan silenceMax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in ReadLinesAsync(request, silenceMax, cancellationToken).ConfigureAwait(false))
        {
            yield return JsonSerializer.Deserialize<T>(line, Json) ?? throw new JsonException("The service answered null.");
        }
    }

    private async IAsyncEnumerable<string> ReadLinesAsync(HttpRequestMessage request, TimeSpan silenceMax, [EnumeratorCancellation] CancellationToken cancellationToken)
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
            yield return line;
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
}
