namespace IncidentTimeline.Server.Subscriptions;

/// <summary>An event that was given out under a lease and is not done.</summary>
/// <param name="Position">Its place in the log.</param>
/// <param name="IsTheirs">It still is under that lease.</param>
/// <param name="Keys">In whose order it is delivered: the incidents that it bears on.</param>
internal sealed record GivenEvent(long Position, bool IsTheirs, IReadOnlyList<string> Keys);

/// <summary>What counts of what a worker says: within an incident, nothing is done before what was given out with it and comes earlier.</summary>
internal static class LeaseOrder
{
    /// <param name="given">In log order.</param>
    /// <param name="said">What the worker says, by position.</param>
    /// <returns>What becomes of the events under the lease. What is said to be done too early is given back, and so is what comes after something that was given up.</returns>
    public static IReadOnlyList<EventOutcome> Settle(IReadOnlyList<GivenEvent> given, IReadOnlyDictionary<long, EventOutcome> said)
    {
        var (undone, givenUp, settled) = (new HashSet<string>(), new HashSet<string>(), new List<EventOutcome>());
        foreach (var one in given)
        {
            var outcome = OutcomeOf(one, said.GetValueOrDefault(one.Position), undone.Overlaps(one.Keys), givenUp.Overlaps(one.Keys));
            if (outcome?.Outcome != WorkersOutcome.Done)
            {
                undone.UnionWith(one.Keys);
            }

            if (outcome is not null)
            {
                settled.Add(outcome);
                givenUp.UnionWith(outcome.Outcome == WorkersOutcome.Done ? [] : one.Keys);
            }
        }

        return settled;
    }

    private static EventOutcome? OutcomeOf(GivenEvent one, EventOutcome? said, bool isAfterUndone, bool isAfterGivenUp) =>
        !one.IsTheirs ? null
        : said is null && !isAfterGivenUp ? null
        : said is null || (said.Outcome == WorkersOutcome.Done && isAfterUndone) ? new EventOutcome(one.Position, WorkersOutcome.Returned)
        : said;
}
