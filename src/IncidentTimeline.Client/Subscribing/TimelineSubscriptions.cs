using System.Net.Http.Json;
using System.Runtime.CompilerServices;

namespace IncidentTimeline.Client;

/// <summary>
/// Durable subscriptions: the service keeps how far a consumer is, shares the events among its workers, and keeps on record what it was told.
/// Each call ends in <see cref="HttpRequestException"/> where the service cannot be reached, and in <see cref="TimelineProblemException"/> where it refuses.
/// </summary>
public sealed class TimelineSubscriptions
{
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    internal TimelineSubscriptions(HttpClient http, TimeProvider time) => (_http, _time) = (http, time);

    /// <summary>Makes a subscription, or gives it another filter or other settings; the same again changes nothing.</summary>
    /// <param name="name">1 to 64 of a–z, 0–9, dot, hyphen and underscore, with a letter or digit at both ends.</param>
    /// <param name="subscription">What it is to be.</param>
    /// <param name="cancellationToken">Ends the waiting; it may be made all the same.</param>
    public Task<Subscription> PutAsync(string name, NewSubscription subscription, CancellationToken cancellationToken) =>
        SendAsync<Subscription>(HttpMethod.Put, Path(name), new { subscription.Start, Filter = SubscriptionFilter.Of(subscription.Filter), subscription.AttemptsMax, subscription.RetentionDays }, cancellationToken);

