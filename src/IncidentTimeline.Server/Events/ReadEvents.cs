using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace IncidentTimeline.Server.Events;

/// <summary>GET /events: the log after a position as CloudEvents, and then each new event as it is recorded; as NDJSON or as server-sent events.</summary>
internal static class ReadEvents
{
    private const string ServerSentEvents = "text/event-stream";
    private const string Ndjson = "application/x-ndjson";

    /// <summary>Events gone through for one reply that ends; the next one goes on where it ended.</summary>
    private const int LimitMax = 10_000;
    private const int LimitDefault = 1_000;

    /// <summary>Bytes written before the reader is waited for: all that a slow one can make this process hold for it, but for one event.</summary>
    private const int UnreadBytesMax = 64 * 1024;

    /// <summary>Events that the filter leaves out, after which the position is told: so much a follower may have to go through again.</summary>
    private const long UntoldEventsMax = 1_000;

    /// <summary>How long a position that was reached may stay untold where nothing else happens; it is looked at each half second, so no longer than a second.</summary>
    private static readonly TimeSpan UntoldMax = TimeSpan.FromSeconds(0.5);

    /// <summary>How often something is sent where nothing happens: more often than any proxy on the way gives up, which is after half a minute or a minute. No later than after 15 s.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(14.5);

    public static void MapEvents(this WebApplication app) =>
        app.MapGet("/events", Get).WithName("ReadEvents")
            .WithSummary("The events after a position as CloudEvents: NDJSON, or server-sent events by Accept. type, family, region (with all inside it), incident and source filter, each a list with commas; follow=true goes on with each event as it is recorded.")
            .Produces<string>(200, Ndjson, ServerSentEvents).ProducesProblem(400).ProducesProblem(409).ProducesProblem(503);

