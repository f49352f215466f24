using IncidentTimeline.Catalog;
using IncidentTimeline.Deciding;
using IncidentTimeline.Desk;
using IncidentTimeline.EventLog;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Documents;
using IncidentTimeline.Server.Following;
using IncidentTimeline.Server.Hosting.Telemetry;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Server.Recording;

/// <summary>Where domain and log meet: load, decide, append.</summary>
internal sealed class FactRecorder(EventStore store, KnownLedger known, DocumentStore documents, TimeProvider time) : IDisposable
{
    /// <summary>Longest that a decision waits for the ones before it; one takes a few milliseconds, so a thousand callers fit.</summary>
    private static readonly TimeSpan DecidingWaitMax = TimeSpan.FromSeconds(5);

    // Decisions are made one at a time, each on the ledger with the one before: two may exclude each other without sharing a
    // stream (A into B, B into A). Here they queue; between processes the log refuses one that another overtook (ADR 0008).
    // Facts are not held up: more facts never make an acceptable decision unacceptable.
    private readonly SemaphoreSlim _deciding = new(1);

    /// <summary>Attempts at one decision that other processes keep overtaking. Each costs them one decision, so it takes many to use them up.</summary>
    private const int DecidingAttemptsMax = 10;

    private static readonly FoundText NoDocument = new(null, null);

    // What may make a decision unacceptable that was acceptable: another decision, but none that only founds something.
    private static readonly string[] DecidingTypes =
        [.. Catalogue.Decisions.Select(type => type.Name).Except([nameof(IncidentOpened), nameof(SourceRegistered), nameof(DocumentCaptured), nameof(DocumentVersionCaptured)])];

