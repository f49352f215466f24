using System.Globalization;
using System.Text.RegularExpressions;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Pictures;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Subscriptions;

/// <summary>Under /subscriptions: making, listing, pausing, moving and ending them, and what to do about events that failed.</summary>
internal static partial class ManageSubscriptions
{
    /// <summary>Subscriptions in one page.</summary>
    private const int PageMax = 100;

    /// <summary>Deliveries in one page.</summary>
    private const int DeliveriesMax = 1_000;

    public static void MapSubscriptions(this WebApplication app)
    {
        app.MapPut("/subscriptions/{name}", Put).WithName("PutSubscription")
            .WithSummary("Makes a subscription, or gives it another filter or other settings. The same request again changes nothing.")
            .Accepts<NewSubscription>("application/json").ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);
        app.MapGet("/subscriptions", GetList).WithName("ListSubscriptions")
            .WithSummary("The caller's subscriptions with their lag, by name; for an auditor, analyst or admin everybody's. Pages by the cursor next.")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403);
        app.MapGet("/subscriptions/{name}", Get).WithName("ShowSubscription")
            .WithSummary("One subscription: lag, last delivery, last error, parked events.").ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        app.MapDelete("/subscriptions/{name}", Delete).WithName("DeleteSubscription")
            .WithSummary("Ends a subscription for good, with the record of what it was told.").ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        app.MapPost("/subscriptions/{name}/pause", Pause).WithName("PauseSubscription")
            .WithSummary("Delivers nothing until it is resumed. What workers have may be acknowledged.").ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        app.MapPost("/subscriptions/{name}/resume", Resume).WithName("ResumeSubscription")
            .WithSummary("Delivers again, from where it was paused.").ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        app.MapPost("/subscriptions/{name}/reset", PostReset).WithName("ResetSubscription")
            .WithSummary("Begins again after a position, before or behind. What is under way is forgotten; the record of what was told stays.")
            .Accepts<Reset>("application/json").ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        app.MapPost("/subscriptions/{name}/redeliver", Redeliver).WithName("RedeliverEvents")
            .WithSummary("Delivers events once more: parked ones, failed ones without waiting, and ones that were done.")
            .Accepts<EventPositions>("application/json").ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);
        app.MapPost("/subscriptions/{name}/skip", Skip).WithName("SkipEvents")
            .WithSummary("Gives parked events up, so that what waits behind them goes on. It is on record who did.")
            .Accepts<EventPositions>("application/json").ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);
        app.MapGet("/subscriptions/{name}/received", GetReceived).WithName("ShowReceived")
            .WithSummary("What the subscription had been told by knownAt: each attempt with what became of it by then. Pages by the cursor next.")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<Results<Ok<SubscriptionView>, Created<SubscriptionView>, ProblemHttpResult>> Put(
        string name, HttpContext context, SubscriptionStore store, EventStore log, CancellationToken cancellationToken)
    {
        if (!Form().IsMatch(name))
        {
            return Problem.Invalid([new ShapeProblem("", "A subscription's name has 1 to 64 of a–z, 0–9, dot, hyphen and underscore, with a letter or digit at both ends.")]);
        }

        var (wanted, problem) = await RequestBody.ReadAsync<NewSubscription>(context.Request, cancellationToken);
        if (wanted is null)
        {
            return problem!; // One of the two is there.
        }

        if (wanted.Filter is { } filter && filter.Read(out var wrong) is null)
        {
            return Problem.Invalid([new ShapeProblem($"/filter/{wrong.Member}", wrong.Reason)]);
        }

        var head = (await log.HeadAsync(cancellationToken)).Value;
        var after = StartText.Resolve(wanted.Start, head);
        if (await store.FindAsync(name, cancellationToken) is null)
        {
            if (after > head)
            {
                return Problem.LogRewound(after, head, null);
            }

            if (await store.TryCreateAsync(name, context.Actor(), wanted, after, cancellationToken))
            {
                return await ViewAsync(store, name, cancellationToken) is { } made ? TypedResults.Created($"/subscriptions/{name}", made) : NotFound();
            }
        }

        // It was there, or another request has made it meanwhile.
        if (await store.FindAsync(name, cancellationToken) is not { } known)
        {
            return Problem.Refused("too-many-subscriptions", $"There are {SubscriptionStore.SubscriptionsMax} subscriptions. Delete those that nobody uses.", "");
        }

        if (!IsTheirs(context, known))
        {
            return Problem.NotYours();
        }

        if (known.Start != wanted.Start)
        {
            return Problem.Refused("start-is-past", $"This subscription began at \"{known.Start}\"; a subscription begins once. Send that, and POST /subscriptions/{name}/reset to go on elsewhere.", "/start");
        }

        await store.ChangeAsync(name, wanted, cancellationToken);
        return await ViewAsync(store, name, cancellationToken) is { } changed ? TypedResults.Ok(changed) : NotFound();
    }

    private static async Task<Results<Ok<SubscriptionPage>, ProblemHttpResult>> GetList(
        HttpContext context, SubscriptionStore store, CancellationToken cancellationToken, string after = "", int limit = PageMax)
    {
        if (limit is < 1 or > PageMax)
        {
            return Problem.InvalidQuery("limit", $"Between 1 and {PageMax}.");
        }

        var page = await store.ListAsync(null, SeesAll(context) ? null : context.Actor(), after, limit, cancellationToken);
        return TypedResults.Ok(new SubscriptionPage(page, page.Count == limit ? page[^1].Name : null));
    }

    private static async Task<Results<Ok<SubscriptionView>, ProblemHttpResult>> Get(string name, HttpContext context, SubscriptionStore store, CancellationToken cancellationToken)
    {
        var (_, problem) = await FindAsync(name, context, store, mayLook: true, cancellationToken);
        return problem is not null ? problem
            : await ViewAsync(store, name, cancellationToken) is { } view ? TypedResults.Ok(view)
            : NotFound();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string name, HttpContext context, SubscriptionStore store, CancellationToken cancellationToken)
    {
        var (_, problem) = await FindAsync(name, context, store, mayLook: false, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        await store.DeleteAsync(name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<Results<Ok<SubscriptionView>, ProblemHttpResult>> Pause(string name, HttpContext context, SubscriptionStore store, CancellationToken cancellationToken) =>
        ChangeAsync(name, context, store, () => store.PauseAsync(name, isPaused: true, cancellationToken), cancellationToken);

    private static Task<Results<Ok<SubscriptionView>, ProblemHttpResult>> Resume(string name, HttpContext context, SubscriptionStore store, CancellationToken cancellationToken) =>
        ChangeAsync(name, context, store, () => store.PauseAsync(name, isPaused: false, cancellationToken), cancellationToken);

    private static async Task<Results<Ok<SubscriptionView>, ProblemHttpResult>> PostReset(
        string name, HttpContext context, SubscriptionStore store, EventStore log, CancellationToken cancellationToken)
    {
        var (reset, problem) = await RequestBody.ReadAsync<Reset>(context.Request, cancellationToken);
        if (reset is null)
        {
            return problem!; // One of the two is there.
        }

        var head = (await log.HeadAsync(cancellationToken)).Value;
        var after = StartText.Resolve(reset.Start, head);
        return after > head
            ? Problem.LogRewound(after, head, null)
            : await ChangeAsync(name, context, store, () => store.ResetAsync(name, after, cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<SubscriptionView>, ProblemHttpResult>> Redeliver(
        string name, HttpContext context, SubscriptionStore store, EventDelivery delivery, CancellationToken cancellationToken)
    {
        var (wanted, subscription, problem) = await ReadAsync(name, context, store, cancellationToken);
        if (wanted is null || subscription is null)
        {
            return problem!; // It says why.
        }

        var found = await delivery.FindAsync(subscription, Values(wanted), cancellationToken);
        return Refuse("not-delivered", "This event was not delivered to the subscription: its filter leaves it out, or it is still to come.", wanted, index => found[index] is null)
            ?? await ChangeAsync(name, context, store, () => store.RedeliverAsync(name, [.. found.OfType<PassedEvent>().DistinctBy(one => one.Position)], cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<SubscriptionView>, ProblemHttpResult>> Skip(string name, HttpContext context, SubscriptionStore store, CancellationToken cancellationToken)
    {
        var (wanted, subscription, problem) = await ReadAsync(name, context, store, cancellationToken);
        if (wanted is null || subscription is null)
        {
            return problem!; // As above.
        }

        var states = await store.StatesAsync(subscription.Id, Values(wanted), cancellationToken);
        return Refuse("not-parked", "This event is not parked; only what is can be given up.", wanted, index => states.GetValueOrDefault(wanted.Positions[index]) != "parked")
            ?? await ChangeAsync(name, context, store, () => store.SkipAsync(name, Values(wanted), context.Actor(), cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<ReceivedPage>, ProblemHttpResult>> GetReceived(
        string name, HttpContext context, SubscriptionStore store, EventStore log, TimeProvider time, CancellationToken cancellationToken,
        string? knownAt = null, long after = 0, int limit = DeliveriesMax)
    {
        var (subscription, problem) = await FindAsync(name, context, store, mayLook: true, cancellationToken);
        if (subscription is null)
        {
            return problem!; // It says why.
        }

        if (after < 0 || limit is < 1 or > DeliveriesMax)
        {
            return Problem.InvalidQuery(after < 0 ? "after" : "limit", after < 0 ? "A number is 0 or more." : $"Between 1 and {DeliveriesMax}.");
        }

        if (await InstantAsync(knownAt, log, time, cancellationToken) is not { } instant)
        {
            return Problem.InvalidQuery("knownAt", "Give a position, such as 42, or an RFC 3339 instant with an offset, such as 2024-05-14T09:30:00Z.");
        }

        var deliveries = await store.DeliveriesAsync(subscription.Id, instant, after, limit, cancellationToken);
        return await ViewAsync(store, name, cancellationToken) is { } view
            ? TypedResults.Ok(new ReceivedPage(name, instant, view.DeliveriesSince, deliveries, deliveries.Count == limit ? deliveries[^1].Number : null))
            : NotFound();
    }

    /// <summary>The instant up to which a position was the end of the log, or the instant itself; null where it is neither.</summary>
    private static async Task<DateTimeOffset?> InstantAsync(string? knownAt, EventStore log, TimeProvider time, CancellationToken cancellationToken)
    {
        if (knownAt is null)
        {
            return time.GetUtcNow();
        }

        if (!long.TryParse(knownAt, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return Viewer.TryInstant(knownAt, out var instant) ? instant : null;
        }

        if (position == long.MaxValue)
        {
            return time.GetUtcNow(); // Nothing comes after it.
        }

        await foreach (var next in log.ReadLogAsync(new LogPosition(position), new LogPosition(position + 1), cancellationToken))
        {
            return next.RecordedAt.AddTicks(-1);
        }

        return time.GetUtcNow();
    }

    /// <summary>The subscription, where the caller may use it; or only look at it.</summary>
    public static async Task<(Subscription? Subscription, ProblemHttpResult? Problem)> FindAsync(
        string name, HttpContext context, SubscriptionStore store, bool mayLook, CancellationToken cancellationToken) =>
        name.Contains('\0', StringComparison.Ordinal) || await store.FindAsync(name, cancellationToken) is not { } found ? (null, NotFound())
        : IsTheirs(context, found) || (mayLook && SeesAll(context)) ? (found, null)
        : (null, Problem.NotYours());

    public static ProblemHttpResult NotFound() => Problem.NotFound("No subscription of that name.");

    private static async Task<(EventPositions? Wanted, Subscription? Subscription, ProblemHttpResult? Problem)> ReadAsync(
        string name, HttpContext context, SubscriptionStore store, CancellationToken cancellationToken)
    {
        var (wanted, problem) = await RequestBody.ReadAsync<EventPositions>(context.Request, cancellationToken);
        if (wanted is null)
        {
            return (null, null, problem);
        }

        var (subscription, refused) = await FindAsync(name, context, store, mayLook: false, cancellationToken);
        return (wanted, subscription, refused);
    }

    private static long[] Values(EventPositions wanted) => [.. wanted.Positions.Select(one => one.Value)];

    private static ProblemHttpResult? Refuse(string slug, string reason, EventPositions wanted, Func<int, bool> isMissing)
    {
        var index = Enumerable.Range(0, wanted.Positions.Count).FirstOrDefault(isMissing, -1);
        return index < 0 ? null : Problem.Refused(slug, reason, $"/positions/{index}");
    }

    private static async Task<Results<Ok<SubscriptionView>, ProblemHttpResult>> ChangeAsync(
        string name, HttpContext context, SubscriptionStore store, Func<Task> change, CancellationToken cancellationToken)
    {
        var (_, problem) = await FindAsync(name, context, store, mayLook: false, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        await change();
        return await ViewAsync(store, name, cancellationToken) is { } view ? TypedResults.Ok(view) : NotFound();
    }

    /// <summary>Null where it was deleted meanwhile.</summary>
    private static async Task<SubscriptionView?> ViewAsync(SubscriptionStore store, string name, CancellationToken cancellationToken) =>
        await store.ListAsync(name, null, "", 1, cancellationToken) is [var view] ? view with { ParkedEvents = await store.ParkedAsync(name, cancellationToken) } : null;

    private static bool IsTheirs(HttpContext context, Subscription subscription) => subscription.Owner == context.Actor() || Has(context, Role.Admin);

    private static bool SeesAll(HttpContext context) => Has(context, Role.Admin) || Has(context, Role.Auditor) || Has(context, Role.Analyst);

    private static bool Has(HttpContext context, Role role) => context.Caller()!.Roles.Contains(role); // None of these endpoints is open to nobody.

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?\z")]
    private static partial Regex Form();
}
