using IncidentTimeline.Changes;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Places;
using IncidentTimeline.Tests.Pictures;
using static IncidentTimeline.Tests.Pictures.LogBuilder;
using static IncidentTimeline.Tests.Pictures.Says;

namespace IncidentTimeline.Tests.Changes;

/// <summary>Which answers one event changes.</summary>
public class PictureChangesTests
{
    [Fact]
    public void An_event_that_changes_no_answer_is_no_change() =>
        Last(Log.Reported("new", Drones(2), reported: 10).Reported("old", Drones(1), reported: 9)).ShouldBeEmpty();

    [Fact]
    public void A_change_tells_the_answer_before_and_after_and_its_cause()
    {
        var log = Log.Reported("two", Drones(2), reported: 9).Reported("three", Drones(3), reported: 10);

        var change = Last(log).ShouldHaveSingleItem();

        (change.From.Displayed?.Text, change.To.Displayed?.Text, change.Change).ShouldBe(("2", "3", ChangeKind.Changed));
        (change.Position, change.Cause.Fact).ShouldBe((new Position(3), Id("three")));
    }

    [Fact]
    public void Each_change_is_at_the_time_of_recording_unless_an_event_time_is_given()
    {
        // Recorded on the third day, of something on the second.
        var log = Log.Reported("two", Drones(2), reported: 9, time: At(30));

        Last(log).ShouldHaveSingleItem().EventTime.ShouldBe(log.Ledger.Facts[^1].RecordedAt);
        Last(log, eventTime: 24).ShouldBeEmpty();
    }

    [Fact]
    public void A_retraction_that_waited_changes_nothing_when_its_target_arrives()
    {
        var log = Log.Reported("retraction", new StatementRetracted(Id("two")), reported: 10).Reported("two", Drones(2), reported: 9);

        Last(log).ShouldBeEmpty();
    }

    [Fact]
    public void A_fact_of_a_feed_changes_the_question_that_its_row_answered_before()
    {
        var log = Log.Reported("here", Drones(2), reported: 9, feedKey: "row").Reported("there", Drones(2), reported: 10, feedKey: "row", place: Bryansk);

        Last(log).Select(one => (one.PlaceKey, one.Change)).ShouldBe([(Kaluga, ChangeKind.NoLongerStated), (Bryansk, ChangeKind.Appeared)]);
    }

    [Fact]
    public void A_region_is_followed_with_all_inside_it_and_an_incident_into_what_it_is_merged_into()
    {
        var log = Log.Opened("twin").Reported("two", Drones(2), reported: 9, incident: "twin");

        Told(log, new ChangeFilter(Region: new RegionCode("RU"))).ShouldHaveSingleItem();
        Told(log, new ChangeFilter(Region: new RegionCode(Bryansk))).ShouldBeEmpty();
        Told(log, new ChangeFilter(Incident: new IncidentId("pair"))).ShouldBeEmpty();
        Told(log.Merged("twin", "pair"), new ChangeFilter(Incident: new IncidentId("twin"))).Select(one => one.Incident.Value).ShouldBe(["twin", "pair"]);
    }

    [Fact]
    public void Context_is_followed_on_request()
    {
        var log = Log.Opened("background", IncidentKind.Context).Reported("two", Drones(2), reported: 9, incident: "background");

        Told(log, new ChangeFilter()).ShouldBeEmpty();
        Told(log, new ChangeFilter(WithContext: true)).ShouldHaveSingleItem();
    }

    private static IReadOnlyList<PictureChange> Told(LogBuilder log, ChangeFilter filter) => PictureChanges.Of(new EventSurroundings(log.Ledger.Head, log.Ledger.Facts, log.Ledger.Decisions), filter);

    private static IReadOnlyList<PictureChange> Last(LogBuilder log, double? eventTime = null) =>
        PictureChanges.Of(new EventSurroundings(log.Ledger.Head, log.Ledger.Facts, log.Ledger.Decisions), new ChangeFilter(EventTime: eventTime is { } hour ? Hour(hour) : null));
}
