using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;

namespace IncidentTimeline.Client;

/// <content>What is recorded: sources, incidents, facts, and the events of another log.</content>
public sealed partial class TimelineClient
{
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

    private async Task FoundAsync<T>(string path, T subject, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), subject, Written, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw await TimelineProblemException.OfAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }
}
