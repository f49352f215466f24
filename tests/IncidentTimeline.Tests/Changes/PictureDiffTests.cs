using IncidentTimeline.Changes;
using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Places;
using IncidentTimeline.Tests.Pictures;
using static IncidentTimeline.Tests.Pictures.LogBuilder;
using static IncidentTimeline.Tests.Pictures.Says;

namespace IncidentTimeline.Tests.Changes;

/// <summary>What a picture shows otherwise than an earlier one, and what it changed by.</summary>
public class PictureDiffTests
{
    [Fact]
    public void A_picture_differs_in_nothing_from_itself()
    {
        var log = Log.Reported("two", Drones(2), reported: 9);

        Known(log, from: 2).Questions.ShouldBeEmpty();
        Known(log, from: 2).Incidents.ShouldBeEmpty();
    }

    [Fact]
    public void A_first_statement_appears_with_the_fact_that_says_it()
    {
        var log = Log.Reported("two", Drones(2), reported: 9);

        var change = Known(log, from: 1).Questions.ShouldHaveSingleItem();

        change.Question.Change.ShouldBe(ChangeKind.Appeared);
        change.Question.From.State.ShouldBe(AnswerState.NotStated);
        change.Question.To.Displayed!.Text.ShouldBe("2"); // It appeared.
        Causes(log, change).ShouldBe("two");
    }

    [Fact]
    public void What_was_withdrawn_stands_before_what_appeared()
    {
        var log = Log.Reported("injured", Injured(3), reported: 9).Reported("drones", Drones(2), reported: 10)
            .Reported("retraction", new StatementRetracted(Id("injured")), reported: 11);

        var changes = Known(log, from: 2).Questions;

        changes.Select(one => one.Question.Change).ShouldBe([ChangeKind.Withdrawn, ChangeKind.Appeared]);
        changes[0].Question.To.State.ShouldBe(AnswerState.NotStated);
        Causes(log, changes[0]).ShouldBe("retraction");
        Causes(log, changes[1]).ShouldBe("drones");
    }

    [Fact]
    public void What_was_withdrawn_is_so_where_another_account_takes_its_place()
    {
        var log = Log.Reported("three", Injured(3), reported: 10).Reported("two", Injured(2), reported: 9, voice: "mayor")
            .Reported("retraction", new StatementRetracted(Id("three")), reported: 11);

        var change = Known(log, from: 3).Questions.ShouldHaveSingleItem().Question;

        change.Change.ShouldBe(ChangeKind.Withdrawn);
        change.To.Displayed!.Text.ShouldBe("2"); // The other account.
    }

    [Fact]
    public void A_strike_is_told_apart_from_a_withdrawal_and_names_its_decision()
    {
        var log = Log.Reported("three", Injured(3), reported: 9).Struck("three", name: "strike");

        var change = Known(log, from: 2).Questions.ShouldHaveSingleItem();

        change.Question.Change.ShouldBe(ChangeKind.Struck);
        change.Causes.ShouldHaveSingleItem().Decision.ShouldBe(GuidOf("strike"));
    }

    [Fact]
    public void A_strike_that_was_undone_again_changes_nothing()
    {
        var log = Log.Reported("three", Injured(3), reported: 9).Struck("three", name: "strike").Undone("strike");

        Known(log, from: 2).Questions.ShouldBeEmpty();
        Known(log, from: 3).Questions.ShouldHaveSingleItem().Causes.ShouldHaveSingleItem().Type.ShouldBe(nameof(DecisionUndone));
    }

    [Fact]
    public void A_contradiction_is_contested_and_a_preference_settles_it()
    {
        var log = Log.Reported("two", Drones(2), reported: 9).Reported("three", Drones(3), reported: 9, voice: "mayor").Preferred("three", DronesDown.Key);

        Known(log, from: 2, to: 3).Questions.ShouldHaveSingleItem().Question.Change.ShouldBe(ChangeKind.Contested);
        var settled = Known(log, from: 3).Questions.ShouldHaveSingleItem();
        settled.Question.Change.ShouldBe(ChangeKind.Settled);
        settled.Causes.ShouldHaveSingleItem().Type.ShouldBe(nameof(AccountPreferred));
    }

    [Fact]
    public void Another_voice_with_the_same_value_is_support_and_with_another_value_competes()
    {
        var log = Log.Reported("two", Drones(2), reported: 10).Reported("too", Drones(2), reported: 9, voice: "mayor").Reported("three", Drones(3), reported: 8, voice: "clinic");

        Known(log, from: 2, to: 3).Questions.ShouldHaveSingleItem().Question.Change.ShouldBe(ChangeKind.Support);
        Known(log, from: 3).Questions.ShouldHaveSingleItem().Question.Change.ShouldBe(ChangeKind.Competing);
    }

    [Fact]
    public void A_silence_and_a_denial_change_a_question_without_changing_its_answer()
    {
        var log = Log.Reported("silence", Injured(new AspectValue.Silence("number", "declined to comment")), reported: 9)
            .Reported("denial", Injured(new AspectValue.Denial("it all")), reported: 9, voice: "mayor");

        var change = Known(log, from: 1).Questions.ShouldHaveSingleItem().Question;

        change.Change.ShouldBe(ChangeKind.Silence);
        change.To.Gaps.ShouldBe([Id("silence")]);
        change.To.Denials.ShouldBe([Id("denial")]);
    }

