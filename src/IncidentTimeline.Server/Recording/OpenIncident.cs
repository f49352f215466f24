using System.ComponentModel.DataAnnotations;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Server.Access;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Recording;

/// <summary>POST /incidents: opens an incident for facts to be grouped under.</summary>
internal static class OpenIncident
{
    public static void MapOpenIncident(this WebApplication app) =>
        app.MapPost("/incidents", Post)
            .WithName("OpenIncident")
            .WithSummary("Opens an incident. The same request again answers the first receipt.")
            .Accepts<NewIncident>("application/json")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(409).ProducesProblem(422).ProducesProblem(429);

    private static async Task<Results<Created<Receipt>, Ok<Receipt>, ProblemHttpResult>> Post(HttpContext context, FactRecorder recorder, CancellationToken cancellationToken)
    {
        var (incident, problem) = await RequestBody.ReadAsync<NewIncident>(context.Request, cancellationToken);
        if (incident is null)
        {
            return problem!; // One of the two is there.
        }

        var outcome = await RecordAsync(incident, recorder, context.Actor(), cancellationToken);
        return outcome.ToResult(context, $"/incidents/{incident.Id}");
    }

    /// <summary>Founds the incident's stream.</summary>
    public static Task<RecordOutcome> RecordAsync(NewIncident incident, FactRecorder recorder, string actor, CancellationToken cancellationToken)
    {
        var stream = EventCodec.StreamOf(incident.Id);
        var opened = new IncidentOpened(incident.Kind, incident.Title, incident.Questions);
        return recorder.FoundAsync(stream, Uuid5.Of(Uuid5.Timeline, stream), opened, incident.Id.Value, actor, cancellationToken);
    }
}

/// <summary>An incident to be opened.</summary>
/// <param name="Id">Its name, chosen by the desk.</param>
/// <param name="Title">Its name as shown.</param>
/// <param name="Kind">What it groups. Default happening.</param>
/// <param name="Questions">Aspects to show even while nobody answers them, beside those of the kind.</param>
public sealed record NewIncident(
    IncidentId Id,
    [Length(1, 300)] string Title,
    IncidentKind Kind = IncidentKind.Happening,
    [Length(0, 100)] IReadOnlyList<AspectKey>? Questions = null);
