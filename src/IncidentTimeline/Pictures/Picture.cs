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
    public static Picture Of(Knowledge knowledge, RegionCode region, DateTimeOffset eventTime, bool withContext = false) =>
        Of(knowledge, Surroundings.Of(knowledge, eventTime), region, eventTime, withContext);

    /// <param name="knowledge">What is known of this region.</param>
    /// <param name="surroundings">What is known around it.</param>
    /// <param name="region">The region.</param>
    /// <param name="eventTime">T.</param>
    /// <param name="withContext">Whether context incidents are shown, too.</param>
    public static Picture Of(Knowledge knowledge, Surroundings surroundings, RegionCode region, DateTimeOffset eventTime, bool withContext)
    {
        var here = knowledge.Statements.Where(one => one.Place.StandsUnder() == region && IsShown(one, eventTime)).ToList();
        var shown = withContext ? here : [.. here.Where(one => !IsContext(knowledge, one.Incident))];
        var composer = new IncidentComposer(knowledge, eventTime, region, surroundings);
        var incidents = composer.Nested(shown.Where(one => one.Place.IsPlaced()));
        var unplaced = composer.Flat(shown.Where(one => !one.Place.IsPlaced()));
        return new Picture(
            region,
            Regions.NameOf(region),
            new AsOf(knowledge.Known, knowledge.PublishedBy, eventTime),
            Ranking.Policy,
            incidents,
            withContext ? 0 : here.Select(one => one.Incident).Distinct().Count(one => IsContext(knowledge, one)),
            unplaced,
            PartsOf(knowledge, surroundings, region, withContext),
            [.. knowledge.Facts.Where(fact => fact.Standing == Standing.ReportTimeUnknown && fact.Coding.Places.Any(place => place.StandsUnder() == region))
                .OrderBy(fact => fact.Id).Select(fact => AccountView.Of(fact, knowledge, eventTime))],
            DocumentsWithoutPublicationTimeOf(knowledge, incidents.Concat(unplaced)));
    }

    private static IReadOnlyList<DocumentHash> DocumentsWithoutPublicationTimeOf(Knowledge knowledge, IEnumerable<IncidentPicture> incidents) =>
    [
        .. incidents.SelectMany(incident => incident.Claims()).Where(claim => claim.ReportTime is null)
            .Select(claim => knowledge.Find(claim.Fact)!.Coding.Document).OfType<DocumentHash>().Distinct() // Shown, so known.
            .Where(document => knowledge.InForce.PublicationTimeOf(document) is null).OrderBy(document => document.Value, StringComparer.Ordinal),
    ];

    internal static bool IsShown(Statement statement, DateTimeOffset eventTime) => statement.Fact.IsSeen && !statement.Fact.Bounds.IsAbsentAt(eventTime);

    private static bool IsContext(Knowledge knowledge, IncidentId incident) => knowledge.Incidents.GetValueOrDefault(incident)?.Kind == IncidentKind.Context;

    private static IReadOnlyList<RegionPart> PartsOf(Knowledge knowledge, Surroundings surroundings, RegionCode region, bool withContext) =>
    [
        .. from part in IncidentsByRegion(knowledge, surroundings, withContext)
           where part.Key != region && Regions.Ancestry(part.Key).Contains(region)
           orderby part.Key
           select new RegionPart(part.Key, Regions.NameOf(part.Key), [.. part]),
    ];

    /// <summary>The incidents with questions on each region, in order. A part whose whole is there too is left to its picture: it never stands as a peer.</summary>
    public static ILookup<RegionCode, IncidentId> IncidentsByRegion(Knowledge knowledge, Surroundings surroundings, bool withContext) => (
        from here in surroundings.Shown
        let incidents = here.Where(incident => withContext || !IsContext(knowledge, incident)).ToHashSet()
        from incident in incidents.Order()
        where !(knowledge.Incidents.GetValueOrDefault(incident)?.Wholes ?? []).Any(incidents.Contains)
        select (Region: here.Key, Incident: incident)).ToLookup(one => one.Region, one => one.Incident);
}

/// <summary>What a picture says of incidents elsewhere, which needs none of what is said there.</summary>
/// <param name="Shown">The incidents that have something to show on each region.</param>
/// <param name="Homes">The regions where values are stated of an incident alone. A silence, or a claim that names several regions, does not make it happen there.</param>
public sealed record Surroundings(ILookup<RegionCode, IncidentId> Shown, ILookup<IncidentId, RegionCode> Homes)
{
    public static readonly Surroundings None = new(
        Array.Empty<IncidentId>().ToLookup(_ => RegionCode.Nowhere), Array.Empty<RegionCode>().ToLookup(_ => default(IncidentId)));

    public static Surroundings Of(Knowledge knowledge, DateTimeOffset eventTime) => new(
        knowledge.Statements.Where(one => Picture.IsShown(one, eventTime)).ToLookup(one => one.Place.StandsUnder(), one => one.Incident),
        knowledge.Statements.Where(one => one.Fact.IsSeen && one.IsHome()).ToLookup(one => one.Incident, one => one.Place.StandsUnder()));
}

/// <summary>A region inside the one shown that has questions of its own: named, never added up.</summary>
public sealed record RegionPart(RegionCode Region, string Name, IReadOnlyList<IncidentId> Incidents);
