namespace IncidentTimeline.Client;

/// <summary>Takes events of one subscription, has them handled, and says what became of them.</summary>
internal sealed class SubscriptionWorker(TimelineSubscriptions subscriptions, string name, Func<TimelineEvent, CancellationToken, Task> handle, WorkOptions options, TimeProvider time)
{
    /// <summary>How long one request waits for an event.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    /// <summary>How long the last acknowledgement may take where the worker is being ended.</summary>
    private static readonly TimeSpan LeaveMax = TimeSpan.FromSeconds(5);

    /// <summary>Characters of an error that the service keeps.</summary>
    private const int ErrorLengthMax = 2_000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var attempts = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var next = await subscriptions.NextAsync(name, options.BatchMax, Wait, options.Lease, options.Worker, cancellationToken).ConfigureAwait(false);
                attempts = 0;
                if (next.Lease is { } lease)
                {
                    await HandleAsync(lease, next.Events, cancellationToken).ConfigureAwait(false);
                }
                else if (next.State != "active")
                {
                    await Task.Delay(Wait, time, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (TimelineFollower.IsPassing(e, cancellationToken))
            {
                await Task.Delay((e as TimelineProblemException)?.RetryAfter ?? TimelineFollower.PauseAfter(attempts++), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task HandleAsync(Guid lease, IReadOnlyList<LeasedEvent> events, CancellationToken cancellationToken)
    {
        var outcomes = new List<EventOutcome>();
        var failed = new HashSet<string>();
        var (handled, told) = (0, time.GetTimestamp());
        try
        {
            for (; handled < events.Count; handled++)
            {
                var one = events[handled].Event;
                outcomes.Add(failed.Overlaps(KeysOf(one)) ? new EventOutcome(one.Position, DeliveryOutcome.Returned) : await HandleAsync(one, cancellationToken).ConfigureAwait(false));
                if (outcomes[^1].Outcome != DeliveryOutcome.Done)
                {
                    failed.UnionWith(KeysOf(one));
                }

                if (time.GetElapsedTime(told) >= options.Lease / 3)
                {
                    var taken = await AcknowledgeAsync(lease, outcomes, options.Lease, cancellationToken).ConfigureAwait(false);
                    if (taken.LeasedUntil is null || taken.Lost.Count > 0)
                    {
                        return; // It took too long: another worker has the rest, and is not to be overtaken by this one.
                    }

                    (told, outcomes) = (time.GetTimestamp(), []);
                }
            }

            if (outcomes.Count > 0)
            {
                await AcknowledgeAsync(lease, outcomes, null, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var left = events.Skip(handled).Select(one => new EventOutcome(one.Event.Position, DeliveryOutcome.Returned)).ExceptBy(outcomes.Select(one => one.Position), one => one.Position);
            await LeaveAsync(lease, [.. outcomes, .. left]).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<EventOutcome> HandleAsync(TimelineEvent one, CancellationToken cancellationToken)
    {
        try
        {
            await handle(one, cancellationToken).ConfigureAwait(false);
            return new EventOutcome(one.Position);
        }
        catch (PoisonEventException e)
        {
            return new EventOutcome(one.Position, DeliveryOutcome.Parked, Shorten(e.Message));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever a handler throws is what became of its event.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new EventOutcome(one.Position, DeliveryOutcome.Failed, Shorten($"{e.GetType().Name}: {e.Message}"));
        }
    }

    /// <summary>Says it until it is heard: what was handled is not to come again because of one lost request.</summary>
    private async Task<Acknowledged> AcknowledgeAsync(Guid lease, List<EventOutcome> outcomes, TimeSpan? extend, CancellationToken cancellationToken)
    {
        for (var attempts = 0; ; attempts++)
        {
            try
            {
                return await subscriptions.AcknowledgeAsync(name, lease, outcomes, extend, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (TimelineFollower.IsPassing(e, cancellationToken))
            {
                await Task.Delay((e as TimelineProblemException)?.RetryAfter ?? TimelineFollower.PauseAfter(attempts), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task LeaveAsync(Guid lease, List<EventOutcome> outcomes)
    {
        using var leaving = new CancellationTokenSource(LeaveMax, time);
        try
        {
            await subscriptions.AcknowledgeAsync(name, lease, outcomes, null, leaving.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (TimelineFollower.IsPassing(e, CancellationToken.None))
        {
            // They are delivered again when the lease is over.
        }
    }

    private static IReadOnlyList<string> KeysOf(TimelineEvent one) => one.Incidents.Count > 0 ? one.Incidents : [one.Subject];

    // What JSON over HTTP does not carry must not keep a failure from being told.
    private static string Shorten(string message)
    {
        var told = message.Length == 0 ? "?" : message.Replace('\0', '\uFFFD');
        return told.Length <= ErrorLengthMax ? told : told[..(char.IsHighSurrogate(told[ErrorLengthMax - 1]) ? ErrorLengthMax - 1 : ErrorLengthMax)];
    }
}
