using System.Net.Http.Headers;
using System.Text.Json;

namespace IncidentTimeline.Client;

/// <content>What is said to be the case, and why.</content>
public sealed partial class TimelineClient
{
    /// <summary>What is said to be the case in a region.</summary>
    /// <param name="region">ISO 3166-1 or 3166-2 code, such as <c>UA</c> or <c>RU-KLU</c>.</param>
    /// <param name="cut">As of when.</param>
    /// <param name="withContext">Whether context incidents are in it, too.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimelineProblemException">The service refused: <c>not-found</c> for a code that is none, <c>invalid-query</c>, <c>not-caught-up</c>, or the key may not.</exception>
    public Task<Picture> PictureAsync(string region, CutPoints cut, bool withContext, CancellationToken cancellationToken) =>
        GetAsync<Picture>($"regions/{Uri.EscapeDataString(region)}/picture{cut.ToQuery(("include", withContext ? "context" : null))}", Answers, cancellationToken);

    /// <summary>How what was reported about one question changed, step by step.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="aspect">The question, such as <c>drones-down</c> or <c>airport-status:svo</c>.</param>
    /// <param name="placeKey">Narrows it to one place, by <see cref="Question.PlaceKey"/>; null for all.</param>
    /// <param name="cut">As of when.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimelineProblemException">The service refused: <c>not-found</c> where there is no such incident or question, <c>invalid-query</c>, <c>not-caught-up</c>, or the key may not.</exception>
    public Task<ReportingHistory> HistoryAsync(string incident, string aspect, string? placeKey, CutPoints cut, CancellationToken cancellationToken) =>
        GetAsync<ReportingHistory>($"incidents/{Uri.EscapeDataString(incident)}/aspects/{Uri.EscapeDataString(aspect)}/history{cut.ToQuery(("place", placeKey))}", Answers, cancellationToken);

    /// <summary>The way from a fact down to the words, the bytes, and whoever said and coded it. Takes the key of an analyst or auditor.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="cut">As of when.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimelineProblemException">The service refused: <c>not-found</c> where no such fact was known then, <c>invalid-query</c>, <c>not-caught-up</c>, or the key may not.</exception>
    public Task<FactTrace> TraceAsync(Guid fact, CutPoints cut, CancellationToken cancellationToken) =>
        GetAsync<FactTrace>($"facts/{fact:D}/trace{cut.ToQuery()}", Answers, cancellationToken);

    /// <summary>Any resource as the service writes it: for what has no call here, and to pass an answer on with every member.</summary>
    /// <param name="path">With its query, such as <c>regions/RU-KLU/picture?knownAt=42</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimelineProblemException">The service refused, or answered something else than JSON.</exception>
    public Task<JsonElement> ReadJsonAsync(string path, CancellationToken cancellationToken) => GetAsync<JsonElement>(path, Json, cancellationToken);

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
