using IncidentTimeline.Desk;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Pictures;

/// <summary>One incident as the desk has arranged it at K.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it groups.</param>
/// <param name="Title">Its name as shown.</param>
/// <param name="IsClosed">Whether the desk closed it.</param>
/// <param name="MergedInto">Where its facts count, if it was merged.</param>
/// <param name="Questions">The aspects always shown beside those of its kind.</param>
/// <param name="Wholes">The incidents it is part of, after merges.</param>
/// <param name="Relations">All that persons related it to.</param>
/// <param name="OpenedAt">Where the log opened it.</param>
public sealed record KnownIncident(
    IncidentId Id,
    IncidentKind Kind,
    string Title,
    bool IsClosed,
    IncidentId? MergedInto,
    IReadOnlyList<AspectKey> Questions,
    IReadOnlyList<IncidentId> Wholes,
    IReadOnlyList<IncidentRelated> Relations,
    Position OpenedAt)
{
    internal static Dictionary<IncidentId, KnownIncident> All(DecisionsInForce decisions, Func<IncidentId, IncidentId> resolve)
    {
        var ofIncident = decisions.All.Where(one => IsOfIncident(one.Decision)).ToLookup(one => new IncidentId(one.Subject));

        // What was merged into an incident was part of the same wholes.
        var wholes = (
            from one in decisions.All
            let related = one.Decision as IncidentRelated
            where related is { Relation: IncidentRelation.PartOf }
            select (Part: resolve(new IncidentId(one.Subject)), Whole: resolve(related.To))).Distinct().Where(one => one.Part != one.Whole).ToLookup(one => one.Part, one => one.Whole);
        return (
            from own in ofIncident
            let opened = own.FirstOrDefault(one => one.Decision is IncidentOpened)
            where opened is not null
            select Know(own.Key, opened, [.. own], resolve(own.Key), wholes)).ToDictionary(incident => incident.Id);
    }

    private static bool IsOfIncident(IDecision decision) =>
        decision is IncidentOpened or IncidentClosed or IncidentReopened or IncidentsMerged or IncidentRelated;

    private static KnownIncident Know(IncidentId id, RecordedDecision opened, IReadOnlyList<RecordedDecision> own, IncidentId target, ILookup<IncidentId, IncidentId> wholes)
    {
        var opening = (IncidentOpened)opened.Decision;
        var relations = own.Select(one => one.Decision).OfType<IncidentRelated>().ToList();
        return new KnownIncident(
            id,
            opening.Kind,
            opening.Title,
            own.Select(one => one.Decision).LastOrDefault(one => one is IncidentClosed or IncidentReopened) is IncidentClosed,
            target == id ? null : target,
            opening.Questions ?? [],
            [.. wholes[target]],
            relations,
            opened.Position);
    }
}
