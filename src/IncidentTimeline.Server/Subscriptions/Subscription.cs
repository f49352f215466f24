using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using IncidentTimeline.Catalog;
using IncidentTimeline.Server.Events;

namespace IncidentTimeline.Server.Subscriptions;

/// <summary>A subscription to be made, or as it is to be from now on.</summary>
/// <param name="Start">Where it begins: <c>beginning</c>, <c>now</c> (the end of the log), or a position, as text, after which it does. Looked at when it is made; later it has to be the same, and reset moves on.</param>
/// <param name="Filter">What it is told of; default everything. Another filter is about what is recorded after what was read so far.</param>
/// <param name="AttemptsMax">Deliveries that fail or run out before an event is parked: 1 to 100, default 10.</param>
/// <param name="RetentionDays">For how long it is on record what was told: 1 to 3,650 days, default 30.</param>
internal sealed record NewSubscription(
    [Length(1, 19)] string Start,
    SubscriptionFilter? Filter = null,
    [Range(1, 100)] int AttemptsMax = 10,
    [Range(1, 3650)] int RetentionDays = 30) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => StartText.Check(Start);
}

/// <summary>Which events: those that bear on one of each kind that is given, as in the query of <c>GET /events</c>.</summary>
/// <param name="Types">Names of fact types and desk decisions.</param>
/// <param name="Families">Families of types; each stands for all types in it, and for those that it will have.</param>
/// <param name="Regions">ISO 3166 codes, each with all inside it.</param>
/// <param name="Incidents">Incidents.</param>
/// <param name="Sources">Registered sources.</param>
internal sealed record SubscriptionFilter(
    [Length(1, 100)] IReadOnlyList<string>? Types = null,
    [Length(1, 100)] IReadOnlyList<string>? Families = null,
    [Length(1, 100)] IReadOnlyList<string>? Regions = null,
    [Length(1, 100)] IReadOnlyList<string>? Incidents = null,
    [Length(1, 100)] IReadOnlyList<string>? Sources = null)
{
    /// <summary>The filter that it is today.</summary>
    /// <returns>Null with the member that is wrong, and what would be right.</returns>
    public EventFilter? Read(out (string Member, string Reason) wrong)
    {
        var filter = EventFilter.Read(Text(Types), Text(Families), Text(Regions), Text(Incidents), Text(Sources), out var fault);
        wrong = (fault.Parameter switch { "type" => "types", "family" => "families", "region" => "regions", "incident" => "incidents", _ => "sources" }, fault.Reason);
        return filter;
    }

    private static string? Text(IReadOnlyList<string>? names) => names is null ? null : string.Join(',', names);
}

/// <summary>Where a subscription goes on.</summary>
/// <param name="Start"><c>beginning</c>, <c>now</c>, or a position, as text.</param>
internal sealed record Reset([Length(1, 19)] string Start) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => StartText.Check(Start);
}

/// <summary>Events by their positions.</summary>
/// <param name="Positions">1 to 1,000; as numbers, or as text, as events tell them.</param>
internal sealed record EventPositions([Length(1, 1_000)] IReadOnlyList<NamedPosition> Positions);

/// <summary>What became of events under a lease.</summary>
/// <param name="Lease">As <c>next</c> gave it.</param>
/// <param name="Outcomes">Of which events, once of each; all under the lease are done where it is missing, none where it is empty. Null is refused, for a program that forgot to fill it in.</param>
/// <param name="LeaseSeconds">For how long, from now on, what is left is needed: 1 to 3,600. Missing: as before.</param>
internal sealed record Acknowledgement(
    Guid Lease,
    [Length(0, 1_000)][DisallowNull] IReadOnlyList<EventOutcome>? Outcomes = null!, // Missing it may be; only written as null it may not.
    [Range(1, 3600)] int? LeaseSeconds = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var known = new HashSet<long>();
        return Outcomes?.OfType<EventOutcome>().FirstOrDefault(one => !known.Add(one.Position)) is { } twice // Of nulls in the list others complain.
            ? [new ValidationResult(FormattableString.Invariant($"Position {twice.Position.Value} is named twice; of each event say one thing."), ["outcomes"])]
            : [];
    }
}

/// <summary>What became of one event.</summary>
/// <param name="Position">Which; as a number, or as text, as events tell it.</param>
/// <param name="Outcome">What.</param>
/// <param name="Error">Why it failed or is parked, in the worker's words: at most 2,000 characters, of any kind but U+0000, for a failure must never fail to be told.</param>
internal sealed record EventOutcome(NamedPosition Position, WorkersOutcome Outcome = WorkersOutcome.Done, [Length(1, 2_000), Verbatim] string? Error = null);

/// <summary>What a worker may say of an event.</summary>
internal enum WorkersOutcome
{
    /// <summary>It took effect.</summary>
    Done,

    /// <summary>It did not; try it again later, and park it after too many attempts. What comes after it in its incidents under the lease is given back.</summary>
    Failed,

    /// <summary>It cannot: it waits for a person, and so does what comes after it in its incident.</summary>
    Parked,

    /// <summary>It was not looked at, and may be delivered at once; no attempt is counted.</summary>
    Returned,
}

