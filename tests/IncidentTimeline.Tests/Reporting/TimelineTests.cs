using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Reporting;
using IncidentTimeline.Tests.Pictures;
using IncidentTimeline.Times;
using static IncidentTimeline.Tests.Pictures.LogBuilder;
using static IncidentTimeline.Tests.Pictures.Says;

namespace IncidentTimeline.Tests.Reporting;

public class TimelineTests
{
    [Fact]
    public void Claims_stand_by_event_time_and_the_undated_apart()
    {
        var log = Log.Reported("noon", Drones(2), reported: 13, time: At(12)).Reported("morning", Drones(2), reported: 14, time: At(6))
            .Reported("later", Drones(2), reported: 14, time: At(20)).Reported("undated", Injured(1), reported: 13, time: EventTime.Unstated);

        var timeline = Of(log, eventTime: 18);
        log.NamesOf(timeline.Dated.Select(one => one.Account)).ShouldBe("morning noon");
        log.NamesOf(timeline.Undated.Select(one => one.Account)).ShouldBe("undated");
    }

    [Fact]
    public void Struck_claims_are_gone_and_withdrawn_ones_are_marked()
    {
        var log = Log.Reported("struck", Drones(2), reported: 13).Struck("struck")
            .Reported("withdrawn", Injured(2), reported: 13).Reported("retraction", new StatementRetracted(Id("withdrawn")), reported: 14);

        Of(log).Dated.Select(one => (log.NameOf(one.Account.Fact), one.Standing)).Order()
            .ShouldBe([("retraction", Standing.Stands), ("withdrawn", Standing.Withdrawn)]);
    }

    [Fact]
    public void Decisions_of_merged_incidents_are_listed_and_those_on_a_source_of_the_same_name_are_not()
    {
        var log = Log.Opened("twin").Merged("twin", "pair").Rated("pair", Reliability.A);

        Of(log).Decisions.Select(one => one.Type).ShouldBe(["IncidentOpened", "IncidentOpened", "IncidentsMerged"]);
    }

    [Fact]
    public void Undone_decisions_of_the_incident_are_told_with_what_undid_them()
    {
        var log = Log.Opened("twin").Decided(new IncidentsMerged(new IncidentId("pair"), "why"), "twin", "merge").Undone("merge", "undoing")
            .Decided(new IncidentClosed("why"), name: "closing").Undone("closing", "in error").Undone("in error", "again").Undone("again", "of again").Decided(new SourceRated(Reliability.A, "why"), "pair", "rating").Undone("rating");

        var timeline = Of(log);
        timeline.Decisions.Select(one => one.Type).ShouldBe(["IncidentOpened"]);
        timeline.Undone.Select(one => (one.Step.Type, one.By.Id)).ShouldBe([("IncidentClosed", GuidOf("in error")), ("DecisionUndone", GuidOf("of again"))]);
    }

    private static Timeline Of(LogBuilder log, double eventTime = 24) => Timeline.Of(log.Known(), new IncidentId("pair"), Hour(eventTime));
}
