using System.Text.Json.Serialization;

namespace IncidentTimeline.Client;

/// <summary>A subscription to be made, or as it is to be from now on.</summary>
/// <param name="Start">Where it begins: <c>beginning</c>, <c>now</c> (the end of the log), or a position, as text, after which it does. Looked at when it is made; later it has to be the same.</param>
public sealed record NewSubscription(string Start)
{
    /// <summary>Which events; another filter is about what comes after what was read so far. Default: everything.</summary>
    public EventFilter Filter { get; init; } = EventFilter.None;

    /// <summary>Deliveries that fail or run out before an event is parked: 1 to 100.</summary>
    public int AttemptsMax { get; init; } = 10;

    /// <summary>For how long it is on record what was told: 1 to 3,650 days.</summary>
    public int RetentionDays { get; init; } = 30;
}

/// <summary>A subscription and where it stands.</summary>
/// <param name="Name">Names it in its log.</param>
/// <param name="Owner">Who made it; keys of that name may use it.</param>
/// <param name="State"><c>active</c> or <c>paused</c>.</param>
/// <param name="Filter">What it is told of.</param>
/// <param name="Start">Where it was asked to begin.</param>
/// <param name="Position">The checkpoint: all up to here is done, or did not pass the filter.</param>
/// <param name="Head">The end of the log.</param>
/// <param name="Lag">Events from the checkpoint to the end of the log.</param>
/// <param name="Waiting">Events that passed and wait for a worker, as far as the log was read.</param>
/// <param name="Leased">Events that workers have.</param>
/// <param name="Held">Events that wait behind a parked one.</param>
/// <param name="Parked">Events that wait for a person.</param>
/// <param name="AttemptsMax">Attempts after which an event is parked.</param>
/// <param name="RetentionDays">For how many days deliveries are on record.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="DeliveriesSince">From when on all deliveries are on record.</param>
/// <param name="LastDeliveredAt">When events were last delivered; null before.</param>
/// <param name="LastError">The last failure that a worker told; null where none did.</param>
/// <param name="ParkedEvents">The first 100 that are parked; null in a list of subscriptions.</param>
public sealed record Subscription(
    string Name,
    string Owner,
    string State,
    SubscriptionFilter Filter,
    string Start,
    long Position,
    long Head,
    long Lag,
    long Waiting,
    long Leased,
    long Held,
    long Parked,
    int AttemptsMax,
    int RetentionDays,
    DateTimeOffset CreatedAt,
    DateTimeOffset DeliveriesSince,
    DateTimeOffset? LastDeliveredAt = null,
    DeliveryError? LastError = null,
    IReadOnlyList<ParkedEvent>? ParkedEvents = null);

/// <summary>A filter as a subscription keeps it; what is null lets everything through.</summary>
/// <param name="Types">Names of fact types and desk decisions.</param>
/// <param name="Families">Families of types.</param>
/// <param name="Regions">ISO 3166 codes, each with all inside it.</param>
/// <param name="Incidents">Incidents.</param>
/// <param name="Sources">Registered sources.</param>
public sealed record SubscriptionFilter(
    IReadOnlyList<string>? Types = null,
    IReadOnlyList<string>? Families = null,
    IReadOnlyList<string>? Regions = null,
    IReadOnlyList<string>? Incidents = null,
    IReadOnlyList<string>? Sources = null)
{
    internal static SubscriptionFilter Of(EventFilter filter) =>
        new(OrNull(filter.Types), OrNull(filter.Families), OrNull(filter.Regions), OrNull(filter.Incidents), OrNull(filter.Sources));

    private static IReadOnlyList<string>? OrNull(IReadOnlyList<string> names) => names.Count > 0 ? names : null;
}

/// <summary>A failure that a worker told.</summary>
/// <param name="Position">Of which event.</param>
/// <param name="Error">In the worker's words.</param>
/// <param name="At">When.</param>
public sealed record DeliveryError(long Position, string Error, DateTimeOffset At);

