using FsCheck;
using FsCheck.Fluent;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Server.Events;
using IncidentTimeline.Tests.Pictures;
using IncidentTimeline.Tests.Server.Statements;

namespace IncidentTimeline.Tests.Server.Events;

/// <summary>A filter never hides the all-clear: whatever a desk event, correction, retraction, merge or move touches, it passes each filter that this passes before or after it.</summary>
public sealed class EventReachProperties(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("INDEX_SEED") ?? "20240514", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly int Logs = int.Parse(Environment.GetEnvironmentVariable("INDEX_LOGS") ?? "30", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task An_event_bears_on_all_that_the_facts_which_it_touches_are_and_were_about()
    {
        var covered = new HashSet<string>();
        for (var number = 0; number < Logs; number++)
        {
            var log = GeneratedLog.Any.Generator.Sample(1, new Rnd((ulong)(Seed + number), 9793), 1).First();
            var (ledger, _) = await new IndexedLog(database).WriteAsync(log, new Random(Seed + number));
            var reaches = await FeedReader.ReadReachesAsync(database.Service, 0, ledger.Head.Value, CancellationToken.None);
            var events = ledger.Facts.Cast<object>().Concat(ledger.Decisions).ToDictionary(PositionOf);
            var before = Knowledge.At(ledger, new Position(0), null);
            for (var position = 1L; position <= ledger.Head.Value; position++)
            {
                if (!events.TryGetValue(position, out var recorded))
                {
                    continue;
                }

                var after = Knowledge.At(ledger, new Position(position), null);
                var reach = reaches.GetValueOrDefault(position) ?? EventReach.Of(recorded);
                Check(recorded, reach, before, after, covered, $"seed {Seed + number}, position {position}: {recorded}");
                before = after;
            }
        }

        covered.ShouldBe(["decision", "moved", "open", "restated", "retracted-before", "revision", "undone"], ignoreOrder: true);
    }

    private static void Check(object recorded, EventReach reach, Knowledge before, Knowledge after, HashSet<string> covered, string name)
    {
        if (reach.IsOpen)
        {
            covered.Add("open");
        }

        foreach (var fact in Touched(recorded, before, after, covered))
        {
            foreach (var known in new[] { before.Find(fact), after.Find(fact) }.OfType<KnownFact>())
            {
                Covers(reach, known).ShouldBeTrue($"{name} touches {known.Recorded}");
            }
        }

        // A fact that came after what takes it back says so itself.
        if (recorded is RecordedFact own && after.Find(own.Fact.FactId)!.WithdrawnBy is { } withdrawal) // It is known there.
        {
            covered.Add("retracted-before");
            reach.Revised.ShouldContain(withdrawal.Id.Id, name);
        }
    }

    /// <summary>What is another after the event than before it, and what the event names, where it is one of those that must not be hidden.</summary>
    private static HashSet<FactId> Touched(object recorded, Knowledge before, Knowledge after, HashSet<string> covered)
    {
        var named = new HashSet<FactId>();
        switch (recorded)
        {
            case RecordedFact { Fact.FeedKey: { } key } fact when !fact.Fact.Claim.IsRevision():
                // It takes the place of what its voice said by the same key of its feed.
                named.UnionWith(before.Facts.Where(other => other.Coding.FeedKey == key && other.Coding.Attribution.Voice() == fact.Fact.Attribution.Voice() && other.Coding.Claim.GetType() == fact.Fact.Claim.GetType())
                    .Select(other => other.Id));
                if (named.Count > 0)
                {
                    covered.Add("restated");
                }

                return named;
            case RecordedFact fact when !fact.Fact.Claim.IsRevision():
                return [];
            case RecordedFact fact:
                covered.Add("revision");
                if (fact.Fact.Claim.Target() is { } target)
                {
                    named.Add(target);
                }

                break;
            case RecordedDecision decision:
                covered.Add(decision.Decision is DecisionUndone ? "undone" : "decision");
                named.UnionWith(before.Facts.Select(fact => fact.Id).Where(fact => decision.Decision.Concerns(fact)));
                break;
        }

        foreach (var fact in before.Facts)
        {
            var later = after.Find(fact.Id)!; // What was known is known.
            if (!fact.Incidents.SequenceEqual(later.Incidents))
            {
                covered.Add("moved");
            }

            if (!Equals(fact.Coding, later.Coding) || !fact.Incidents.SequenceEqual(later.Incidents) || fact.Standing != later.Standing || fact.ReportTime != later.ReportTime || fact.Bounds != later.Bounds)
            {
                named.Add(fact.Id);
            }
        }

        return named;
    }

    private static bool Covers(EventReach reach, KnownFact fact)
    {
        var single = new EventReach();
        single.Add(fact.Coding);
        return reach.IsOpen
            || (single.Types.IsSubsetOf(reach.Types) && single.Regions.IsSubsetOf(reach.Regions) && single.Sources.IsSubsetOf(reach.Sources)
                && fact.Incidents.All(incident => reach.Incidents.Contains(incident.Value)));
    }

    private static long PositionOf(object recorded) => recorded is RecordedFact fact ? fact.Position.Value : ((RecordedDecision)recorded).Position.Value;
}
