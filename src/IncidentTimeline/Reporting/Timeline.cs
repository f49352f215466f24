using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;

namespace IncidentTimeline.Reporting;

/// <summary>What is reported of one incident in order of event time. Undated claims stand apart, in the order of their documents, never dropped.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Title">Its name.</param>
/// <param name="AsOf">The cut points as resolved.</param>
/// <param name="Dated">Claims that have happened or may have happened by the event time asked for, earliest first.</param>
/// <param name="Undated">Claims without event time, by document and place in it.</param>
/// <param name="Decisions">What the desk decided in this incident and is in force, in log order.</param>
/// <param name="Undone">What it decided in it and undid, in log order.</param>
public sealed record Timeline(
    IncidentId Incident, string Title, AsOf AsOf, IReadOnlyList<TimelineEntry> Dated, IReadOnlyList<TimelineEntry> Undated, IReadOnlyList<DeskStep> Decisions, IReadOnlyList<UndoneStep> Undone)
{
    public static Timeline Of(Knowledge knowledge, IncidentId incident, DateTimeOffset eventTime)
    {
        var id = knowledge.Resolve(incident);
        var facts = knowledge.Facts.Where(fact => fact.Incidents.Contains(id) && fact.Standing is not (Standing.Struck or Standing.NotYetPublished)).ToList();
        return new Timeline(
            id,
            knowledge.Incidents.GetValueOrDefault(id)?.Title ?? id.Value,
            new AsOf(knowledge.Known, knowledge.PublishedBy, eventTime),
            [.. facts.Where(fact => !fact.Bounds.IsUndated && !fact.Bounds.IsAbsentAt(eventTime))
                .OrderBy(fact => fact.Bounds.Latest ?? DateTimeOffset.MaxValue).ThenBy(fact => fact.Bounds.Earliest).ThenBy(fact => fact.Id)
                .Select(Entry)],
            [.. facts.Where(fact => fact.Bounds.IsUndated)
                .OrderBy(fact => fact.Coding.Document?.Value, StringComparer.Ordinal).ThenBy(fact => fact.Coding.Quotations is [var first, ..] ? first.Start : 0).ThenBy(fact => fact.Id)
                .Select(Entry)],
            [.. knowledge.Decisions.Where(one => IsOn(one.Subject, one.Decision, id, knowledge)).Select(DeskStep.Of)],
            [.. knowledge.InForce.Undone.Where(one => IsOn(one.Decision.Subject, one.About, id, knowledge)).Select(one => UndoneStep.Of(one.Decision, one.By))]);

        TimelineEntry Entry(KnownFact fact) => new(AccountView.Of(fact, knowledge, eventTime), knowledge.StandingOf(fact), [.. fact.Coding.Places.Select(place => place.Tell())]);
    }

    // A source or document may have the same name as an incident; what was decided in a merged incident was decided in this one.
    private static bool IsOn(string subject, IDecision decision, IncidentId incident, Knowledge knowledge) =>
        knowledge.Resolve(new IncidentId(subject)) == incident && Catalogue.SubjectOf(decision) == DecisionSubject.Incident;
}

/// <summary>One claim on a timeline.</summary>
public sealed record TimelineEntry(AccountView Account, Standing Standing, IReadOnlyList<string> Places);
