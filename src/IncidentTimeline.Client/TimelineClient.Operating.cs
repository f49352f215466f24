using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;

namespace IncidentTimeline.Client;

/// <content>For whoever keeps the service going: readiness, keys, checks, projections.</content>
public sealed partial class TimelineClient
{
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
            var page = await GetAsync<KeyPage>($"keys?after={after}&limit=1000{(withEnded ? "&include=ended" : "")}", Json, cancellationToken).ConfigureAwait(false);
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
    public Task<IReadOnlyList<Projection>> ListProjectionsAsync(CancellationToken cancellationToken) => GetAsync<IReadOnlyList<Projection>>("projections", Json, cancellationToken);

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

    private async IAsyncEnumerable<RebuildLine> PostForLinesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        await foreach (var line in ReadLinesAsync<RebuildLine>(request, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false))
        {
            yield return line;
        }
    }
}

/// <summary>Whether the service can be relied on.</summary>
/// <param name="CanRead">Whether what it answers is current.</param>
/// <param name="CanWrite">Whether recording can be expected to succeed.</param>
/// <param name="Head">Last position of the log that it has seen; null before it saw any.</param>
public sealed record Readiness(bool CanRead, bool CanWrite, long? Head);

internal sealed record KeyPage(IReadOnlyList<Key> Keys, long? Next = null);
