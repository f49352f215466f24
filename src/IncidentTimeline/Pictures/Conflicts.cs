using IncidentTimeline.Desk;
using IncidentTimeline.Facts;

namespace IncidentTimeline.Pictures;

/// <summary>Where reports contradict each other: what the rules find, and what persons asserted, labelled apart.</summary>
/// <param name="AsOf">The cut points as resolved.</param>
/// <param name="Computed">Questions with accounts that cannot all be true.</param>
/// <param name="Asserted">Relations that persons asserted between facts.</param>
public sealed record Conflicts(AsOf AsOf, IReadOnlyList<ComputedConflict> Computed, IReadOnlyList<AssertedConflict> Asserted)
{
    private static readonly HashSet<FactRelation> Contradicting =
        [FactRelation.Conflicts, FactRelation.Tension, FactRelation.PossiblyDistinctIncident, FactRelation.AlternativeTo, FactRelation.Overlaps];

    public static Conflicts Of(Knowledge knowledge, DateTimeOffset eventTime) => Of(knowledge, eventTime, _ => true);

    /// <param name="knowledge">What is known of the questions asked for.</param>
    /// <param name="eventTime">T.</param>
    /// <param name="isAsked">Whether a statement belongs to one of them: of others only a part may be known.</param>
    public static Conflicts Of(Knowledge knowledge, DateTimeOffset eventTime, Func<Statement, bool> isAsked) => new(
        new AsOf(knowledge.Known, knowledge.PublishedBy, eventTime),
        [
            .. from statements in knowledge.Statements.Where(one => Picture.IsShown(one, eventTime) && isAsked(one)).GroupBy(one => (one.Incident, one.Aspect.Key, Place: one.PlaceKey))
               let question = Question.At([.. statements], eventTime, knowledge.InForce)
               where Contradicts(question.Accounts)
               orderby statements.Key.Incident, statements.Key.Key, statements.Key.Place
               select new ComputedConflict(statements.Key.Incident, QuestionView.Of(question, knowledge, eventTime)),
        ],
        [
            .. from relation in knowledge.Relations
               where Contradicting.Contains(relation.Relation.Relation)
               let fact = knowledge.Find(relation.Relation.Fact)
               let to = knowledge.Find(relation.Relation.To)
               where fact.IsSeen && to.IsSeen
               select new AssertedConflict(relation.Decision.Id, relation.Relation.Relation, AccountView.Of(fact, knowledge, eventTime), AccountView.Of(to, knowledge, eventTime),
                   fact.Incidents, to.Incidents, relation.Relation.Note, relation.Decision.Actor, relation.Decision.RecordedAt, relation.Decision.Position),
        ]);

    private static bool Contradicts(RankedAccounts accounts) =>
        accounts.IsContested || (accounts.Displayed is { } displayed
            && accounts.Others.Any(other => other.Value is not AspectValue.NoneReported && !other.Value.IsCompatibleWith(displayed.Value)));
}

/// <summary>A question whose accounts cannot all be true.</summary>
public sealed record ComputedConflict(IncidentId Incident, QuestionView Question);

/// <summary>A relation that a person asserted.</summary>
/// <param name="Decision">The decision, by which it is undone.</param>
/// <param name="Relation">How the first stands to the second.</param>
/// <param name="Fact">The first.</param>
/// <param name="To">The second.</param>
/// <param name="FactIncidents">The first one's incidents.</param>
/// <param name="ToIncidents">The second one's incidents.</param>
/// <param name="Note">Why.</param>
/// <param name="Actor">Who asserted it.</param>
/// <param name="RecordedAt">When the log recorded it.</param>
/// <param name="Position">Where.</param>
public sealed record AssertedConflict(
    Guid Decision, FactRelation Relation, AccountView Fact, AccountView To, IReadOnlyList<IncidentId> FactIncidents, IReadOnlyList<IncidentId> ToIncidents, string? Note, string Actor, DateTimeOffset RecordedAt, Position Position);