    [Fact]
    public void A_publication_date_is_the_cause_of_what_it_supersedes()
    {
        var log = Log.Reported("two", Drones(2), reported: 9).Reported("three", Drones(3), double.NaN, document: "page").Published("page", 10, name: "date");

        var change = Known(log, from: 3).Questions.ShouldHaveSingleItem();

        change.Question.To.Displayed!.Text.ShouldBe("3"); // It is the later one, now that its time is known.
        change.Causes.ShouldHaveSingleItem().Decision.ShouldBe(GuidOf("date"));
    }

    [Fact]
    public void Along_publication_the_causes_are_what_was_published_meanwhile()
    {
        var log = Log.Reported("late", Drones(3), reported: 12).Reported("early", Drones(2), reported: 9);

        var diff = PictureDiff.Of(Moment(log, publishedBy: 10), Moment(log, publishedBy: 12), new RegionCode(Kaluga), DiffAxis.Published);

        var change = diff.Questions.ShouldHaveSingleItem();
        (change.Question.From.Displayed?.Text, change.Question.To.Displayed?.Text).ShouldBe(("2", "3"));
        Causes(log, change).ShouldBe("late");
    }

    [Fact]
    public void Along_event_time_the_causes_are_what_began_or_ceased_to_hold()
    {
        var log = Log.Reported("closed", Svo("closed"), reported: 1, time: At(5)).Reported("open", Svo("open"), reported: 2, time: At(8)).Reported("other", Drones(1), reported: 2, time: At(5));

        var diff = PictureDiff.Of(Moment(log, eventTime: 7), Moment(log, eventTime: 9), new RegionCode(Kaluga), DiffAxis.Event);

        var change = diff.Questions.ShouldHaveSingleItem();
        (change.Question.From.Displayed?.Text, change.Question.To.Displayed?.Text).ShouldBe(("closed", "open"));
        Causes(log, change).ShouldBe("open");
    }

    [Fact]
    public void A_merge_takes_one_incident_away_and_changes_the_other()
    {
        var log = Log.Opened("twin").Reported("two", Drones(2), reported: 9, incident: "twin").Merged("twin", "pair", name: "merge");

        var diff = Known(log, from: 3);

        diff.Incidents.Select(one => (one.Incident.Value, one.Change, one.Into?.Value, one.Causes.Single().Decision)).ShouldBe(
            [("pair", IncidentChangeKind.Appeared, null, GuidOf("merge")), ("twin", IncidentChangeKind.Merged, "pair", GuidOf("merge"))]);
        diff.Questions.Select(one => (one.Question.Incident.Value, one.Question.Change)).ShouldBe([("twin", ChangeKind.NoLongerStated), ("pair", ChangeKind.Appeared)]);
    }

    [Fact]
    public void A_moved_fact_leaves_one_incident_and_appears_in_the_other()
    {
        var log = Log.Opened("twin").Reported("two", Drones(2), reported: 9).Moved("two", "twin", name: "move");

        var diff = Known(log, from: 3);

        diff.Incidents.Select(one => (one.Incident.Value, one.Change)).ShouldBe([("pair", IncidentChangeKind.Left), ("twin", IncidentChangeKind.Appeared)]);
        diff.Questions.ShouldAllBe(one => one.Causes.Single().Decision == GuidOf("move"));
    }

    [Fact]
    public void Opening_closing_and_relating_an_incident_is_told_with_its_decision()
    {
        var log = Log.Opened("whole").Opened("part").Reported("two", Drones(2), reported: 9, incident: "part")
            .Decided(new IncidentClosed("done"), "part").PartOf("part", "whole");

        Known(log, from: 1).Incidents.Select(one => (one.Change, one.Causes.Count)).ShouldBe(
            [(IncidentChangeKind.Opened, 3), (IncidentChangeKind.Closed, 3), (IncidentChangeKind.Related, 3)]);
        Known(log, from: 4, to: 5).Incidents.Select(one => one.Change).ShouldBe([IncidentChangeKind.Closed]);
    }

    [Fact]
    public void A_context_incident_is_left_out_unless_asked_for()
    {
        var log = Log.Opened("background", IncidentKind.Context).Reported("two", Drones(2), reported: 9, incident: "background");

        Known(log, from: 2).Questions.ShouldBeEmpty();
        PictureDiff.Of(Moment(log, at: 2), Moment(log), new RegionCode(Kaluga), DiffAxis.Known, withContext: true).Questions.ShouldHaveSingleItem();
    }

    private static PictureDiff Known(LogBuilder log, long from, long? to = null) =>
        PictureDiff.Of(Moment(log, at: from), Moment(log, at: to), new RegionCode(Kaluga), DiffAxis.Known);

    private static Moment Moment(LogBuilder log, long? at = null, double? publishedBy = null, double eventTime = 24) => new(log.Known(at, publishedBy), Hour(eventTime));

    private static string Causes(LogBuilder log, CausedChange change) => string.Join(' ', change.Causes.Select(one => log.NameOf(one.Fact!.Value))); // All of them facts.
}