/// <summary>What was taken of an acknowledgement.</summary>
/// <param name="Taken">Positions whose outcome counts; said again, they are taken again.</param>
/// <param name="Lost">Positions that are not under this lease any more: somebody else has or had them, the subscription was reset, or they were said to be done before what comes earlier in their incidents, and come again after it.</param>
/// <param name="LeasedUntil">Until when the rest is leased; missing where nothing is left, or nothing was asked.</param>
internal sealed record Acknowledged(IReadOnlyList<long> Taken, IReadOnlyList<long> Lost, DateTimeOffset? LeasedUntil = null);

/// <summary>A subscription and where it stands.</summary>
/// <param name="Name">Names it in this log.</param>
/// <param name="Owner">Who made it; whose keys of that name may use it.</param>
/// <param name="State">Whether it delivers.</param>
/// <param name="Filter">What it is told of.</param>
/// <param name="Start">Where it was asked to begin.</param>
/// <param name="StartsAfter">The position that this was.</param>
/// <param name="Position">The checkpoint: all up to here is done, or did not pass the filter.</param>
/// <param name="ReadTo">What is up to here was held against the filter.</param>
/// <param name="Head">The end of the log.</param>
/// <param name="Lag">Events from the checkpoint to the end of the log.</param>
/// <param name="Waiting">Events that passed and wait for a worker, as far as the log was read. One whose last lease ran out is among them until a worker asks, and only then parked.</param>
/// <param name="Leased">Events that workers have, under a lease that holds.</param>
/// <param name="Held">Events that wait behind a parked one.</param>
/// <param name="Parked">Events that wait for a person.</param>
/// <param name="AttemptsMax">Attempts after which an event is parked.</param>
/// <param name="RetentionDays">For how long deliveries are on record.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastDeliveredAt">When events were last delivered; missing before.</param>
/// <param name="LastError">The last failure that a worker told; missing where none did.</param>
/// <param name="DeliveriesSince">From when on all deliveries are on record.</param>
/// <param name="ParkedEvents">The first 100 that are parked; in the list of subscriptions missing.</param>
internal sealed record SubscriptionView(
    string Name,
    string Owner,
    SubscriptionState State,
    SubscriptionFilter Filter,
    string Start,
    long StartsAfter,
    long Position,
    long ReadTo,
    long Head,
    long Lag,
    long Waiting,
    long Leased,
    long Held,
    long Parked,
    int AttemptsMax,
    int RetentionDays,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastDeliveredAt,
    DeliveryError? LastError,
    DateTimeOffset DeliveriesSince,
    IReadOnlyList<ParkedEvent>? ParkedEvents = null);

internal enum SubscriptionState
{
    Active,
    Paused,
}

/// <summary>A failure that a worker told.</summary>
internal sealed record DeliveryError(long Position, string Error, DateTimeOffset At);

/// <summary>An event that waits for a person.</summary>
/// <param name="Position">Its place in the log.</param>
/// <param name="Attempts">How often it was delivered.</param>
/// <param name="Error">What a worker last said of it.</param>
/// <param name="Keys">The incidents that it holds up.</param>
internal sealed record ParkedEvent(long Position, int Attempts, string? Error, IReadOnlyList<string> Keys);

/// <summary>A page of subscriptions.</summary>
/// <param name="Subscriptions">By name.</param>
/// <param name="Next">Hand it to after for the next page; missing on the last.</param>
internal sealed record SubscriptionPage(IReadOnlyList<SubscriptionView> Subscriptions, string? Next);

/// <summary>One attempt to deliver one event.</summary>
/// <param name="Number">In their order.</param>
/// <param name="Position">The event's place in the log.</param>
/// <param name="Event">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Attempt">1, 2, 3 …; 0 where it was skipped instead.</param>
/// <param name="DeliveredAt">When it was sent.</param>
/// <param name="Lease">With what else it was sent; missing where it was skipped.</param>
/// <param name="Worker">Who took it, where that was said; who skipped it.</param>
/// <param name="Outcome">What became of it by then; missing where nobody had said.</param>
/// <param name="OutcomeAt">When that was said.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record Delivery(
    [property: JsonPropertyName("delivery")] long Number,
    long Position,
    Guid? Event,
    string? Type,
    int Attempt,
    DateTimeOffset DeliveredAt,
    Guid? Lease,
    string? Worker,
    string? Outcome,
    DateTimeOffset? OutcomeAt,
    string? Error);

/// <summary>What a subscription had been told.</summary>
/// <param name="Subscription">Which.</param>
/// <param name="KnownAt">By when.</param>
/// <param name="CompleteSince">From when on all is on record; what was told before is dropped, or there was nothing.</param>
/// <param name="Deliveries">In their order.</param>
/// <param name="Next">Hand it to after for the next page; missing on the last.</param>
internal sealed record ReceivedPage(string Subscription, DateTimeOffset KnownAt, DateTimeOffset CompleteSince, IReadOnlyList<Delivery> Deliveries, long? Next);

/// <summary>Where a subscription begins, as text.</summary>
internal static class StartText
{
    public const string Beginning = "beginning";
    public const string Now = "now";

    public static IEnumerable<ValidationResult> Check(string start) =>
        start is Beginning or Now || long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? []
            : [new ValidationResult("Give beginning, now, or a position, such as \"42\".", ["start"])];

    /// <summary>The position after which it begins.</summary>
    public static long Resolve(string start, long head) => start switch
    {
        Beginning => 0,
        Now => head,
        _ => long.Parse(start, NumberStyles.None, CultureInfo.InvariantCulture), // It was checked.
    };
}
