using System.Buffers;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Subscriptions;

/// <summary>GET /subscriptions/{name}/next and POST …/ack: workers of one service take events in turns, and say what became of them.</summary>
internal static class TakeEvents
{
    /// <summary>Events of one answer.</summary>
    private const int LimitMax = 1_000;
    private const int LimitDefault = 100;

    /// <summary>Seconds that an answer may wait for an event: less than the ways between give up after.</summary>
    private const int WaitMax = 30;

    /// <summary>Seconds until others may be given what a worker has not acknowledged.</summary>
    private const int LeaseMax = 3_600;
    private const int LeaseDefault = 60;

    private const int WorkerLengthMax = 100;

    public static void MapTakeEvents(this WebApplication app)
    {
        app.MapGet("/subscriptions/{name}/next", GetNext).WithName("TakeEvents")
            .WithSummary("The next events for a worker, leased for leaseSeconds: each incident's in their order, one worker at a time for each incident. Waits up to wait seconds for one.")
            .Produces<NextEvents>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(503);
        app.MapPost("/subscriptions/{name}/ack", PostAck).WithName("AcknowledgeEvents")
            .WithSummary("What became of events under a lease: done, failed, parked or returned. Said again, it is taken again.")
            .Accepts<Acknowledgement>("application/json").ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<IResult> GetNext(
        string name, HttpContext context, SubscriptionStore store, EventDelivery delivery, Events.EventFeed feed, CancellationToken cancellationToken,
        int limit = LimitDefault, int wait = 0, int leaseSeconds = LeaseDefault, string? worker = null)
    {
        if (limit is < 1 or > LimitMax)
        {
            return Problem.InvalidQuery("limit", $"Between 1 and {LimitMax}.");
        }

        if (wait is < 0 or > WaitMax)
        {
            return Problem.InvalidQuery("wait", $"Between 0 and {WaitMax} seconds.");
        }

        if (leaseSeconds is < 1 or > LeaseMax)
        {
            return Problem.InvalidQuery("leaseSeconds", $"Between 1 and {LeaseMax}.");
        }

        if (worker is { Length: 0 or > WorkerLengthMax } || worker?.Any(char.IsControl) == true)
        {
            return Problem.InvalidQuery("worker", $"1 to {WorkerLengthMax} characters that can be seen.");
        }

        var (_, problem) = await ManageSubscriptions.FindAsync(name, context, store, mayLook: false, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var batch = await delivery.NextAsync(name, limit, leaseSeconds, TimeSpan.FromSeconds(wait), worker, cancellationToken);
        if (batch is null && !feed.IsFollowing)
        {
            return Problem.NotCaughtUp(context);
        }

        if (await store.ProgressAsync(name, cancellationToken) is not { } progress)
        {
            return ManageSubscriptions.NotFound();
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(Write(batch, progress), "application/json");
    }

    private static async Task<Results<Ok<Acknowledged>, ProblemHttpResult>> PostAck(string name, HttpContext context, SubscriptionStore store, CancellationToken cancellationToken)
    {
        var (said, unreadable) = await RequestBody.ReadAsync<Acknowledgement>(context.Request, cancellationToken);
        if (said is null)
        {
            return unreadable!; // One of the two is there.
        }

        var (_, problem) = await ManageSubscriptions.FindAsync(name, context, store, mayLook: false, cancellationToken);
        return problem is not null ? problem
            : await store.AcknowledgeAsync(name, said, cancellationToken) is { } taken ? TypedResults.Ok(taken)
            : Problem.NotFound("No such lease of this subscription.");
    }

    // The events are JSON already.
    private static ReadOnlyMemory<byte> Write(Batch? batch, SubscriptionProgress progress)
    {
        var output = new ArrayBufferWriter<byte>(1024 + (batch?.Events.Sum(one => one.Event.Json.Length + 32) ?? 0));
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Wire.Options.Encoder, SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("state"u8, progress.State == SubscriptionState.Paused ? "paused"u8 : "active"u8);
        writer.WriteNumber("position"u8, progress.Position);
        writer.WriteNumber("head"u8, progress.Head);
        if (batch is not null)
        {
            writer.WriteString("lease"u8, batch.Lease);
            writer.WriteString("leasedUntil"u8, batch.Until.UtcDateTime);
        }

        writer.WriteStartArray("events"u8);
        foreach (var (attempt, one) in batch?.Events ?? [])
        {
            writer.WriteStartObject();
            writer.WriteNumber("attempt"u8, attempt);
            writer.WritePropertyName("event"u8);
            writer.WriteRawValue(one.Json.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }
}

/// <summary>The next events for a worker.</summary>
/// <param name="State">Whether the subscription delivers.</param>
/// <param name="Position">All up to here is done, or did not pass the filter.</param>
/// <param name="Head">The end of the log.</param>
/// <param name="Events">In log order; none where none came within the time.</param>
/// <param name="Lease">To be named when they are acknowledged; missing without events.</param>
/// <param name="LeasedUntil">From then on another worker may be given them.</param>
internal sealed record NextEvents(SubscriptionState State, long Position, long Head, IReadOnlyList<LeasedCloudEvent> Events, Guid? Lease = null, DateTimeOffset? LeasedUntil = null);

/// <summary>An event that was leased.</summary>
/// <param name="Attempt">How often it was delivered, this time counted.</param>
/// <param name="Event">The CloudEvent, as <c>GET /events</c> tells it.</param>
internal sealed record LeasedCloudEvent(int Attempt, JsonElement Event);
