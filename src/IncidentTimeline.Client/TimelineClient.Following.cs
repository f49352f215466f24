using System.Runtime.CompilerServices;
using System.Text;

namespace IncidentTimeline.Client;

/// <content>The log itself, from any position on, and as it grows.</content>
public sealed partial class TimelineClient
{
    /// <summary>Following does not get on for now, and tries again after a pause. For the consumer's log.</summary>
    public event EventHandler<FollowInterruption>? FollowInterrupted;

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
        string? epoch = null;
        do
        {
            before = after;
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(FormattableString.Invariant($"events?after={after}{(epoch is null ? "" : $"&epoch={epoch}")}&limit={EventsPerPage}{filter.ToQuery()}"), UriKind.Relative));
            await foreach (var line in ReadLinesAsync(request, LineMax, cancellationToken).ConfigureAwait(false))
            {
                var step = FeedLine.Read(line);
                (after, epoch) = (step.Position, step.Epoch ?? epoch);
                if (step.Event is not null)
                {
                    yield return step.Event;
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
    /// <exception cref="TimelineProblemException">The service refused for good: the key may not, or (slug <c>log-rewound</c>) this is not the log that was followed to the position.</exception>
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
        var epoch = await checkpoint.ReadEpochAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var step in FollowStepsAsync(filter, after, epoch, cancellationToken).ConfigureAwait(false))
        {
            if (step.Event is not null)
            {
                yield return step.Event;
            }

            if (step.Position > after)
            {
                await checkpoint.MoveAsync(step.Position, step.Epoch, cancellationToken).ConfigureAwait(false);
                after = step.Position;
            }
        }
    }

    /// <summary>
    /// As above, with a step also for each position that was reached without an event: for a consumer that keeps its checkpoint itself, such as a
    /// <see cref="TransactionCheckpoint"/>, and whose filter lets little through.
    /// </summary>
    /// <exception cref="TimelineProblemException">As above.</exception>
    public IAsyncEnumerable<FollowStep> FollowStepsAsync(EventFilter filter, long after, CancellationToken cancellationToken) => FollowStepsAsync(filter, after, null, cancellationToken);

    /// <summary>As above, from the position and the epoch of the last step. With the epoch, a log that was restored or failed over without what was taken is noticed even when it has grown past it.</summary>
    /// <exception cref="TimelineProblemException">As above.</exception>
    public IAsyncEnumerable<FollowStep> FollowStepsAsync(EventFilter filter, long after, string? epoch, CancellationToken cancellationToken) =>
        new TimelineFollower(http, time, one => FollowInterrupted?.Invoke(this, one)).FollowAsync(filter, after, epoch, cancellationToken);

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
}
