using System.Diagnostics;
using IncidentTimeline.Changes;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Statements;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Changes;

/// <summary>Reads what surrounds an event: all that its changes are computed from, found by the statement index once that has the event.</summary>
internal sealed class SurroundingsReader(StatementIndexRunner index, StatementFinder finder)
{
    /// <summary>Whether the index goes on; where it has stopped for good, nothing surrounds any event.</summary>
    public bool IsFollowing => index.Projector.Status != ProjectorStatus.Stopped;

    /// <param name="recorded">The event.</param>
    /// <param name="filter">Its publication time, and its event time where it has one.</param>
    /// <param name="cancellationToken">Ends the wait for the index, and the reading.</param>
    /// <returns>Null where the filter shows none of what the event touches, and where the index has stopped before it.</returns>
    public async Task<EventSurroundings?> ReadAsync(RecordedEvent recorded, ChangeFilter filter, CancellationToken cancellationToken)
    {
        // A large import is ahead of it for a while; readiness tells where it has stopped.
        var position = new Position(recorded.Position.Value);
        while (await index.WaitForAsync(position, cancellationToken) is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!IsFollowing)
            {
                return null;
            }
        }

        return await ReadAsync(EventReader.Decode(recorded), filter, new Cut(position, filter.PublishedBy, filter.EventTime ?? recorded.RecordedAt), cancellationToken);
    }

    /// <summary>The same of an event that the index has.</summary>
    internal async Task<EventSurroundings?> ReadAsync(object recorded, ChangeFilter filter, Cut cut, CancellationToken cancellationToken) => recorded switch
    {
        RecordedFact fact => await finder.OfEventAsync([fact.Position.Value], filter, cut, cancellationToken),
        RecordedDecision decision => await ReadAsync(await finder.EffectiveAsync(decision, cancellationToken), filter, cut, cancellationToken),
        _ => throw new UnreachableException("An event is a fact or a decision."),
    };

    private async Task<EventSurroundings?> ReadAsync(RecordedDecision effective, ChangeFilter filter, Cut cut, CancellationToken cancellationToken) => effective.Decision switch
    {
        SourceRated => await finder.OfRanksAsync(cut, cancellationToken),
        DocumentPublicationTimeAsserted => await finder.OfEventAsync(await finder.FindOfDocumentAsync(new DocumentHash(effective.Subject), cancellationToken), filter, cut, cancellationToken),
        IncidentsMerged => await finder.OfEventAsync(await finder.FindOfIncidentAsync(new(effective.Subject), cut, cancellationToken), filter, cut, cancellationToken),
        FactReviewed or RelationAsserted => await finder.OfEventAsync([], filter, cut, cancellationToken), // They change no answer.
        var other => await finder.OfEventAsync(other.Fact() is { } fact ? await finder.FindAsync(fact, cut, cancellationToken) : [], filter, cut, cancellationToken),
    };
}
