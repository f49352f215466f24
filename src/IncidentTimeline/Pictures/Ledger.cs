using System.Collections.Immutable;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Sources;

namespace IncidentTimeline.Pictures;

/// <summary>A fact as the log has it.</summary>
/// <param name="Position">Its place in the whole log.</param>
/// <param name="RecordedAt">When the log recorded it.</param>
/// <param name="Actor">Who coded it.</param>
/// <param name="Home">The incident it was recorded under.</param>
/// <param name="Fact">The fact as first coded.</param>
public sealed record RecordedFact(Position Position, DateTimeOffset RecordedAt, string Actor, IncidentId Home, Fact Fact);

/// <summary>A desk decision as the log has it.</summary>
/// <param name="Position">Its place in the whole log.</param>
/// <param name="RecordedAt">When the log recorded it.</param>
/// <param name="Actor">Who decided.</param>
/// <param name="Id">The event's id, by which it is undone.</param>
/// <param name="Subject">The incident, document or source in whose stream it stands.</param>
/// <param name="Decision">What was decided.</param>
public sealed record RecordedDecision(Position Position, DateTimeOffset RecordedAt, string Actor, Guid Id, string Subject, IDecision Decision);

/// <summary>All facts and decisions of the log in its order: what every picture is computed from. Immutable, so that a reader keeps the one it took.</summary>
public sealed record Ledger
{
    public static readonly Ledger Empty = new();

    private ImmutableDictionary<FactId, RecordedFact> FactsById { get; init; } = ImmutableDictionary<FactId, RecordedFact>.Empty;

    private ImmutableDictionary<Guid, RecordedDecision> DecisionsById { get; init; } = ImmutableDictionary<Guid, RecordedDecision>.Empty;

    private ImmutableHashSet<string> Subjects { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public ImmutableList<RecordedFact> Facts { get; private init; } = [];

    public ImmutableList<RecordedDecision> Decisions { get; private init; } = [];

    /// <summary>The last event of the log that is in it.</summary>
    public Position Head { get; private init; } = Position.Start;

    public Ledger With(RecordedFact fact) => this with
    {
        Facts = Facts.Add(fact),
        FactsById = FactsById.SetItem(fact.Fact.FactId, fact),
        Head = fact.Position,
    };

    public Ledger With(RecordedDecision decision) => this with
    {
        Decisions = Decisions.Add(decision),
        DecisionsById = DecisionsById.SetItem(decision.Id, decision),
        Subjects = Founds(decision.Decision) is { } kind ? Subjects.Add(kind + decision.Subject) : Subjects,
        Head = decision.Position,
    };

    /// <summary>The same, telling that it goes up to a position.</summary>
    public Ledger At(Position head) => this with { Head = head };

    /// <summary>With an incident that was opened, though not how.</summary>
    public Ledger Opened(IncidentId incident) => this with { Subjects = Subjects.Add(IncidentKey + incident.Value) };

    /// <summary>With a source that was registered, though not how.</summary>
    public Ledger Registered(SourceId source) => this with { Subjects = Subjects.Add(SourceKey + source.Value) };

    /// <summary>With a document that was captured, though not how.</summary>
    public Ledger Captured(DocumentHash document) => this with { Subjects = Subjects.Add(DocumentKey + document.Value) };

    public RecordedFact? Find(FactId id) => FactsById.GetValueOrDefault(id);

    public RecordedDecision? FindDecision(Guid id) => DecisionsById.GetValueOrDefault(id);

    public bool IsOpened(IncidentId incident) => Subjects.Contains(IncidentKey + incident.Value);

    public bool IsRegistered(SourceId source) => Subjects.Contains(SourceKey + source.Value);

    public bool IsCaptured(DocumentHash document) => Subjects.Contains(DocumentKey + document.Value);

    private const string IncidentKey = "incident/";
    private const string SourceKey = "source/";
    private const string DocumentKey = "document/";

    private static string? Founds(IDecision decision) => decision switch
    {
        IncidentOpened => IncidentKey,
        SourceRegistered => SourceKey,
        DocumentCaptured or DocumentVersionCaptured => DocumentKey,
        _ => null,
    };
}
