using System.Diagnostics;
using IncidentTimeline.Deciding;
using IncidentTimeline.EventLog;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Recording;

/// <summary>What became of an attempt to record. Each case has its answer on the wire.</summary>
internal abstract record RecordOutcome
{
    private RecordOutcome()
    {
    }

    public sealed record Recorded(Receipt Receipt, bool IsNew) : RecordOutcome;

    public sealed record NotFound(string What) : RecordOutcome;

    public sealed record Refused(Decision.Refused Decision, string Pointer = "") : RecordOutcome;

    public sealed record IdReused(Guid Id, LogPosition Position, string Pointer) : RecordOutcome;

    public sealed record StaleVersion(StreamVersion Actual) : RecordOutcome;

    public sealed record TextDiffers : RecordOutcome;

    public sealed record TooLarge(string Detail) : RecordOutcome;

    public sealed record Busy : RecordOutcome;

    public sealed record NotCaughtUp : RecordOutcome;

    public static RecordOutcome Refuse(string code, string reason, string pointer = "") => new Refused((Decision.Refused)Decision.Refuse(code, reason, pointer));

    /// <summary>The verdict of the log.</summary>
    /// <param name="result">The verdict.</param>
    /// <param name="pointerTo">Where in the request an event's id stands.</param>
    public static RecordOutcome Of(AppendResult result, Func<Guid, string> pointerTo) => result switch
    {
        AppendResult.Appended one => new Recorded(new Receipt(one.Version.Value, one.Last.Value), true),
        AppendResult.AlreadyAppended one => new Recorded(new Receipt(one.Version.Value, one.Last.Value), false),
        AppendResult.VersionConflict one => new StaleVersion(one.Actual),
        AppendResult.EventIdConflict one => new IdReused(one.EventId, one.Position, pointerTo(one.EventId)),
        AppendResult.Refused { Code: "event-too-large" or "append-too-large" } one => new TooLarge(one.Detail),
        AppendResult.Refused one => Refuse(one.Code, one.Detail),
        _ => new Busy(),
    };

    /// <summary>201 with Location and ETag for what is new, 200 with the same body for what was recorded before, else a problem document.</summary>
    public Results<Created<Receipt>, Ok<Receipt>, ProblemHttpResult> ToResult(HttpContext context, string location)
    {
        switch (this)
        {
            case Recorded one:
                context.Response.Headers.ETag = $"\"{one.Receipt.Version}\"";
                return one.IsNew ? TypedResults.Created(location, one.Receipt) : TypedResults.Ok(one.Receipt);
            case NotCaughtUp:
                return Problem.NotCaughtUp(context);
            case Busy:
                return Problem.Busy(context);
            default:
                return ToProblem();
        }
    }

    /// <summary>The problem document of a no that stays a no however often it is asked.</summary>
    /// <param name="prefix">Where in the request the facts stand.</param>
    public ProblemHttpResult ToProblem(string prefix = "") => this switch
    {
        NotFound one => Problem.NotFound(one.What),
        Refused one => Problem.Refused(one.Decision, prefix + one.Pointer),
        IdReused one => Problem.IdReused(one.Id, one.Position, prefix + one.Pointer),
        StaleVersion one => Problem.StaleVersion(one.Actual),
        TextDiffers => Problem.TextDiffers(),
        TooLarge one => Problem.TooLarge(one.Detail),
        _ => throw new UnreachableException("What was recorded, and what may yet be, is no refusal."),
    };
}

/// <summary>What a writer gets: where the (last) event stands.</summary>
/// <param name="Version">Version of the stream after it; also the ETag.</param>
/// <param name="Position">Its position in the log; hand it to atLeast to see your own write.</param>
public sealed record Receipt(long Version, long Position);