/// <summary>An event that waits for a person.</summary>
/// <param name="Position">Its place in the log.</param>
/// <param name="Attempts">How often it was delivered.</param>
/// <param name="Error">What a worker last said of it.</param>
/// <param name="Keys">The incidents that it holds up.</param>
public sealed record ParkedEvent(long Position, int Attempts, string? Error, IReadOnlyList<string> Keys);

/// <summary>Events that a worker was given.</summary>
/// <param name="State"><c>active</c> or <c>paused</c>.</param>
/// <param name="Position">All up to here is done, or did not pass the filter.</param>
/// <param name="Head">The end of the log.</param>
/// <param name="Events">In log order; none where none came within the time.</param>
/// <param name="Lease">To be named when they are acknowledged; null without events.</param>
/// <param name="LeasedUntil">From then on another worker may be given them, by the service's clock.</param>
public sealed record NextEvents(string State, long Position, long Head, IReadOnlyList<LeasedEvent> Events, Guid? Lease = null, DateTimeOffset? LeasedUntil = null);

/// <summary>An event that was leased.</summary>
/// <param name="Attempt">How often it was delivered, this time counted.</param>
/// <param name="Event">The event.</param>
public sealed record LeasedEvent(int Attempt, TimelineEvent Event);

/// <summary>What became of one event.</summary>
/// <param name="Position">Which.</param>
/// <param name="Outcome">What.</param>
/// <param name="Error">Why it failed or is parked: at most 2,000 characters.</param>
public sealed record EventOutcome(long Position, DeliveryOutcome Outcome = DeliveryOutcome.Done, string? Error = null);

/// <summary>What a worker may say of an event.</summary>
public enum DeliveryOutcome
{
    /// <summary>It took effect.</summary>
    Done,

    /// <summary>It did not; it is tried again later, and parked after too many attempts.</summary>
    Failed,

    /// <summary>It cannot: it waits for a person, and so does what comes after it in its incident.</summary>
    Parked,

    /// <summary>It was not looked at, and may be delivered at once; no attempt is counted.</summary>
    Returned,
}

/// <summary>What was taken of an acknowledgement.</summary>
/// <param name="Taken">Positions whose outcome counts.</param>
/// <param name="Lost">Positions that are not under the lease any more: another worker has or had them, or the subscription was reset.</param>
/// <param name="LeasedUntil">Until when the rest is leased; null where nothing is left, or nothing was asked.</param>
public sealed record Acknowledged(IReadOnlyList<long> Taken, IReadOnlyList<long> Lost, DateTimeOffset? LeasedUntil = null);

/// <summary>One attempt to deliver one event.</summary>
/// <param name="Number">In their order.</param>
/// <param name="Position">The event's place in the log.</param>
/// <param name="Event">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Attempt">1, 2, 3 …; 0 where it was skipped instead.</param>
/// <param name="DeliveredAt">When it was sent.</param>
/// <param name="Lease">With what else it was sent; null where it was skipped.</param>
/// <param name="Worker">Who took it, where that was said; who skipped it.</param>
/// <param name="Outcome">What became of it by then: <c>done</c>, <c>failed</c>, <c>parked</c>, <c>returned</c>, <c>expired</c>, <c>skipped</c> or <c>reset</c>; null where nobody had said.</param>
/// <param name="OutcomeAt">When that was said.</param>
/// <param name="Error">Why it failed.</param>
public sealed record Delivery(
    [property: JsonPropertyName("delivery")] long Number,
    long Position,
    Guid? Event,
    string? Type,
    int Attempt,
    DateTimeOffset DeliveredAt,
    Guid? Lease = null,
    string? Worker = null,
    string? Outcome = null,
    DateTimeOffset? OutcomeAt = null,
    string? Error = null);

internal sealed record SubscriptionPage(IReadOnlyList<Subscription> Subscriptions, string? Next = null);

internal sealed record ReceivedPage(IReadOnlyList<Delivery> Deliveries, long? Next = null);