    /// <summary>Records facts under an incident, all or none.</summary>
    public async Task<RecordOutcome> RecordAsync(
        IncidentId incident, IReadOnlyList<Fact> facts, string actor, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        if (await known.ForFactsAsync(incident, facts, cancellationToken) is not { } ledger)
        {
            return new RecordOutcome.NotCaughtUp();
        }

        if (await DecideAsync(ledger, incident, facts, actor, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var events = facts.Select(fact => EventCodec.Encode(fact, actor)).ToList();
        var result = await store.AppendAsync(EventCodec.StreamOf(incident), expected, events, cancellationToken);
        return RecordOutcome.Of(result, id => facts.Count > 1 ? $"/{facts.Index().First(one => one.Item.FactId.Id == id).Index}/factId" : "/factId");
    }

    /// <summary>Records a decision about an incident, document or source that is there.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="subject">Its id.</param>
    /// <param name="id">The event's id; a retry sends the same.</param>
    /// <param name="decision">What is decided.</param>
    /// <param name="actor">Who decides.</param>
    /// <param name="expected">The version the writer saw, or any.</param>
    /// <param name="cancellationToken">Heeded until the append is accepted.</param>
    public async Task<RecordOutcome> DecideAsync(
        string stream, string subject, Guid id, IDecision decision, string actor, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        using var document = decision is CodingCorrected { Coding.Document: { } hash } ? await documents.FindTextAsync(hash, actor, cancellationToken) : NoDocument;
        if (document is null)
        {
            return new RecordOutcome.Busy();
        }

        if (!await _deciding.WaitAsync(DecidingWaitMax, cancellationToken))
        {
            return new RecordOutcome.Busy();
        }

        try
        {
            RecordOutcome? outcome = null;
            for (var attempt = 0; attempt < DecidingAttemptsMax && outcome is null; attempt++)
            {
                outcome = await DecideOnNewestAsync(stream, subject, id, decision, actor, document.Text, expected, cancellationToken);
            }

            return outcome ?? new RecordOutcome.Busy();
        }
        finally
        {
            _deciding.Release();
        }
    }

    /// <summary>Null where another process decided something meanwhile: then this one is decided anew, with that in view.</summary>
    private async Task<RecordOutcome?> DecideOnNewestAsync(
        string stream, string subject, Guid id, IDecision decision, string actor, DocumentText? document, ExpectedVersion expected, CancellationToken cancellationToken)
    {
        if (await known.ForDecisionAsync(stream, decision, cancellationToken) is not { } newest)
        {
            return new RecordOutcome.NotCaughtUp();
        }

        // A retry finds its own decision there; the log, not the rule, then says that it is recorded already.
        if (newest.FindDecision(id) is null && DeskRules.Decide(newest, subject, decision, actor, document, time.GetUtcNow()) is Decision.Refused refused)
        {
            return new RecordOutcome.Refused(refused, "/decision");
        }

        var unchanged = new AppendCondition(new LogPosition(newest.Head.Value), DecidingTypes);
        var result = await store.AppendAsync(stream, expected, unchanged, [EventCodec.Encode(id, decision, actor)], cancellationToken);
        return result is AppendResult.Overtaken ? null : RecordOutcome.Of(result, _ => "/decisionId");
    }

    /// <summary>Records the first event of an incident or source.</summary>
    public async Task<RecordOutcome> FoundAsync(string stream, Guid id, IDecision decision, string subject, string actor, CancellationToken cancellationToken) =>
        await RefusalAsync(id, decision, subject, actor, cancellationToken) ?? await FoundAsync(stream, id, decision, actor, cancellationToken);

    /// <summary>Keeps a document's bytes and text and records that it was captured, in this order: what the log names is there.</summary>
    public async Task<RecordOutcome> CaptureAsync(DocumentHash hash, byte[] bytes, string text, IDecision captured, string actor, CancellationToken cancellationToken)
    {
        var stream = EventCodec.StreamOf(hash);
        var id = Uuid5.Of(Uuid5.Timeline, stream);
        if (await RefusalAsync(id, captured, hash.Value, actor, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await documents.StoreAsync(hash, bytes, text, cancellationToken);
        return await documents.HasTextAsync(hash, text, cancellationToken)
            ? await FoundAsync(stream, id, captured, actor, cancellationToken)
            : new RecordOutcome.TextDiffers();
    }

    private async Task<RecordOutcome?> RefusalAsync(Guid id, IDecision decision, string subject, string actor, CancellationToken cancellationToken)
    {
        // A retry is told by the log that it is recorded already.
        var ledger = await known.ForFoundingAsync(id, decision, cancellationToken);
        return ledger.FindDecision(id) is null && Decide(ledger, subject, decision, actor, null) is Decision.Refused refused
            ? new RecordOutcome.Refused(refused)
            : null;
    }

    private async Task<RecordOutcome> FoundAsync(string stream, Guid id, IDecision decision, string actor, CancellationToken cancellationToken) =>
        RecordOutcome.Of(await store.AppendAsync(stream, ExpectedVersion.NoStream, [EventCodec.Encode(id, decision, actor)], cancellationToken), _ => decision is IncidentOpened or SourceRegistered ? "/id" : "");

    public void Dispose() => _deciding.Dispose();

    private Decision Decide(Ledger ledger, string subject, IDecision decision, string actor, DocumentText? document)
    {
        using var activity = ServiceTelemetry.Activities.StartActivity("decide");
        return DeskRules.Decide(ledger, subject, decision, actor, document, time.GetUtcNow());
    }

    private async Task<RecordOutcome?> DecideAsync(Ledger ledger, IncidentId incident, IReadOnlyList<Fact> facts, string actor, CancellationToken cancellationToken)
    {
        using var activity = ServiceTelemetry.Activities.StartActivity("decide");
        if (!ledger.IsOpened(incident))
        {
            return new RecordOutcome.NotFound($"No incident {incident} was opened.");
        }

        var now = time.GetUtcNow();
        var ids = new HashSet<FactId>(facts.Count);
        var isRevising = facts.Any(fact => fact.Claim.Target() is not null);
        for (var index = 0; index < facts.Count; index++)
        {
            if (!ids.Add(facts[index].FactId))
            {
                return RecordOutcome.Refuse("event-id-twice", "Another fact of this request has the same id. Give each fact an id of its own.", $"/{index}/factId");
            }

            using var document = facts[index].Document is { } hash ? await documents.FindTextAsync(hash, actor, cancellationToken) : NoDocument;
            if (document is null)
            {
                return new RecordOutcome.Busy();
            }

            if (FactRules.Decide(ledger, facts[index], document.Text, now) is Decision.Refused refused)
            {
                return new RecordOutcome.Refused(refused, facts.Count > 1 ? $"/{index}" : "");
            }

            // The next one of the request is held against this one too, which matters where one names another.
            ledger = isRevising ? ledger.With(new RecordedFact(ledger.Head, default, actor, incident, facts[index])) : ledger;
        }

        return null;
    }
}