    private static async Task<IResult> Get(
        HttpContext context, EventStore store, EventFeed feed, KeyRing keys, TimeProvider time, IHostApplicationLifetime lifetime, CancellationToken cancellationToken,
        string? type = null, string? family = null, string? region = null, string? incident = null, string? source = null,
        long after = 0, string? epoch = null, int? limit = null, bool follow = false, [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null)
    {
        if (EventFilter.Read(type, family, region, incident, source, out var wrong) is not { } filter)
        {
            return Problem.InvalidQuery(wrong.Parameter, wrong.Reason);
        }

        if (!FollowerPlace.TryRead(after, lastEventId, epoch, out var place, out var problem))
        {
            return problem;
        }

        var isSse = context.Request.GetTypedHeaders().Accept.Any(accepted => accepted.Quality is not 0 && accepted.MediaType.Equals(ServerSentEvents, StringComparison.OrdinalIgnoreCase));
        var isEndless = follow || isSse;
        if (limit is < 1 or > LimitMax || (isEndless && limit is not null))
        {
            return Problem.InvalidQuery("limit", isEndless ? "Who follows is told of everything." : $"Between 1 and {LimitMax}.");
        }

        var log = await store.HistoryAsync(cancellationToken);
        if (place.RefusalBy(log, context) is { } refusal)
        {
            return refusal;
        }

        var upTo = Math.Min(log.Head.Value, place.After + (limit ?? LimitDefault));
        if (!feed.IsFollowing || (!isEndless && !await feed.WaitForAsync(upTo, cancellationToken) && feed.Head <= place.After))
        {
            return Problem.NotCaughtUp(context);
        }

        var first = isEndless ? default : await feed.ReadAsync(place.After, cancellationToken); // What fails, fails before the answer has begun.
        context.Response.ContentType = isSse ? ServerSentEvents : Ndjson;
        context.Response.Headers.CacheControl = "no-store";
        var told = place.Tell(log, context);
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var stream = new EventStream(context.Response.BodyWriter, isSse, filter, place.After, told, time, IsStillLetIn);
        try
        {
            await (isEndless ? FollowAsync(stream, feed, ending.Token) : ReadAsync(stream, feed, first, upTo, ending.Token));
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The reader left, or the service stops; the position that was told last is where to go on.
        }

        return Results.Empty;

        bool IsStillLetIn() => context.Caller() is not { } caller || keys.StillLetsIn(caller);
    }

    private static async Task ReadAsync(EventStream stream, EventFeed feed, ReadOnlyMemory<FeedEvent> events, long upTo, CancellationToken cancellationToken)
    {
        while (!events.IsEmpty && stream.Reached < upTo)
        {
            stream.Take(events[..(int)Math.Min(events.Length, upTo - stream.Reached)].Span);
            events = default; // Not held while a slow reader is waited for.
            await stream.FlushAsync(cancellationToken);
            events = await feed.ReadAsync(stream.Reached, cancellationToken);
        }

        stream.TellReached();
        await stream.FlushAsync(cancellationToken);
    }

    private static async Task FollowAsync(EventStream stream, EventFeed feed, CancellationToken cancellationToken)
    {
        // Begun at once, so that a reader knows that it is heard though nothing may happen for long.
        await stream.BeginAsync(cancellationToken);
        while (await feed.NextOrTickAsync(stream.Reached, cancellationToken) is { } events && stream.MayGoOn)
        {
            stream.Take(events.Span);
            events = default; // Not held while a slow reader is waited for.
            stream.TellReachedIfDue();
            await stream.FlushAsync(cancellationToken);
        }
    }

    /// <summary>What one reader is written.</summary>
    private sealed class EventStream(PipeWriter output, bool isSse, EventFilter filter, long after, Guid? epoch, TimeProvider time, Func<bool> isStillLetIn)
    {
        private long _told = after;
        private Guid? _epoch = epoch;
        private long _toldAt = time.GetTimestamp();
        private bool _hasEnded;

        /// <summary>Nothing at or before it is still to come.</summary>
        public long Reached { get; private set; } = after;

        /// <summary>Whether the reader is still there, and may still be told.</summary>
        public bool MayGoOn => !_hasEnded && isStillLetIn();

        /// <summary>Writes what passes the filter, as far as there is room.</summary>
        public void Take(ReadOnlySpan<FeedEvent> events)
        {
            foreach (var one in events)
            {
                if (output.UnflushedBytes >= UnreadBytesMax)
                {
                    return;
                }

                if (one.Epoch != _epoch)
                {
                    // Told before the first event of it, so that whoever keeps the two together never keeps the wrong one.
                    _epoch = one.Epoch;
                    TellReached();
                }

                Reached = one.Position;
                if (filter.Matches(one.Reach))
                {
                    Write(one.Position, default, one.Json.Span);
                }
                else if (Reached - _told >= UntoldEventsMax)
                {
                    TellReached();
                }
            }
        }

        /// <summary>Tells how far the log was gone through, so that a follower whose filter passes little need not begin far behind.</summary>
        public void TellReached() => Write(Reached, "event: reached\n"u8, System.Text.Encoding.UTF8.GetBytes(_epoch is { } epoch
            ? string.Create(CultureInfo.InvariantCulture, $$"""{"reached":{{Reached}},"epoch":"{{epoch}}"}""")
            : string.Create(CultureInfo.InvariantCulture, $$"""{"reached":{{Reached}}}""")));

        /// <summary>The same where it was not told for as long as it may be.</summary>
        public void TellReachedIfDue()
        {
            if (time.GetElapsedTime(_toldAt) >= (Reached > _told ? UntoldMax : Heartbeat))
            {
                TellReached();
            }
        }

        /// <summary>Sends what stands before the first event.</summary>
        public async Task BeginAsync(CancellationToken cancellationToken) => _hasEnded |= (await output.FlushAsync(cancellationToken)).IsCompleted;

        /// <summary>Sends what was written, if anything was, and waits while the reader has not taken what was sent before.</summary>
        public ValueTask FlushAsync(CancellationToken cancellationToken) => output.UnflushedBytes > 0 ? new ValueTask(BeginAsync(cancellationToken)) : default;

        private void Write(long position, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> json)
        {
            (_told, _toldAt) = (position, time.GetTimestamp());
            if (isSse)
            {
                Span<byte> id = stackalloc byte[24];
                System.Text.Unicode.Utf8.TryWrite(id, CultureInfo.InvariantCulture, $"id: {position}\n", out var length);
                output.Write(id[..length]);
                output.Write(kind);
                output.Write("data: "u8);
                output.Write(json);
                output.Write("\n\n"u8);
            }
            else
            {
                output.Write(json);
                output.Write("\n"u8);
            }
        }
    }
}
