using IncidentTimeline.Facts;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;

namespace IncidentTimeline.Changes;

/// <summary>Which of the three cut points moves between the two pictures.</summary>
public enum DiffAxis
{
    /// <summary>What became known: the two ends are positions of the log.</summary>
    Known,

    /// <summary>What was published.</summary>
    Published,

    /// <summary>What time brought: nothing is said otherwise, but it is said of another time.</summary>
    Event,
}

/// <summary>What a region's picture shows otherwise than an earlier one: never applied to the picture, only told.</summary>
/// <param name="Region">ISO 3166 code.</param>
/// <param name="Name">English name.</param>
/// <param name="Axis">The cut point that moves.</param>
/// <param name="From">The cut points of the earlier picture.</param>
/// <param name="To">Those of the later.</param>
/// <param name="Questions">The questions whose answer changed: withdrawals first, then by what changed.</param>
/// <param name="Incidents">What became of the incidents themselves.</param>
public sealed record PictureDiff(
    RegionCode Region, string Name, DiffAxis Axis, AsOf From, AsOf To, IReadOnlyList<CausedChange> Questions, IReadOnlyList<IncidentChange> Incidents)
{
    public static PictureDiff Of(Moment before, Moment after, RegionCode region, DiffAxis axis, bool withContext = false)
    {
        var was = before.QuestionsOf(region, withContext).ToHashSet();
        var now = after.QuestionsOf(region, withContext).ToHashSet();
        var comparison = new QuestionComparison(before, after);
        var causes = new DiffCauses(before, after, axis);
        var questions = was.Union(now).Select(comparison.Change).OfType<QuestionChange>()
            .OrderBy(one => one.Change).ThenBy(one => one.Incident).ThenBy(one => one.Aspect).ThenBy(one => one.PlaceKey, StringComparer.Ordinal)
            .Select(one => new CausedChange(one, causes.Of(one.Key))).ToList();
        var (wereHere, areHere) = (IncidentsOf(was), IncidentsOf(now));
        return new PictureDiff(
            region,
            Regions.NameOf(region),
            axis,
            before.AsOf,
            after.AsOf,
            questions,
            [
                .. from incident in wereHere.Union(areHere).Order()
                   from change in IncidentChange.Between(before, after, incident, wereHere.Contains(incident), areHere.Contains(incident))
                   select change with { Causes = change.IsOfTheDesk ? causes.Of(incident) : CausesOf(questions, incident) },
            ]);
    }

    private static HashSet<IncidentId> IncidentsOf(IEnumerable<QuestionKey> questions) => questions.Select(key => key.Incident).ToHashSet();

    // An incident comes into a picture and leaves it with its questions.
    private static List<ChangeCause> CausesOf(List<CausedChange> changes, IncidentId incident) =>
        [.. changes.Where(one => one.Question.Incident == incident).SelectMany(one => one.Causes).DistinctBy(one => one.Position).OrderBy(one => one.Position)];
}

/// <summary>One end of a comparison: what is known, asked at an event time.</summary>
public sealed record Moment(Knowledge Knowledge, DateTimeOffset EventTime)
{
    internal AsOf AsOf => new(Knowledge.Known, Knowledge.PublishedBy, EventTime);

    // What the picture of a region is made of; a context incident only where it is asked for.
    internal IEnumerable<QuestionKey> QuestionsOf(RegionCode region, bool withContext) => Knowledge.Statements
        .Where(one => one.Place.StandsUnder() == region && one.Fact.IsSeen && !one.Fact.Bounds.IsAbsentAt(EventTime)
            && (withContext || Knowledge.Incidents.GetValueOrDefault(one.Incident)?.Kind != IncidentKind.Context))
        .Select(QuestionKey.Of);
}

/// <summary>A changed question with what it changed by.</summary>
/// <param name="Question">What it was and is.</param>
/// <param name="Causes">The facts and decisions between the two ends that can have changed it, in log order. Along event time, the facts that began or ceased to hold.</param>
public sealed record CausedChange(QuestionChange Question, IReadOnlyList<ChangeCause> Causes);
