using System.Diagnostics;
using IncidentTimeline.Changes;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Facts;
using IncidentTimeline.Server.Statements;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Changes;

/// <summary>Reads what surrounds an event: all that its changes are computed from, found by the statement index once that has the event.</summary>
internal sealed class SurroundingsReader(StatementIndexRunner index, StatementFinder finder, FactSearch search, FactSearchRunner searching)
{
    /// <param name="recorded">The event.</param>
    /// <param name="filter">Its publication time, and its event time where it has one.</param>
    /// <param name="cancellationToken">Ends the wait for the index, and the reading.</param>
    public async Task<EventSurroundings> ReadAsync(RecordedEvent recorded, ChangeFilter filter, CancellationToken cancellationToken)
    {
        var position = new Position(recorded.Position.Value);
        while (await index.WaitForAsync(position, cancellationToken) is null)
        {
            // A large import is ahead of it for a while; readiness tells where it has stopped.
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await ReadAsync(EventReader.Decode(recorded), new Cut(position, false, filter.PublishedBy, filter.EventTime ?? recorded.RecordedAt), cancellationToken);
    }

    /// <summary>The same of an event that the index has.</summary>
    internal async Task<EventSurroundings> ReadAsync(object recorded, Cut cut, CancellationToken cancellationToken) => recorded switch
    {
        RecordedFact fact => await finder.OfEventAsync([fact.Position.Value], cut, cancellationToken),
        RecordedDecision decision => await ReadAsync(await finder.EffectiveAsync(decision, cancellationToken), cut, cancellationToken),
        _ => throw new UnreachableException("An event is a fact or a decision."),
    };

    private async Task<EventSurroundings> ReadAsync(RecordedDecision effective, Cut cut, CancellationToken cancellationToken) => effective.Decision switch
    {
        SourceRated => await finder.OfEventAsync(await OfSourceAsync(new SourceId(effective.Subject), cut, cancellationToken), cut, cancellationToken),
        DocumentPublicationTimeAsserted => await finder.OfEventAsync(await finder.FindOfDocumentAsync(new DocumentHash(effective.Subject), cancellationToken), cut, cancellationToken),
        IncidentsMerged => await finder.OfEventAsync(await finder.FindOfIncidentAsync(new(effective.Subject), cut, cancellationToken), cut, cancellationToken),
        FactReviewed or RelationAsserted => await finder.OfEventAsync([], cut, cancellationToken), // They change no answer.
        var other => await finder.OfEventAsync(other.Fact() is { } fact ? await finder.FindAsync(fact, cut, cancellationToken) : [], cut, cancellationToken),
    };

    private async Task<IReadOnlyCollection<long>> OfSourceAsync(SourceId source, Cut cut, CancellationToken cancellationToken)
    {
        while (!await searching.WaitForAsync(cut.Known, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return [.. (await finder.OfSourceAsync(source, await search.FindAllAsync(source, cancellationToken), cut, cancellationToken)).Facts.Select(fact => fact.Recorded.Position.Value)];
    }
}
