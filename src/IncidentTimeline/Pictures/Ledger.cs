using System.Collections.Immutable;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;

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
public sealed record Ledger(ImmutableList<RecordedFact> Facts, ImmutableList<RecordedDecision> Decisions, Position Head)
{
    public static readonly Ledger Empty = new([], [], Position.Start);

    public Ledger With(RecordedFact fact) => this with { Facts = Facts.Add(fact), Head = fact.Position };

    public Ledger With(RecordedDecision decision) => this with { Decisions = Decisions.Add(decision), Head = decision.Position };

    /// <summary>The log went on with something that is neither; the head moves all the same.</summary>
    public Ledger MovedTo(Position head) => this with { Head = head };
}
