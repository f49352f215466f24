using IncidentTimeline.Catalog;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Context;
using IncidentTimeline.Facts.Information;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Facts.Transport;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Statements;
using IncidentTimeline.Tests.Pictures;
using Npgsql;

namespace IncidentTimeline.Tests.Server.Statements;

/// <summary>A generated log in the database, with the index over it, and the ledger that says what the index must find. One at a time.</summary>
internal sealed class IndexedLog(TestDatabase database)
{
    private const string Empty = "alter table events disable trigger events_are_append_only; truncate events, fact_clusters, cluster_keys, decision_keys, statements, event_reach; alter table events enable always trigger events_are_append_only";

    /// <summary>Writes the log and indexes it in batches of random size.</summary>
    public async Task<(Ledger Ledger, StatementFinder Finder)> WriteAsync(GeneratedLog log, Random chance)
    {
        var ledger = Recordable(log.ToLedger());
        var recorded = ledger.Facts.Select(one => (one.Position, EventCodec.StreamOf(one.Home), one.RecordedAt, EventCodec.Encode(one.Fact, one.Actor)))
            .Concat(ledger.Decisions.Select(one => (one.Position, StreamOf(one), one.RecordedAt, EventCodec.Encode(one.Id, one.Decision, one.Actor))))
            .OrderBy(one => one.Position)
            .Select(one => new RecordedEvent(
                new LogPosition(one.Position.Value), one.Item2, new StreamVersion(one.Position.Value), one.Item4.EventId, one.Item4.Type, one.Item4.SchemaVersion, one.Item4.Data, one.Item4.Metadata, one.RecordedAt))
            .ToList();

        await using var owner = await database.Owner.OpenConnectionAsync();
        await using (var empty = new NpgsqlCommand(Empty, owner))
        {
            await empty.ExecuteNonQueryAsync();
        }

        await using (var import = await owner.BeginBinaryImportAsync("copy events (position, stream_version, recorded_at, event_id, schema_version, stream_id, type, data, metadata) from stdin (format binary)"))
        {
            foreach (var one in recorded)
            {
                await import.StartRowAsync();
                await import.WriteAsync(one.Position.Value);
                await import.WriteAsync(one.Version.Value);
                await import.WriteAsync(one.RecordedAt);
                await import.WriteAsync(one.EventId);
                await import.WriteAsync(one.SchemaVersion);
                await import.WriteAsync(one.StreamId);
                await import.WriteAsync(one.Type);
                await import.WriteAsync(one.Data.ToArray(), NpgsqlTypes.NpgsqlDbType.Json);
                await import.WriteAsync(one.Metadata.ToArray(), NpgsqlTypes.NpgsqlDbType.Json);
            }

            await import.CompleteAsync();
        }

        var events = new EventReader();
        var index = new StatementIndex(events);
        await using var service = await database.Service.OpenConnectionAsync();
        for (var done = 0; done < recorded.Count;)
        {
            var count = Math.Min(recorded.Count - done, 1 + chance.Next(20));
            index = chance.Next(3) == 0 ? new StatementIndex(events) : index; // As after a start.
            await using var transaction = await service.BeginTransactionAsync();
            await index.ApplyAsync(recorded.GetRange(done, count), service, transaction, CancellationToken.None);
            await transaction.CommitAsync();
            done += count;
        }

        return (ledger, new StatementFinder(database.Service, new EventReader()));
    }

    private static string StreamOf(RecordedDecision recorded) => Catalogue.SubjectOf(recorded.Decision) switch
    {
        DecisionSubject.Document => $"document-{recorded.Subject}",
        DecisionSubject.Source => $"source-{recorded.Subject}",
        _ => $"incident-{recorded.Subject}",
    };

    /// <summary>The same log with claims of the catalogue, which is all that a log can hold.</summary>
    private static Ledger Recordable(Ledger ledger)
    {
        var made = Ledger.Empty;
        var (facts, decisions) = (new Queue<RecordedFact>(ledger.Facts), new Queue<RecordedDecision>(ledger.Decisions));
        while (facts.Count + decisions.Count > 0)
        {
            if (decisions.Count == 0 || (facts.Count > 0 && facts.Peek().Position < decisions.Peek().Position))
            {
                var fact = facts.Dequeue();
                made = made.With(fact with { Fact = Recordable(fact.Fact) });
            }
            else
            {
                var decision = decisions.Dequeue();
                made = made.With(decision.Decision is CodingCorrected one ? decision with { Decision = one with { Coding = Recordable(one.Coding) } } : decision);
            }
        }

        return made;
    }

    private static Fact Recordable(Fact fact) => fact with
    {
        Claim = fact.Claim switch
        {
            StatementCorrected one => one with { Claim = Recordable(one.Claim) },
            StatementReinstated one => one with { Claim = Recordable(one.Claim) },
            var other => Recordable(other),
        },
    };

    private static IClaim Recordable(IClaim claim) => claim is not Says { Aspect: var aspect } says ? claim : says.Value switch
    {
        AspectValue.Code { Value: "open" } => new AirportReopened([new AirportCode("SVO")]),
        AspectValue.Code => new AirportClosed([new AirportCode("SVO")]),
        AspectValue.Silence one => new CommentDeclined([one.Topic], one.Act, About: aspect.Key),
        AspectValue.Denial one => new ClaimDenied(aspect.Key, one.Of),
        AspectValue.NoneReported => new QuantityReported(aspect.Key, Count.NoneReported),
        AspectValue.Quantity { AsStated: { } words } one => new QuantityReported(aspect.Key, new Count(one.Least, CountQualifier.AtLeast, AsStated: words)),
        AspectValue.Quantity { Most: null } one => new QuantityReported(aspect.Key, new Count(one.Least, CountQualifier.AtLeast)),
        AspectValue.Quantity one when one.Least == one.Most => new QuantityReported(aspect.Key, Count.Exactly(one.Least!.Value)), // Given, as it is equal to the other.
        AspectValue.Quantity one => new QuantityReported(aspect.Key, new Count(one.Least, CountQualifier.Between, one.Most)),
        _ => new QuantityReported(aspect.Key, Count.Vague("hundreds")),
    };
}