    /// <summary>The caller's subscriptions by name; an auditor, analyst or admin sees everybody's.</summary>
    public async IAsyncEnumerable<Subscription> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = ""; after is not null;)
        {
            var page = await SendAsync<SubscriptionPage>(HttpMethod.Get, $"subscriptions?after={Uri.EscapeDataString(after)}", null, cancellationToken).ConfigureAwait(false);
            foreach (var one in page.Subscriptions)
            {
                yield return one;
            }

            after = page.Next;
        }
    }

    /// <summary>One subscription and where it stands.</summary>
    public Task<Subscription> ShowAsync(string name, CancellationToken cancellationToken) => SendAsync<Subscription>(HttpMethod.Get, Path(name), null, cancellationToken);

    /// <summary>Ends it for good, with the record of what it was told.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await _http.DeleteAsync(new Uri(Path(name), UriKind.Relative), cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw await TimelineProblemException.OfAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing is delivered until it is resumed. What workers have may be acknowledged.</summary>
    public Task<Subscription> PauseAsync(string name, CancellationToken cancellationToken) => SendAsync<Subscription>(HttpMethod.Post, $"{Path(name)}/pause", null, cancellationToken);

    /// <summary>Delivers again, from where it was paused.</summary>
    public Task<Subscription> ResumeAsync(string name, CancellationToken cancellationToken) => SendAsync<Subscription>(HttpMethod.Post, $"{Path(name)}/resume", null, cancellationToken);

    /// <summary>Begins again: after a position, as text, from the <c>beginning</c>, or from <c>now</c> on.</summary>
    public Task<Subscription> ResetAsync(string name, string start, CancellationToken cancellationToken) =>
        SendAsync<Subscription>(HttpMethod.Post, $"{Path(name)}/reset", new { Start = start }, cancellationToken);

    /// <summary>Delivers events once more: parked ones, failed ones without waiting, and ones that were done. At most 1,000.</summary>
    public Task<Subscription> RedeliverAsync(string name, IReadOnlyList<long> positions, CancellationToken cancellationToken) =>
        SendAsync<Subscription>(HttpMethod.Post, $"{Path(name)}/redeliver", new { Positions = positions }, cancellationToken);

    /// <summary>Gives parked events up, so that what waits behind them goes on. At most 1,000.</summary>
    public Task<Subscription> SkipAsync(string name, IReadOnlyList<long> positions, CancellationToken cancellationToken) =>
        SendAsync<Subscription>(HttpMethod.Post, $"{Path(name)}/skip", new { Positions = positions }, cancellationToken);

    /// <summary>The next events for a worker.</summary>
    /// <param name="name">Of the subscription.</param>
    /// <param name="limit">Events at once: 1 to 1,000.</param>
    /// <param name="wait">How long to wait for one: whole seconds, at most 25, which the answer has to be back within.</param>
    /// <param name="lease">How long others are not given them: whole seconds, 1 second to an hour.</param>
    /// <param name="worker">For the record: who takes them.</param>
    /// <param name="cancellationToken">Ends the waiting; what was leased meanwhile is delivered again when the lease is over.</param>
    public Task<NextEvents> NextAsync(string name, int limit, TimeSpan wait, TimeSpan lease, string? worker, CancellationToken cancellationToken) => SendAsync<NextEvents>(
        HttpMethod.Get,
        FormattableString.Invariant($"{Path(name)}/next?limit={limit}&wait={(int)wait.TotalSeconds}&leaseSeconds={(int)lease.TotalSeconds}{(worker is null ? "" : $"&worker={Uri.EscapeDataString(worker)}")}"),
        null, cancellationToken);

    /// <summary>Says what became of events; said again, it is taken again.</summary>
    /// <param name="name">Of the subscription.</param>
    /// <param name="lease">Under which they were given.</param>
    /// <param name="outcomes">Of which; empty: of none, so that only the lease is prolonged; null: all under the lease are done.</param>
    /// <param name="extend">For how long, from now on, what is left is needed; null: as before.</param>
    /// <param name="cancellationToken">Ends the waiting; it may be taken all the same.</param>
    public Task<Acknowledged> AcknowledgeAsync(string name, Guid lease, IReadOnlyList<EventOutcome>? outcomes, TimeSpan? extend, CancellationToken cancellationToken) =>
        SendAsync<Acknowledged>(HttpMethod.Post, $"{Path(name)}/ack", new { Lease = lease, Outcomes = outcomes, LeaseSeconds = (int?)extend?.TotalSeconds }, cancellationToken);

    /// <summary>What it had been told by an instant or position, in the order of the deliveries, with what had become of each by then.</summary>
    /// <param name="name">Of the subscription.</param>
    /// <param name="knownAt">A position, or an RFC 3339 instant; null for now.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    public async IAsyncEnumerable<Delivery> ReceivedAsync(string name, string? knownAt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (long? after = 0; after is not null;)
        {
            var query = FormattableString.Invariant($"?after={after}{(knownAt is null ? "" : $"&knownAt={Uri.EscapeDataString(knownAt)}")}");
            var page = await SendAsync<ReceivedPage>(HttpMethod.Get, $"{Path(name)}/received{query}", null, cancellationToken).ConfigureAwait(false);
            foreach (var one in page.Deliveries)
            {
                yield return one;
            }

            after = page.Next;
        }
    }

    /// <summary>
    /// Works a subscription off: hands each event to the handler, in order within each incident, until it is cancelled. An event whose handler throws has failed,
    /// and what comes after it in its incidents is returned; where the handler throws <see cref="PoisonEventException"/>, it is parked. Over outages it goes on.
    /// </summary>
    /// <remarks>At least once: after a crash, events come again whose acknowledgement was not sent. Any number of workers may do this for one subscription.</remarks>
    /// <exception cref="OperationCanceledException">It was cancelled; what was not handled is returned first, as far as the service can be reached.</exception>
    /// <exception cref="TimelineProblemException">What would be the same next time, such as <c>not-found</c> where there is no such subscription, or it was deleted.</exception>
    public Task WorkAsync(string name, Func<TimelineEvent, CancellationToken, Task> handle, WorkOptions options, CancellationToken cancellationToken) =>
        new SubscriptionWorker(this, name, handle, options, _time).RunAsync(cancellationToken);

    /// <summary>The same of a subscription that is made first, or given this filter and these settings: all that a worker needs, though the service be away when it starts.</summary>
    /// <exception cref="OperationCanceledException">As above.</exception>
    /// <exception cref="TimelineProblemException">The service refuses it, or what it began with was another start.</exception>
    public async Task WorkAsync(string name, NewSubscription subscription, Func<TimelineEvent, CancellationToken, Task> handle, WorkOptions options, CancellationToken cancellationToken)
    {
        for (var attempts = 0; ; attempts++)
        {
            try
            {
                await PutAsync(name, subscription, cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (Exception e) when (TimelineFollower.IsPassing(e, cancellationToken))
            {
                await Task.Delay((e as TimelineProblemException)?.RetryAfter ?? TimelineFollower.PauseAfter(attempts), _time, cancellationToken).ConfigureAwait(false);
            }
        }

        await WorkAsync(name, handle, options, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body, options: TimelineClient.Written) };
        using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await TimelineClient.ReadAsync<T>(response, response.IsSuccessStatusCode, cancellationToken).ConfigureAwait(false);
    }

    private static string Path(string name) => $"subscriptions/{Uri.EscapeDataString(name)}";
}

/// <summary>How a worker works.</summary>
/// <param name="Worker">For the record: who takes the events; such as the machine's name.</param>
public sealed record WorkOptions(string? Worker = null)
{
    /// <summary>Events at once: 1 to 1,000.</summary>
    public int BatchMax { get; init; } = 100;

    /// <summary>How long others are not given a worker's events: whole seconds, more than three times as long as one event takes. It is prolonged while they are worked on.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>What a handler throws where no other attempt will do: the event is parked until a person decides.</summary>
public sealed class PoisonEventException : Exception
{
    /// <summary>Without a reason.</summary>
    public PoisonEventException()
    {
    }

    /// <summary>With what is wrong with the event.</summary>
    public PoisonEventException(string message)
        : base(message)
    {
    }

    /// <summary>With what went wrong underneath.</summary>
    public PoisonEventException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
