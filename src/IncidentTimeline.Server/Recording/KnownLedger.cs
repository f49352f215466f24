using System.Collections.Concurrent;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Statements;
using IncidentTimeline.Sources;
using Npgsql;

namespace IncidentTimeline.Server.Recording;

/// <summary>Loads what a decision or a fact is decided on: of the whole ledger only what the rules ask for.</summary>
internal sealed class KnownLedger(NpgsqlDataSource database, EventStore store, StatementIndexRunner index, StatementFinder finder)
{
    /// <summary>Streams remembered as founded: what was founded stays so, and asking again costs a round trip for each fact.</summary>
    private const int FoundedKeptMax = 100_000;

    private static readonly string FindStreamsSql = Sql.Read("Recording.find_streams.sql");

    private readonly ConcurrentDictionary<string, bool> _founded = new(StringComparer.Ordinal);

    /// <summary>Whether a stream was founded: an incident opened, a document captured, a source registered.</summary>
    public async Task<bool> IsFoundedAsync(string stream, CancellationToken cancellationToken) => (await FoundedAsync([stream], cancellationToken)).Contains(stream);

    /// <summary>What facts refer to, as the log has it now; null where the index could not tell in time what they revise.</summary>
    public async Task<Ledger?> ForFactsAsync(IncidentId incident, IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        var ledger = await FoundedAsync(Ledger.Empty, [incident], facts.SelectMany(fact => fact.Attribution.Sources()), facts.Select(fact => fact.Document).OfType<DocumentHash>(), cancellationToken);
        var targets = facts.Select(fact => fact.Claim.Target()).OfType<FactId>().ToHashSet();
        if (targets.Count == 0)
        {
            return ledger;
        }

        // A fact that is not seen yet may be the one that makes it a circle.
        if (await index.CatchUpAsync(cancellationToken) is not { } reached)
        {
            return null;
        }

        var known = await finder.SelectAsync(targets, [], [], Latest(reached), cancellationToken);
        return known.Facts.Aggregate(ledger, (loaded, fact) => loaded.With(fact));
    }

    /// <summary>What founding something refers to, and whether it is there already.</summary>
    public async Task<Ledger> ForFoundingAsync(Guid id, IDecision decision, CancellationToken cancellationToken)
    {
        SourceId?[] sources = [(decision as DocumentCaptured)?.Publisher, (decision as DocumentVersionCaptured)?.Publisher];
        DocumentHash?[] documents = [(decision as DocumentVersionCaptured)?.Supersedes];
        var ledger = await FoundedAsync(Ledger.Empty, [], sources.OfType<SourceId>(), documents.OfType<DocumentHash>(), cancellationToken);
        return await store.FindAsync(id, cancellationToken) is { } recorded && EventReader.Decode(recorded) is RecordedDecision known ? ledger.With(known) : ledger;
    }

    /// <summary>All that bears on a decision, up to the head of the log; null where the index did not get there in time.</summary>
    /// <param name="stream">That of the incident, document or source in which it will stand.</param>
    /// <param name="decision">What is decided.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Ledger?> ForDecisionAsync(string stream, IDecision decision, CancellationToken cancellationToken)
    {
        if (await index.CatchUpAsync(cancellationToken) is not { } reached)
        {
            return null;
        }

        var (kind, subject) = EventCodec.SubjectOf(stream);
        var incident = new IncidentId(subject);
        FactId?[] facts = [decision.Fact(), (decision as RelationAsserted)?.To, (decision as CodingCorrected)?.Coding.Claim.Target()];
        IncidentId?[] named =
        [
            kind == DecisionSubject.Incident ? incident : null, (decision as FactMoved)?.To, (decision as FactLinked)?.To,
            (decision as IncidentsMerged)?.Into, (decision as IncidentRelated)?.To,
        ];
        var incidents = named.OfType<IncidentId>().Distinct().ToList();
        long[] keys = kind switch
        {
            DecisionSubject.Document => [IndexKey.Of(new DocumentHash(subject))],
            DecisionSubject.Source => [IndexKey.Of(new SourceId(subject))],
            _ => [IndexKey.OfDesk(incident)],
        };
        var known = await finder.SelectAsync([.. facts.OfType<FactId>().Distinct()], incidents, keys, Latest(reached), cancellationToken);
        var coding = (decision as CodingCorrected)?.Coding;
        var ledger = await FoundedAsync(Ledger.Empty, incidents, coding?.Attribution.Sources() ?? [], coding?.Document is { } document ? [document] : [], cancellationToken);
        ledger = known.Facts.Aggregate(ledger, (loaded, fact) => loaded.With(fact));
        return known.Decisions.Aggregate(ledger, (loaded, one) => loaded.With(one)).At(reached);
    }

    private static Cut Latest(Position reached) => new(reached, null, DateTimeOffset.MaxValue);

    private async Task<Ledger> FoundedAsync(
        Ledger ledger, IReadOnlyList<IncidentId> incidents, IEnumerable<SourceId> sources, IEnumerable<DocumentHash> documents, CancellationToken cancellationToken)
    {
        var (allSources, allDocuments) = (sources.Distinct().ToList(), documents.Distinct().ToList());
        var founded = await FoundedAsync([.. incidents.Select(EventCodec.StreamOf), .. allSources.Select(EventCodec.StreamOf), .. allDocuments.Select(EventCodec.StreamOf)], cancellationToken);
        ledger = incidents.Where(one => founded.Contains(EventCodec.StreamOf(one))).Aggregate(ledger, (known, one) => known.Opened(one));
        ledger = allSources.Where(one => founded.Contains(EventCodec.StreamOf(one))).Aggregate(ledger, (known, one) => known.Registered(one));
        return allDocuments.Where(one => founded.Contains(EventCodec.StreamOf(one))).Aggregate(ledger, (known, one) => known.Captured(one));
    }

    private async Task<HashSet<string>> FoundedAsync(IReadOnlyCollection<string> streams, CancellationToken cancellationToken)
    {
        var founded = streams.Where(_founded.ContainsKey).ToHashSet(StringComparer.Ordinal);
        if (founded.Count == streams.Count)
        {
            return founded;
        }

        await using var command = database.CreateCommand(FindStreamsSql);
        command.Parameters.Add(new() { Value = streams.Where(stream => !founded.Contains(stream)).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            founded.Add(reader.GetString(0));
            if (_founded.Count >= FoundedKeptMax)
            {
                _founded.Clear();
            }

            _founded[reader.GetString(0)] = true;
        }

        return founded;
    }
}
