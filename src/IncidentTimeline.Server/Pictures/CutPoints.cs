using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using IncidentTimeline.Catalog;
using IncidentTimeline.EventLog;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Access.Limits;
using IncidentTimeline.Server.Hosting.Telemetry;
using IncidentTimeline.Server.Problems;
using IncidentTimeline.Server.Statements;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace IncidentTimeline.Server.Pictures;

/// <summary>The cut points of a question as they stand in its URL.</summary>
/// <param name="KnownAt">A position, or an RFC 3339 instant: the highest position recorded by then. Default the head.</param>
/// <param name="PublishedBy">An RFC 3339 instant. Default no filter.</param>
/// <param name="EventTime">An RFC 3339 instant. Default now.</param>
/// <param name="AtLeast">Waits, at most 5 seconds, until this position is in the answer, so that a writer sees their own write.</param>
internal sealed record CutPoints(
    [property: FromQuery(Name = "knownAt"), Description("A position, or an RFC 3339 instant. Default: the head of the log.")] string? KnownAt,
    [property: FromQuery(Name = "publishedBy"), Description("Only what sources had published by this RFC 3339 instant. Default: no filter.")] string? PublishedBy,
    [property: FromQuery(Name = "eventTime"), Description("What is said of the world at this RFC 3339 instant. Default: now.")] string? EventTime,
    [property: FromQuery(Name = "atLeast"), Description("Wait, at most 5 s, until this position is in the answer.")] long? AtLeast);

/// <summary>What a question is answered from: the index, at the cut points as resolved.</summary>
internal sealed record View(Cut Cut, StatementFinder Finder, ServiceTelemetry Telemetry)
{
    public DateTimeOffset EventTime => Cut.EventTime;

    public AsOf AsOf => new(Cut.Known, Cut.PublishedBy, Cut.EventTime);

    /// <summary>Computes an answer from what was found, measured under this name.</summary>
    public T Fold<T>(string fold, Func<T> compute) => Telemetry.Fold(fold, compute);
}

/// <summary>Resolves cut points to a view of the index.</summary>
internal sealed class Viewer(StatementIndexRunner index, StatementFinder finder, EventStore store, FoldQueue folds, TimeProvider time, ServiceTelemetry telemetry)
{
    public async Task<(View? View, ProblemHttpResult? Problem)> ResolveAsync(CutPoints cut, HttpContext context, CancellationToken cancellationToken)
    {
        if (!TryInstant(cut.PublishedBy, out var publishedBy))
        {
            return (null, NoInstant("publishedBy"));
        }

        if (!TryInstant(cut.EventTime, out var eventTime))
        {
            return (null, NoInstant("eventTime"));
        }

        if (cut.AtLeast < 0)
        {
            return (null, Problem.InvalidQuery("atLeast", "A position is 0 or more."));
        }

        var isPosition = long.TryParse(cut.KnownAt, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        DateTimeOffset? instant = null;
        if (!isPosition && !TryInstant(cut.KnownAt, out instant))
        {
            return (null, Problem.InvalidQuery("knownAt", "Give a position, such as 42, or an RFC 3339 instant with an offset, such as 2024-05-14T09:30:00Z."));
        }

        // Without a position or instant asked for, what was recorded before the question is in the answer as far as the index got; a writer asks with atLeast.
        var known = isPosition ? new Position(number)
            : instant is { } at ? new Position((await store.PositionAtAsync(at, cancellationToken)).Value)
            : (Position?)null;
        var wanted = new Position(Math.Max(cut.AtLeast ?? 0, await RecordedAsync(known, cancellationToken)));
        if (await index.WaitForAsync(wanted, cancellationToken) is not { } reached)
        {
            return (null, Problem.NotCaughtUp(context));
        }

        // Only now, when nothing is left to wait for: what follows is work.
        if (!await folds.EnterAsync(context, cancellationToken))
        {
            return (null, Problem.TooManyRequests(context, FoldQueue.RetryAfterSeconds));
        }

        // A position beyond the head is the head; the answer says which.
        var view = new View(new Cut(known is { } position && position < reached ? position : reached, publishedBy, eventTime ?? time.GetUtcNow()), finder, telemetry);
        Echo(view, context.Response.Headers);
        return (view, null);
    }

    /// <summary>Resolves the two ends of a difference; the reply echoes the later one.</summary>
    public async Task<(View? Earlier, View? Later, ProblemHttpResult? Problem)> ResolveAsync(CutPoints earlier, CutPoints later, HttpContext context, CancellationToken cancellationToken)
    {
        var (from, problem) = await ResolveAsync(earlier, context, cancellationToken);
        if (from is null)
        {
            return (null, null, problem);
        }

        // One turn in the queue at a time: two requests that held one each would wait for each other.
        FoldQueue.Leave(context);
        (var to, problem) = await ResolveAsync(later, context, cancellationToken);
        return (from, to, problem);
    }

    // In every reply that takes cut points, whatever its body is.
    private static void Echo(View view, IHeaderDictionary headers)
    {
        headers["Timeline-Known-At"] = view.Cut.Known.ToString();
        headers["Timeline-Published-By"] = view.Cut.PublishedBy is { } publishedBy ? Write(publishedBy) : "any";
        headers["Timeline-Event-Time"] = Write(view.EventTime);
    }

    /// <summary>An instant as a query or a header has it.</summary>
    internal static string Write(DateTimeOffset instant) => JsonSerializer.Serialize(instant, Wire.Options).Trim('"');

    // How much of what was asked for the log has: the index may be a moment behind it, and the past never is.
    private async Task<long> RecordedAsync(Position? known, CancellationToken cancellationToken) =>
        known is not { } position ? 0
        : index.Projector.Position is { } reached && position.Value <= reached.Value ? position.Value
        : Math.Min(position.Value, (await store.HeadAsync(cancellationToken)).Value);

    internal static ProblemHttpResult NoInstant(string parameter) =>
        Problem.InvalidQuery(parameter, "Give an RFC 3339 instant with an offset, such as 2024-05-14T09:30:00Z (write + as %2B).");

    /// <summary>Reads an instant of a query; none where there is no text.</summary>
    internal static bool TryInstant(string? text, out DateTimeOffset? instant)
    {
        instant = null;
        if (text is null)
        {
            return true;
        }

        try
        {
            instant = JsonSerializer.Deserialize<DateTimeOffset>(JsonSerializer.Serialize(text), Wire.Options);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
