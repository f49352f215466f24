using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace IncidentTimeline.Client;

/// <content>What is recorded: sources, documents, incidents, facts and decisions. After a lost answer, send the same again: nothing is recorded twice.</content>
public sealed partial class TimelineClient
{
    /// <summary>Makes a source known; the same request again changes nothing.</summary>
    /// <exception cref="TimelineProblemException">The service refused: one of this name is registered otherwise (slug <c>id-reused</c>), say.</exception>
    public Task<Receipt> RegisterSourceAsync(NewSource source, CancellationToken cancellationToken) => RecordAsync("sources", source, cancellationToken);

    /// <summary>Freezes what a source published. Its SHA-256 is its name from now on; the same bytes again change nothing.</summary>
    /// <exception cref="TimelineProblemException">The service refused: the publisher is not registered (slug <c>source-unknown</c>), say.</exception>
    public Task<Receipt> CaptureDocumentAsync(NewDocument document, CancellationToken cancellationToken) => RecordAsync("documents", document, cancellationToken);

    /// <summary>Opens an incident; the same request again changes nothing.</summary>
    /// <exception cref="TimelineProblemException">The service refused: one of this name is open otherwise (slug <c>id-reused</c>), say.</exception>
    public Task<Receipt> OpenIncidentAsync(NewIncident incident, CancellationToken cancellationToken) => RecordAsync("incidents", incident, cancellationToken);

    /// <summary>Records facts under an incident, all or none.</summary>
    /// <param name="incident">An incident that was opened.</param>
    /// <param name="facts">1 to 1,000, each with an id of the caller's.</param>
    /// <param name="cancellationToken">Ends the waiting; they may be recorded all the same.</param>
    /// <exception cref="TimelineProblemException">The service refused: <c>invalid</c> and what is wrong where, <c>not-found</c>, <c>quotation-mismatch</c>, <c>id-reused</c>, …; or is <c>busy</c>, to be asked again.</exception>
    public Task<Receipt> RecordFactsAsync(string incident, IReadOnlyList<Fact> facts, CancellationToken cancellationToken) =>
        RecordAsync($"incidents/{Uri.EscapeDataString(incident)}/facts", facts, cancellationToken);

    /// <summary>Records a decision about an incident or its facts.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="decisionId">Chosen by the caller, so that a repeated request is recognised; by it the decision is undone.</param>
    /// <param name="decision">Its <c>type</c> and members, as <c>GET /desk-decisions</c> describes them.</param>
    /// <param name="cancellationToken">Ends the waiting; it may be recorded all the same.</param>
    /// <exception cref="TimelineProblemException">The service refused, by the rules of the domain or because the key may not.</exception>
    public Task<Receipt> DecideOnIncidentAsync(string incident, Guid decisionId, JsonElement decision, CancellationToken cancellationToken) =>
        DecideAsync("incidents", incident, decisionId, decision, cancellationToken);

    /// <summary>Records a decision about a document, named by its SHA-256, such as when it was published; else as <see cref="DecideOnIncidentAsync"/>.</summary>
    public Task<Receipt> DecideOnDocumentAsync(string sha256, Guid decisionId, JsonElement decision, CancellationToken cancellationToken) =>
        DecideAsync("documents", sha256, decisionId, decision, cancellationToken);

    /// <summary>Records a decision about a source, such as its reliability; else as <see cref="DecideOnIncidentAsync"/>.</summary>
    public Task<Receipt> DecideOnSourceAsync(string source, Guid decisionId, JsonElement decision, CancellationToken cancellationToken) =>
        DecideAsync("sources", source, decisionId, decision, cancellationToken);

    /// <summary>
    /// Records lines of facts, each all or none, and answers with a verdict a line, in their order. Over HTTP/1.1 .NET reads no answer before it has sent
    /// the whole request, so a feed is sent as many requests of at most <see cref="LinesMax"/>, several at once. With ids that follow
    /// from the feed, whatever was not answered can be sent again.
    /// </summary>
    /// <param name="lines">JSON objects <c>{"incident":…,"facts":[…]}</c> in UTF-8, without line ends.</param>
    /// <param name="cancellationToken">Ends the waiting; what was sent may be recorded all the same.</param>
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
        return (await RecordAsync(path, body, cancellationToken).ConfigureAwait(false)).IsNew;
    }

    private Task<Receipt> DecideAsync(string subjects, string subject, Guid decisionId, JsonElement decision, CancellationToken cancellationToken) =>
        RecordAsync($"{subjects}/{Uri.EscapeDataString(subject)}/desk", new NewDecision(decision, decisionId), cancellationToken);

    private async Task<Receipt> RecordAsync<T>(string path, T body, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Written, cancellationToken).ConfigureAwait(false);
        var receipt = await ReadAsync<Receipt>(response, response.IsSuccessStatusCode, Answers, cancellationToken).ConfigureAwait(false);
        return receipt with { IsNew = response.StatusCode == HttpStatusCode.Created };
    }
}
