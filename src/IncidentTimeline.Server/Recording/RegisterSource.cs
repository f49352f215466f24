using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Desk;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Problems;
using IncidentTimeline.Sources;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Recording;

/// <summary>POST /sources: makes a source known, so that facts can be attributed to it.</summary>
internal static class RegisterSource
{
    public static void MapRegisterSource(this WebApplication app) =>
        app.MapPost("/sources", Post)
            .WithName("RegisterSource")
            .WithSummary("Registers a source. The same request again answers the first receipt.")
            .Accepts<NewSource>("application/json")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429);

    private static async Task<Results<Created<Receipt>, Ok<Receipt>, ProblemHttpResult>> Post(HttpContext context, FactRecorder recorder, CancellationToken cancellationToken)
    {
        var (source, problem) = await RequestBody.ReadAsync<NewSource>(context.Request, cancellationToken);
        if (source is null)
        {
            return problem!; // One of the two is there.
        }

        var outcome = await RecordAsync(source, recorder, context.Actor(), cancellationToken);
        return outcome.ToResult(context, $"/sources/{source.Id}/statements");
    }

    /// <summary>Founds the source's stream.</summary>
    public static Task<RecordOutcome> RecordAsync(NewSource source, FactRecorder recorder, string actor, CancellationToken cancellationToken)
    {
        var stream = EventCodec.StreamOf(source.Id);
        var registered = new SourceRegistered(source.Kind, source.Name, source.Region, source.Url);
        return recorder.FoundAsync(stream, Uuid5.Of(Uuid5.Timeline, stream), registered, source.Id.Value, actor, cancellationToken);
    }
}

/// <summary>A source to be registered.</summary>
/// <param name="Id">Its id, chosen by the desk.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name as shown; for an official the office, never a private person.</param>
/// <param name="Region">Where it speaks for, where that is one region.</param>
/// <param name="Url">Where it publishes.</param>
public sealed record NewSource(
    SourceId Id,
    SourceKind Kind,
    [Length(1, 200)] string Name,
    RegionCode? Region = null,
    [Length(1, 2_000)] string? Url = null);
