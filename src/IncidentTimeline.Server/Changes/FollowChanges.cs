using System.Buffers;
using System.Globalization;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.Changes;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Access.Keys;
using IncidentTimeline.Server.Events;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Pictures;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace IncidentTimeline.Server.Changes;

/// <summary>GET /changes: what each event of the log changed about the picture, as NDJSON or as server-sent events.</summary>
internal static class FollowChanges
{
    private const string ServerSentEvents = "text/event-stream";

    public static void MapChanges(this WebApplication app) =>
        app.MapGet("/changes", Get).WithName("FollowChanges")
            .WithSummary("How the picture changed, event by event, after a position: NDJSON, or server-sent events by Accept. region (with all inside it), incident and include=context filter, and type, family and source by what the causing event bears on; follow=true goes on with each change as it comes.")
            .Produces<string>(200, "application/x-ndjson", ServerSentEvents).ProducesProblem(400).ProducesProblem(409).ProducesProblem(429).ProducesProblem(503);

    private static async Task<IResult> Get(
        HttpContext context, EventStore store, ChangeFeed feed, ChangeStreams streams, KeyRing keys, IHostApplicationLifetime lifetime, CancellationToken cancellationToken,
        string? region = null, string? incident = null, string? include = null, string? publishedBy = null, string? eventTime = null, long after = 0, string? epoch = null, bool follow = false,
        string? type = null, string? family = null, string? source = null,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null)
    {
        var (filter, wrong) = FilterOf(region, incident, include, publishedBy, eventTime);
        if (filter is null)
        {
            return wrong!; // One of the two is there.
        }

        if (EventFilter.Read(type, family, null, null, source, out var misnamed) is not { } causes)
        {
            return Problem.InvalidQuery(misnamed.Parameter, misnamed.Reason);
        }

        if (!FollowerPlace.TryRead(after, lastEventId, epoch, out var place, out var problem))
        {
            return problem;
        }

        var log = await store.HistoryAsync(cancellationToken);
        if (place.RefusalBy(log, context) is { } refusal)
        {
            return refusal;
        }

        if (!feed.IsFollowing)
        {
            return Problem.NotCaughtUp(context);
        }

        if (streams.Enter(context) is not { } room)
        {
            return Problem.Busy(context, "As many follow the changes as this server has room for, or as one caller may. Ask again after the time in Retry-After.");
        }

        context.Response.RegisterForDispose(room);
        var isSse = context.Request.GetTypedHeaders().Accept.Any(accepted => accepted.Quality is not 0 && accepted.MediaType.Equals(ServerSentEvents, StringComparison.OrdinalIgnoreCase));
        context.Response.Headers.CacheControl = "no-store";
        var told = place.Tell(log, context);
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        return TypedResults.Stream(WriteAsync, isSse ? ServerSentEvents : "application/x-ndjson");

        async Task WriteAsync(Stream body)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
            var notices = follow
                ? feed.FollowAsync(new LogPosition(place.After), told, filter, causes, ending.Token)
                : feed.ReadAsync(new LogPosition(place.After), log.Head, told, filter, causes, ending.Token);
            try
            {
                await WriteNoticesAsync(body, notices, isSse, IsStillLetIn, cancellationToken);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // The reader left, or the service stops; the position that was told last is where to go on.
            }
            catch (LogRewoundException)
            {
                context.Abort(); // Not an end that could be taken for the end of the log.
            }
        }

        bool IsStillLetIn() => context.Caller() is not { } caller || keys.StillLetsIn(caller);
    }

    private static async Task WriteNoticesAsync(Stream body, IAsyncEnumerable<ChangeNotice> notices, bool isSse, Func<bool> isStillLetIn, CancellationToken cancellationToken)
    {
        // Begun at once, so that a reader knows that it is heard though nothing may change for long.
        await body.FlushAsync(cancellationToken);
        var line = new ArrayBufferWriter<byte>();
        await using var writer = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = Wire.Options.Encoder, SkipValidation = true });
        await foreach (var notice in notices)
        {
            if (!isStillLetIn())
            {
                return;
            }

            if (isSse)
            {
                WriteSse(line, writer, notice);
            }
            else
            {
                WriteJson(writer, notice);
                line.Write("\n"u8);
            }

            await body.WriteAsync(line.WrittenMemory, cancellationToken);
            line.ResetWrittenCount();
        }
    }

    // The id only stands where all changes of the event have been told: a reader that is cut off between them gets them all again.
    private static void WriteSse(ArrayBufferWriter<byte> line, Utf8JsonWriter writer, ChangeNotice notice)
    {
        if (notice.Change is not { MoreOfEvent: > 0 })
        {
            line.Write(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {notice.Position.Value}\n")));
        }

        line.Write(notice.Change is null ? "event: reached\ndata: "u8 : "event: change\ndata: "u8);
        WriteJson(writer, notice);
        line.Write("\n\n"u8);
    }

    private static void WriteJson(Utf8JsonWriter writer, ChangeNotice notice)
    {
        if (notice.Change is { } change)
        {
            JsonSerializer.Serialize(writer, change, Wire.Options);
        }
        else
        {
            JsonSerializer.Serialize(writer, new Reached(notice.Position, notice.Epoch), Wire.Options);
        }

        writer.Flush();
        writer.Reset();
    }

    private static (ChangeFilter? Filter, IResult? Problem) FilterOf(string? region, string? incident, string? include, string? publishedBy, string? eventTime)
    {
        RegionCode code = default;
        IncidentId id = default;
        if (region is not null && (!RegionCode.TryParse(region, out code, out _) || !Regions.Exists(code)))
        {
            return (null, Problem.InvalidQuery("region", "Give an ISO 3166 code, such as UA-30."));
        }

        if (incident is not null && !IncidentId.TryParse(incident, out id, out var reason))
        {
            return (null, Problem.InvalidQuery("incident", reason));
        }

        if (include is not (null or "context"))
        {
            return (null, Problem.InvalidQuery("include", "Only context can be included."));
        }

        if (!Viewer.TryInstant(publishedBy, out var published))
        {
            return (null, Viewer.NoInstant("publishedBy"));
        }

        return Viewer.TryInstant(eventTime, out var happened)
            ? (new ChangeFilter(region is null ? null : code, incident is null ? null : id, include == "context", published, happened), null)
            : (null, Viewer.NoInstant("eventTime"));
    }
}

/// <summary>Told where no change is: how far the log has been gone through.</summary>
/// <param name="Position">Nothing at or before it is still to come.</param>
/// <param name="Epoch">The epoch of the log, for the next request's <c>epoch</c>.</param>
internal sealed record Reached([property: System.Text.Json.Serialization.JsonPropertyName("reached")] Position Position, Guid? Epoch);
