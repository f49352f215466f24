using IncidentTimeline.Facts;
using IncidentTimeline.Places;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Pictures;

/// <summary>What is said to be the case in one region: the incidents with their questions, and what is not known. Never a sum or a propagation across incidents, places or levels (SEMANTICS 15).</summary>
/// <param name="Region">ISO 3166 code.</param>
/// <param name="Name">English name.</param>
/// <param name="AsOf">The three cut points as resolved.</param>
/// <param name="Policy">The display policy that ranked the accounts.</param>
/// <param name="Incidents">Incidents with questions on this region, parts nested under their whole.</param>
/// <param name="ContextIncidents">How many context incidents were left out; they are listed on request.</param>
/// <param name="Unplaced">Questions whose place is vague and only enclosed by this region.</param>
/// <param name="Parts">Regions inside this one that have questions of their own, by reference.</param>
/// <param name="Undated">With a publication time asked for: claims whose report time is unknown, listed without effect.</param>
/// <param name="DocumentsWithoutPublicationTime">Documents behind this picture whose claims have no report time, because nobody has dated them.</param>
public sealed record Picture(
    RegionCode Region,
    string Name,
    AsOf AsOf,
    string Policy,
    IReadOnlyList<IncidentPicture> Incidents,
    int ContextIncidents,
    IReadOnlyList<IncidentPicture> Unplaced,
    IReadOnlyList<RegionPart> Parts,
    IReadOnlyList<AccountView> Undated,
    IReadOnlyList<DocumentHash> DocumentsWithoutPublicationTime)
{
    public static Picture Of(Knowledge knowledge, RegionCode region, DateTimeOffset eventTime, bool withContext = false)
    {
        var here = knowledge.Statements.Where(one => one.Place.StandsUnder() == region && IsShown(one, eventTime)).ToList();
        var shown = withContext ? here : [.. here.Where(one => !IsContext(knowledge, one.Incident))];
        var composer = new IncidentComposer(knowledge, eventTime, region);
        return new Picture(
            region,
            Regions.NameOf(region),
            new AsOf(knowledge.Known, knowledge.PublishedBy, eventTime),
            Ranking.Policy,
            composer.Nested(shown.Where(one => one.Place.IsPlaced())),
            withContext ? 0 : here.Select(one => one.Incident).Distinct().Count(one => IsContext(knowledge, one)),
            composer.Flat(shown.Where(one => !one.Place.IsPlaced())),
            PartsOf(knowledge, region, eventTime, withContext),
            [.. knowledge.Facts.Where(fact => fact.Standing == Standing.ReportTimeUnknown && fact.Coding.Places.Any(place => place.StandsUnder() == region))
                .OrderBy(fact => fact.Id).Select(fact => AccountView.Of(fact, knowledge, eventTime))],
            [.. shown.Where(one => one.Fact.ReportTime is null).Select(one => one.Fact.Coding.Document).OfType<DocumentHash>().Distinct()
                .Where(document => knowledge.InForce.PublicationTimeOf(document) is null).OrderBy(document => document.Value, StringComparer.Ordinal)]);
    }

    private static bool IsShown(Statement statement, DateTimeOffset eventTime) => statement.Fact.IsSeen && !statement.Fact.Bounds.IsAbsentAt(eventTime);

    private static bool IsContext(Knowledge knowledge, IncidentId incident) => knowledge.Incidents.GetValueOrDefault(incident)?.Kind == IncidentKind.Context;

    private static IReadOnlyList<RegionPart> PartsOf(Knowledge knowledge, RegionCode region, DateTimeOffset eventTime, bool withContext) =>
    [
        .. from part in IncidentsByRegion(knowledge, eventTime, withContext)
           where part.Key != region && Regions.Ancestry(part.Key).Contains(region)
           orderby part.Key
           select new RegionPart(part.Key, Regions.NameOf(part.Key), [.. part]),
    ];

    /// <summary>The incidents with questions on each region, in order. A part whose whole is there too is left to its picture: it never stands as a peer.</summary>
    public static ILookup<RegionCode, IncidentId> IncidentsByRegion(Knowledge knowledge, DateTimeOffset eventTime, bool withContext) => (
        from statement in knowledge.Statements
        where IsShown(statement, eventTime) && (withContext || !IsContext(knowledge, statement.Incident))
        group statement.Incident by statement.Place.StandsUnder() into here
        let incidents = here.ToHashSet()
        from incident in incidents.Order()
        where !(knowledge.Incidents.GetValueOrDefault(incident)?.Wholes ?? []).Any(incidents.Contains)
        select (Region: here.Key, Incident: incident)).ToLookup(one => one.Region, one => one.Incident);
}

/// <summary>A region inside the one shown that has questions of its own: named, never added up.</summary>
public sealed record RegionPart(RegionCode Region, string Name, IReadOnlyList<IncidentId> Incidents);
