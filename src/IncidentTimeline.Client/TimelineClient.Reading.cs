using System.Net.Http.Headers;

namespace IncidentTimeline.Client;

/// <content>What is said to be the case, and why.</content>
public sealed partial class TimelineClient
{
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
}
