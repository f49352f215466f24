using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;

namespace IncidentTimeline.Server.Events;

/// <summary>
/// What an event bears on: what a filter is held against (ADR 0015). Its own types, regions, incidents and sources, and those of every
/// fact that it touches, as that fact was before it and is after it. It may name too much, never too little.
/// </summary>
internal sealed class EventReach
{
    private HashSet<string>? _regionsAround;

    /// <summary>It may bear on anything: what it touches is not recorded yet, or too much to be listed.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Names of fact types and decisions.</summary>
    public SortedSet<string> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>ISO 3166 codes; <c>ZZ</c> for what no code encloses.</summary>
    public SortedSet<string> Regions { get; } = new(StringComparer.Ordinal);

    /// <summary>The regions and all that they are inside, once the reach is whole: worked out once, for each of a thousand followers holds its filter against it.</summary>
    public HashSet<string> RegionsAround =>
        _regionsAround ??= [.. Regions.SelectMany(one => Places.Regions.Ancestry(new RegionCode(one))).Select(one => one.Value)];

    public SortedSet<string> Incidents { get; } = new(StringComparer.Ordinal);

    /// <summary>Registered sources: publishers and speakers of the attributions, the voices among them.</summary>
    public SortedSet<string> Sources { get; } = new(StringComparer.Ordinal);

    /// <summary>Of a fact: the facts recorded before it that revise it. Whoever is told of it only now has to know that it may not stand.</summary>
    public SortedSet<Guid> Revised { get; } = [];

    /// <summary>What a fact or decision says itself.</summary>
    public static EventReach Of(object recorded)
    {
        var reach = new EventReach();
        switch (recorded)
        {
            case RecordedFact fact:
                reach.Incidents.Add(fact.Home.Value);
                reach.Add(fact.Fact);
                break;
            case RecordedDecision decision:
                reach.Add(decision);
                break;
            default:
                throw new System.Diagnostics.UnreachableException("An event is a fact or a decision.");
        }

        return reach;
    }

    public void Add(Fact fact)
    {
        for (var claim = fact.Claim; claim is not null; claim = claim switch { StatementCorrected one => one.Claim, StatementReinstated one => one.Claim, _ => null })
        {
            Types.Add(claim.GetType().Name);
        }

        foreach (var place in fact.Places)
        {
            Regions.Add(place.StandsUnder().Value);
        }

        foreach (var source in fact.Attribution.Sources())
        {
            Sources.Add(source.Value);
        }
    }

    public void Add(RecordedDecision recorded)
    {
        Types.Add(recorded.Decision.GetType().Name);
        switch (Catalog.Catalogue.SubjectOf(recorded.Decision))
        {
            case DecisionSubject.Incident:
                Incidents.Add(recorded.Subject);
                break;
            case DecisionSubject.Source:
                Sources.Add(recorded.Subject);
                break;
        }

        switch (recorded.Decision)
        {
            case CodingCorrected one:
                Add(one.Coding);
                break;
            case FactMoved one:
                Incidents.Add(one.To.Value);
                break;
            case FactLinked one:
                Incidents.Add(one.To.Value);
                break;
            case IncidentsMerged one:
                Incidents.Add(one.Into.Value);
                break;
            case IncidentRelated one:
                Incidents.Add(one.To.Value);
                break;
            case DocumentCaptured one:
                Sources.Add(one.Publisher.Value);
                break;
            case DocumentVersionCaptured one:
                Sources.Add(one.Publisher.Value);
                break;
        }
    }
}
