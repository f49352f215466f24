using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;

namespace IncidentTimeline.Changes;

/// <summary>What lies between two moments along an axis, by the question that it can have changed.</summary>
internal sealed class DiffCauses
{
    private readonly ILookup<QuestionKey, ChangeCause> _ofQuestion;
    private readonly ILookup<IncidentId, ChangeCause> _ofIncident;

    public DiffCauses(Moment from, Moment to, DiffAxis axis)
    {
        var touched = new TouchedQuestions(from.Knowledge, to.Knowledge);
        var facts = FactsBetween(from, to, axis).SelectMany(fact => Questions(fact).Select(key => (Key: key, Cause: ChangeCause.Of(fact.Recorded, to.Knowledge))));
        var decided = axis == DiffAxis.Known ? to.Knowledge.InForce.Recorded.Where(one => one.Position > from.Knowledge.Known).ToList() : [];
        var decisions = decided.SelectMany(one => touched.By(one).Select(key => (Key: key, Cause: ChangeCause.Of(one))));
        _ofQuestion = facts.Concat(decisions).OrderBy(one => one.Cause.Position).ToLookup(one => one.Key, one => one.Cause);
        _ofIncident = decided.Where(one => Arranges(one, to.Knowledge.InForce.Recorded)).ToLookup(one => new IncidentId(one.Subject), ChangeCause.Of);

        // Time moves what is said of it and nothing else, whatever hangs together with that.
        IEnumerable<QuestionKey> Questions(KnownFact fact) => axis == DiffAxis.Event
            ? to.Knowledge.Statements.Where(one => one.Fact == fact).Select(QuestionKey.Of)
            : touched.By(fact.Recorded);
    }

    public IReadOnlyList<ChangeCause> Of(QuestionKey question) => [.. _ofQuestion[question]];

    /// <summary>How the desk arranged the incident itself.</summary>
    public IReadOnlyList<ChangeCause> Of(IncidentId incident) => [.. _ofIncident[incident]];

    private static IEnumerable<KnownFact> FactsBetween(Moment from, Moment to, DiffAxis axis) => to.Knowledge.Facts.Where(fact => axis switch
    {
        DiffAxis.Known => fact.Recorded.Position > from.Knowledge.Known,
        DiffAxis.Published => fact.ReportTime > from.Knowledge.PublishedBy && fact.ReportTime <= to.Knowledge.PublishedBy,
        _ => fact.Standing == Standing.Stands && PhaseOf(fact, from.EventTime) != PhaseOf(fact, to.EventTime),
    });

    private static (bool Holds, bool IsAbsent, bool IsEnded) PhaseOf(KnownFact fact, DateTimeOffset eventTime) =>
        (fact.Bounds.HoldsAt(eventTime), fact.Bounds.IsAbsentAt(eventTime), fact.Coding.EventTime?.Until < eventTime);

    private static bool Arranges(RecordedDecision decision, IReadOnlyList<RecordedDecision> recorded) => decision.Decision switch
    {
        IncidentOpened or IncidentClosed or IncidentReopened or IncidentsMerged or IncidentRelated => true,
        DecisionUndone undoing => recorded.FirstOrDefault(one => one.Id == undoing.Decision) is { Decision: not DecisionUndone } undone && Arranges(undone, recorded),
        _ => false,
    };
}
