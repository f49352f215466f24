using System.Globalization;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Reporting;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Pictures;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Incidents;

/// <summary>GET /incidents and what is under it: the list, one incident, its timeline, and the reporting history of one question.</summary>
internal static class ShowIncidents
{
    public static void MapIncidents(this WebApplication app)
    {
        app.MapGet("/incidents", GetList).WithName("ListIncidents")
            .WithSummary("Open happenings and groups; kind=context,feed for others, include=closed for closed and merged ones too.")
            .ProducesProblem(400).ProducesProblem(503);
        app.MapGet("/incidents/{id}", GetOne).WithName("ShowIncident")
            .WithSummary("One incident with all its questions, wherever they are. The ETag is its stream's version, for If-Match.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        app.MapGet("/incidents/{id}/timeline", GetTimeline).WithName("ShowTimeline")
            .WithSummary("What is reported of an incident by event time; undated claims apart.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        app.MapGet("/incidents/{id}/aspects/{aspect}/history", GetHistory).WithName("ShowReportingHistory")
            .WithSummary("How what was reported about one question changed, step by step. place= narrows to one placeKey.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
    }

    private static async Task<Results<Ok<IReadOnlyList<IncidentListing>>, ProblemHttpResult>> GetList(
        [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, CancellationToken cancellationToken, string? kind = null, string? include = null)
    {
        var kinds = new List<IncidentKind>();
        foreach (var word in (kind ?? "happening,group").Split(','))
        {
            if (!Enum.TryParse<IncidentKind>(word, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed) || char.IsDigit(word[0]))
            {
                return Problem.InvalidQuery("kind", "One or more of happening, group, context, feed, separated by commas.");
            }

            kinds.Add(parsed);
        }

        if (include is not (null or "closed"))
        {
            return Problem.InvalidQuery("include", "Only closed can be included.");
        }

        var (view, problem) = await viewer.ResolveAsync(cut, context, cancellationToken);
        if (view is null)
        {
            return problem!; // One of the two is there.
        }

        var (knowledge, counted) = await view.Finder.OfIncidentsAsync(view.Cut, cancellationToken);
        return TypedResults.Ok(view.Fold("incidents", () => IncidentListing.All(knowledge, counted, kinds, include == "closed")));
    }

    private static async Task<Results<Ok<IncidentPicture>, ProblemHttpResult>> GetOne(
        string id, [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, CancellationToken cancellationToken)
    {
        var (incident, view, knowledge, problem) = await FindAsync(id, cut, context, viewer, (view, incident) => view.Finder.OfIncidentAsync(incident, view.Cut, cancellationToken), cancellationToken);
        if (knowledge is null)
        {
            return problem!; // As above.
        }

        // The version that the view holds: who sends it back has seen all that it stands for. What was known earlier is no ground for a decision now.
        if (cut.KnownAt is null)
        {
            var version = await view!.Finder.VersionAsync(EventCodec.StreamOf(incident), view.Cut, cancellationToken); // Known through it.
            context.Response.Headers.ETag = $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";
        }

        return TypedResults.Ok(view!.Fold("incident", () => IncidentPicture.Of(knowledge, incident, view.EventTime))); // As above.
    }

    private static async Task<Results<Ok<Timeline>, ProblemHttpResult>> GetTimeline(
        string id, [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, CancellationToken cancellationToken)
    {
        var (incident, view, knowledge, problem) = await FindAsync(id, cut, context, viewer, (view, incident) => view.Finder.OfIncidentHistoryAsync(incident, null, view.Cut, cancellationToken), cancellationToken);
        return knowledge is null ? problem! : TypedResults.Ok(view!.Fold("timeline", () => Timeline.Of(knowledge, incident, view.EventTime))); // As above.
    }

    private static async Task<Results<Ok<ReportingHistory>, ProblemHttpResult>> GetHistory(
        string id, string aspect, [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, CancellationToken cancellationToken, string? place = null)
    {
        if (!AspectKey.TryParse(aspect, out var key, out var reason))
        {
            return Problem.NotFound(reason);
        }

        var (incident, view, knowledge, problem) = await FindAsync(id, cut, context, viewer, (view, incident) => view.Finder.OfIncidentHistoryAsync(incident, key, view.Cut, cancellationToken), cancellationToken);
        return knowledge is null ? problem! // As above.
            : IsQuestion(key, incident, knowledge) ? TypedResults.Ok(view!.Fold("history", () => ReportingHistory.Of(knowledge, incident, key, place, view.EventTime))) // As above.
            : Problem.NotFound($"No fact type, no fact here and no incident asks {key}.");
    }

    // Not stated is an answer to a question that there is; a mistyped one must not look answered.
    private static bool IsQuestion(AspectKey aspect, IncidentId incident, Knowledge knowledge) =>
        Aspects.All.ContainsKey(aspect) || Aspects.All.ContainsKey(new AspectKey(aspect.Name))
        || knowledge.Incidents[incident].Questions.Contains(aspect)
        || knowledge.Statements.Any(one => one.Aspect.Key == aspect);

    private static async Task<(IncidentId Incident, View? View, Knowledge? Knowledge, ProblemHttpResult? Problem)> FindAsync(
        string id, CutPoints cut, HttpContext context, Viewer viewer, Func<View, IncidentId, Task<Knowledge>> know, CancellationToken cancellationToken)
    {
        if (!IncidentId.TryParse(id, out var incident, out var reason))
        {
            return (incident, null, null, Problem.NotFound(reason));
        }

        var (view, problem) = await viewer.ResolveAsync(cut, context, cancellationToken);
        return view is null ? (incident, null, null, problem)
            : await know(view, incident) is { } knowledge && knowledge.Incidents.ContainsKey(incident) ? (incident, view, knowledge, null)
            : (incident, view, null, Problem.NotFound($"No incident {incident} was known then."));
    }
}

/// <summary>An incident in the list.</summary>
/// <param name="Incident">Its id.</param>
/// <param name="Title">Its name.</param>
/// <param name="Kind">What it groups.</param>
/// <param name="IsClosed">Whether the desk closed it.</param>
/// <param name="MergedInto">Where its facts count, if it was merged.</param>
/// <param name="PartOf">The wholes it is part of.</param>
/// <param name="Regions">The regions it has claims on.</param>
/// <param name="Facts">How many facts count under it.</param>
internal sealed record IncidentListing(
    IncidentId Incident, string Title, IncidentKind Kind, bool IsClosed, IncidentId? MergedInto, IReadOnlyList<IncidentId> PartOf, IReadOnlyList<Places.RegionCode> Regions, int Facts)
{
    public static IReadOnlyList<IncidentListing> All(
        Knowledge knowledge, IReadOnlyDictionary<IncidentId, (IReadOnlyList<Places.RegionCode> Regions, int Facts)> counted, IReadOnlyCollection<IncidentKind> kinds, bool includesClosed) =>
        [
            .. from incident in knowledge.Incidents.Values
               where kinds.Contains(incident.Kind) && (includesClosed || (!incident.IsClosed && incident.MergedInto is null))
               orderby incident.Id
               let here = counted.GetValueOrDefault(incident.Id, ([], 0))
               select new IncidentListing(
                   incident.Id, incident.Title, incident.Kind, incident.IsClosed, incident.MergedInto, incident.Wholes,
                   [.. here.Regions.Order()], here.Facts),
        ];
}
