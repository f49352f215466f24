using System.Buffers;
using IncidentTimeline.Catalog;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;
using IncidentTimeline.Server.Access.Limits;
using IncidentTimeline.Server.Documents;
using IncidentTimeline.Server.Pictures;
using IncidentTimeline.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IncidentTimeline.Server.Facts;

/// <summary>GET /facts, /facts/{id} and /facts/{id}/trace: from a number to the words it rests on.</summary>
internal static class ShowFacts
{
    /// <summary>Facts in a page where the caller does not say.</summary>
    private const int PageDefault = 100;

    public static void MapFacts(this WebApplication app)
    {
        app.MapGet("/facts", Find).WithName("FindFacts")
            .WithSummary("Facts in log order, by source, voice, type, region (with all inside it), incident and words. Pages of JSON by the cursor next; by Accept all of them as NDJSON, CSV or GeoJSON.")
            .Produces<string>(200, NdjsonFacts.Type, CsvFacts.Type, GeoJsonFacts.Type)
            .ProducesProblem(400).ProducesProblem(503);
        app.MapGet("/facts/{id}", GetOne).WithName("ShowFact")
            .WithSummary("One fact: its coding in force, as first coded, and what became of it.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        app.MapGet("/facts/{id}/trace", GetTrace).WithName("TraceFact")
            .WithSummary("From the fact to its quotations, the document's bytes with SHA-256 recomputed, the attribution chain, and who coded it when.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
    }

    private static async Task<Results<Ok<FactPage>, PushStreamHttpResult, ProblemHttpResult>> Find(
        HttpContext context, FactSearch search, FactSearchRunner runner, Viewer viewer, CancellationToken cancellationToken,
        string? source = null, string? voice = null, string? type = null, string? region = null, string? incident = null, string? text = null,
        string? knownAt = null, string? publishedBy = null, string? eventTime = null,
        long after = 0, int? limit = null, long? atLeast = null)
    {
        var form = FactForms.ChosenBy(context.Request);
        if (limit < 1 || (form is null && limit > FactSearch.PageMax))
        {
            return Problem.InvalidQuery("limit", form is null ? $"Between 1 and {FactSearch.PageMax}." : "1 or more; without it, all there are.");
        }

        if (after < 0 || atLeast < 0)
        {
            return Problem.InvalidQuery(after < 0 ? "after" : "atLeast", "A position is 0 or more.");
        }

        if (region is not null && (!RegionCode.TryParse(region, out var code, out _) || !Regions.Exists(code)))
        {
            return Problem.InvalidQuery("region", "Give an ISO 3166 code, such as UA-30.");
        }

        if (type is not null && Catalogue.FactTypes.All(known => known.Name != type))
        {
            return Problem.InvalidQuery("type", "No such fact type; GET /fact-types lists them.");
        }

        if (atLeast is { } position && !await runner.WaitForAsync(new Position(position), cancellationToken))
        {
            return Problem.NotCaughtUp(context);
        }

        context.Response.Headers.Vary = "Accept";
        var filter = new FactFilter(new Position(after), Math.Min(limit ?? (form is null ? PageDefault : FactSearch.PageMax), FactSearch.PageMax), source, voice, type, region, incident, text);
        var found = await search.FindAsync(filter, cancellationToken);
        var (view, problem) = await viewer.ResolveAsync(new CutPoints(knownAt, publishedBy, eventTime, found is [.., var last] ? last.Position.Value : null), context, cancellationToken);
        if (view is null)
        {
            return problem!; // One of the two is there.
        }

        if (form is not null)
        {
            return TypedResults.Stream(body => ExportAsync(body, form, found, filter, limit ?? long.MaxValue, search, view, cancellationToken), form.MediaType);
        }

        var facts = await ViewsAsync(found, view, cancellationToken);
        return TypedResults.Ok(new FactPage(facts, facts.Count == filter.Limit ? found[^1].Position : null));
    }

    /// <summary>Page after page, each written before the next is read: as much memory for a million facts as for a thousand.</summary>
    private static async Task ExportAsync(
        Stream body, IFactForm form, IReadOnlyList<(Position Position, FactId Fact)> found, FactFilter filter, long limit, FactSearch search, View view, CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>();
        form.Begin(output);
        while (true)
        {
            var facts = await ViewsAsync(found, view, cancellationToken);
            foreach (var fact in facts.Take((int)Math.Min(limit, FactSearch.PageMax)))
            {
                form.Write(fact, output);
            }

            limit -= facts.Count;
            if (facts.Count < filter.Limit || limit <= 0)
            {
                break;
            }

            await body.WriteAsync(output.WrittenMemory, cancellationToken);
            output.ResetWrittenCount();
            filter = filter with { After = found[^1].Position };
            found = await search.FindAsync(filter, cancellationToken);
        }

        form.End(output);
        await body.WriteAsync(output.WrittenMemory, cancellationToken);
    }

    // What was found and was known at the cut; the search may be ahead of it.
    private static async Task<IReadOnlyList<FactView>> ViewsAsync(IReadOnlyList<(Position Position, FactId Fact)> found, View view, CancellationToken cancellationToken)
    {
        var known = found.Where(one => one.Position <= view.Cut.Known).ToList();
        var knowledge = await view.Finder.OfFactsAtAsync(known.ConvertAll(one => one.Position.Value), view.Cut, cancellationToken);
        return known.ConvertAll(one => FactView.Of(knowledge.Find(one.Fact)!, knowledge, view.EventTime)); // Known, as it was found.
    }

    private static async Task<Results<Ok<FactView>, ProblemHttpResult>> GetOne(
        string id, [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, CancellationToken cancellationToken)
    {
        var (fact, knowledge, eventTime, problem) = await FindAsync(id, cut, context, viewer, cancellationToken);
        return fact is null ? problem! : TypedResults.Ok(FactView.Of(fact, knowledge!, eventTime)); // As above.
    }

    private static async Task<Results<Ok<Trace>, ProblemHttpResult>> GetTrace(
        string id, [AsParameters] CutPoints cut, HttpContext context, Viewer viewer, DocumentStore documents, CancellationToken cancellationToken)
    {
        var (fact, knowledge, eventTime, problem) = await FindAsync(id, cut, context, viewer, cancellationToken);
        if (fact is null)
        {
            return problem!; // As above.
        }

        FoldQueue.Leave(context);
        if (fact.Coding.Document is { } held && !await documents.TryHoldAsync(context, held, cancellationToken))
        {
            return Problem.NoRoom(context);
        }

        var bytes = fact.Coding.Document is { } hash ? await documents.ReadAsync(hash, cancellationToken) : null;
        // Read anew, not from the cache: an auditor asks what is stored.
        var text = fact.Coding.Document is { } named ? await documents.ReadTextAsync(named, cancellationToken) : null;
        return TypedResults.Ok(Trace.Of(fact, knowledge!, eventTime, bytes, text)); // As above.
    }

    private static async Task<(KnownFact? Fact, Knowledge? Knowledge, DateTimeOffset EventTime, ProblemHttpResult? Problem)> FindAsync(
        string id, CutPoints cut, HttpContext context, Viewer viewer, CancellationToken cancellationToken)
    {
        if (!FactId.TryParse(id, out var factId, out var reason))
        {
            return (null, null, default, Problem.NotFound(reason));
        }

        var (view, problem) = await viewer.ResolveAsync(cut, context, cancellationToken);
        if (view is null)
        {
            return (null, null, default, problem);
        }

        var knowledge = await view.Finder.OfFactsAsync([factId], view.Cut, cancellationToken);
        return knowledge.Find(factId) is { } fact ? (fact, knowledge, view.EventTime, null) : (null, null, default, Problem.NotFound($"No fact {factId} was known then."));
    }
}

/// <summary>A page of facts.</summary>
/// <param name="Facts">In log order.</param>
/// <param name="Next">Hand it to after for the next page; missing on the last.</param>
internal sealed record FactPage(IReadOnlyList<FactView> Facts, Position? Next);

/// <summary>One fact with what became of it.</summary>
/// <param name="Account">The claim as it is shown.</param>
/// <param name="Standing">Whether it has effect, and why not.</param>
/// <param name="Incidents">Where it counts.</param>
/// <param name="Fact">The coding in force.</param>
/// <param name="AsFirstCoded">The recorded coding, where the desk has recoded it.</param>
/// <param name="Actor">Who coded it.</param>
/// <param name="RecordedAt">When the log recorded it.</param>
/// <param name="WithdrawnBy">The retraction that took it back.</param>
internal sealed record FactView(
    AccountView Account, Standing Standing, IReadOnlyList<IncidentId> Incidents, Fact Fact, Fact? AsFirstCoded, string Actor, DateTimeOffset RecordedAt, FactId? WithdrawnBy)
{
    public static FactView Of(KnownFact fact, Knowledge knowledge, DateTimeOffset eventTime) => new(
        AccountView.Of(fact, knowledge, eventTime),
        knowledge.StandingOf(fact),
        fact.Incidents,
        fact.Coding,
        fact.IsRecoded ? fact.Recorded.Fact : null,
        fact.Recorded.Actor,
        fact.Recorded.RecordedAt,
        fact.WithdrawnBy?.Id);
}
