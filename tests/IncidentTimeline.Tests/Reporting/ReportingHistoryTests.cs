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

/// <summary>How each act of the reporting is named (SEMANTICS, "Reporting history").</summary>
public class ReportingHistoryTests
{
    private const double Unknown = double.NaN;

    private static readonly AspectValue Two = AspectValue.Quantity.Exactly(2);

    [Fact]
    public void Acts_stand_in_order_of_report_time_not_of_recording()
    {
        var log = Log.Reported("late", Drones(3), reported: 10).Reported("early", Drones(2), reported: 9);

        Steps(log).ShouldBe(["early: First, None", "late: RevisionUp, None"]);
    }

    [Fact]
    public void An_act_of_unknown_report_time_stands_where_it_was_recorded_and_is_marked()
    {
        var history = Log.Reported("unknown", Drones(2), Unknown).Reported("known", Drones(3), reported: 10).History(DronesDown.Key);

        history.Steps.Select(one => one.IsOrderKnown).ShouldBe([true, false]);
    }

    [Fact]
    public void With_a_publication_time_asked_for_claims_of_unknown_report_time_are_listed_without_effect()
    {
        var log = Log.Reported("unknown", Drones(2), Unknown).Reported("known", Drones(3), reported: 10).Reported("later", Drones(4), reported: 12).Reported("elsewhere", Injured(1), Unknown);

        var history = log.History(DronesDown.Key, publishedBy: 11);

        history.Steps.Select(one => one.Account.Fact).ShouldBe([Id("known")]);
        history.Undated.Select(one => one.Fact).ShouldBe([Id("unknown")]);
        log.History(DronesDown.Key).Undated.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(2, 2, OwnChange.Repeat)]
    [InlineData(2, 3, OwnChange.RevisionUp)]
    [InlineData(3, 2, OwnChange.RevisionDown)]
    public void A_later_number_of_the_same_register_repeats_or_revises_up_or_down(int before, int after, OwnChange change) =>
        Own(Drones(before), Drones(after)).ShouldBe(change);

    [Fact]
    public void What_a_person_called_a_repeat_is_passed_on_and_bears_nothing_out()
    {
        var log = Log.Reported("first", Drones(2), reported: 9).Reported("again", Drones(2), reported: 10, voice: "mayor");

        log.History(DronesDown.Key).Steps[^1].Others.ShouldBe(OthersChange.Corroboration);
        log.Related("again", IncidentTimeline.Desk.FactRelation.Repeats, "first").History(DronesDown.Key).Steps[^1].Others.ShouldBe(OthersChange.Relay);
    }

    [Fact]
    public void A_narrower_number_refines_and_a_wider_one_does_not()
    {
        Own(Drones(AtLeast(2, "several")), Drones(3)).ShouldBe(OwnChange.Refinement);
        Own(Drones(FromTo(1, 3)), Drones(FromTo(0, 4))).ShouldBe(OwnChange.Changed);
    }

    [Fact]
    public void A_code_or_another_kind_of_value_changes()
    {
        Own(Svo("closed"), Svo("open")).ShouldBe(OwnChange.Changed);
        Own(Injured(NoneReported), Injured(2)).ShouldBe(OwnChange.Changed);
    }

    [Theory]
    [InlineData(FactStatus.Preliminary, FactStatus.Stated, OwnChange.StatusUp)]
    [InlineData(FactStatus.Stated, FactStatus.Confirmed, OwnChange.StatusUp)]
    [InlineData(FactStatus.Speculation, FactStatus.Unconfirmed, OwnChange.StatusUp)]
    [InlineData(FactStatus.Asserted, FactStatus.Unconfirmed, OwnChange.StatusDown)]
    public void The_same_value_with_another_status_goes_up_or_down(FactStatus before, FactStatus after, OwnChange change) =>
        Log.Reported("before", Drones(2), reported: 9, status: before).Reported("after", Drones(2), reported: 10, status: after)
            .History(DronesDown.Key).Steps[1].Own.ShouldBe(change);

    [Theory]
    [InlineData(9, Unknown)]
    [InlineData(Unknown, Unknown)]
    [InlineData(9, 9)]
    public void Words_of_direction_need_two_different_report_times(double before, double after) =>
        Log.Reported("before", Drones(2), before).Reported("after", Drones(3), after)
            .History(DronesDown.Key).Steps[1].Own.ShouldBe(OwnChange.DiffersOrderUnknown);

    [Fact]
    public void A_status_that_differs_has_no_direction_either_while_the_order_is_unknown() =>
        Log.Reported("before", Drones(2), Unknown).Reported("after", Drones(2), Unknown, status: FactStatus.Confirmed)
            .History(DronesDown.Key).Steps[1].Own.ShouldBe(OwnChange.DiffersOrderUnknown);

    [Fact]
    public void A_correction_names_what_it_corrects_even_where_that_was_recorded_later()
    {
        var log = Log.Reported("correction", new StatementCorrected(Drones(3), Id("first")), Unknown).Reported("first", Drones(2), Unknown);

        var steps = log.History(DronesDown.Key).Steps;
        (steps[0].Own, log.NameOf(steps[0].OwnBefore!.Value)).ShouldBe((OwnChange.Correction, "first"));
        steps[1].Own.ShouldBe(OwnChange.First);
        steps.Select(one => one.Standing).ShouldBe([Standing.Stands, Standing.Superseded]);
    }

    [Fact]
    public void Every_retraction_is_a_withdrawal_and_what_is_said_again_a_reinstatement()
    {
        var log = Log.Reported("first", Drones(2), reported: 8)
            .Reported("retraction", new StatementRetracted(Id("first")), reported: 9)
            .Reported("retracted once more", new StatementRetracted(Id("first")), reported: 9.5)
            .Reported("again", new StatementReinstated(Drones(2), Id("first")), reported: 10);

        Steps(log).ShouldBe(["first: First, None", "retraction: Withdrawal, None", "retracted once more: Withdrawal, None", "again: Reinstatement, None"]);
        log.History(DronesDown.Key).Steps.Skip(1).ShouldAllBe(one => one.OwnBefore == Id("first"));
    }

    [Fact]
    public void A_retraction_by_feed_key_names_the_latest_that_it_takes_back()
    {
        var log = Log.Reported("retraction", new StatementRetracted(), reported: 10, feedKey: "row 7")
            .Reported("second", Drones(3), reported: 9, feedKey: "row 7").Reported("first", Drones(2), reported: 8, feedKey: "row 7");

        Steps(log).ShouldBe(["first: First, None", "second: RevisionUp, None", "retraction: Withdrawal, None"]);
        log.History(DronesDown.Key).Steps[2].OwnBefore.ShouldBe(Id("second"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("row 7")]
    public void The_same_voice_on_another_event_time_is_a_development(string? feedKey) =>
        Log.Reported("closed", Svo("closed"), reported: 9, time: At(6), feedKey: feedKey).Reported("open", Svo("open"), reported: 13, time: At(12), feedKey: feedKey)
            .History(SvoStatus.Key).Steps[1].Own.ShouldBe(OwnChange.Development);

    [Fact]
    public void A_voice_that_states_no_time_in_two_documents_is_compared_with_itself() =>
        Log.Reported("monday", Drones(2), reported: 9, time: EventTime.Unstated).Reported("tuesday", Drones(3), reported: 33, time: EventTime.Unstated)
            .History(DronesDown.Key).Steps[1].Own.ShouldBe(OwnChange.RevisionUp);

    [Fact]
    public void A_second_publisher_of_the_voice_in_force_relays() =>
        Log.Reported("wire", Drones(2), reported: 9).Reported("paper", Drones(2), reported: 10, publisher: "paper")
            .History(DronesDown.Key).Steps[1].Others.ShouldBe(OthersChange.Relay);

    public static TheoryData<string, AspectValue, FactStatus, OthersChange> Answers => new()
    {
        { "the same", Two, FactStatus.Asserted, OthersChange.Corroboration },
        { "the same in the same class", Two, FactStatus.Confirmed, OthersChange.Corroboration },
        { "the same, weaker", Two, FactStatus.Unconfirmed, OthersChange.StatusDown },
        { "another", AspectValue.Quantity.Exactly(3), FactStatus.Asserted, OthersChange.Competing },
        { "wider", AtLeast(1), FactStatus.Asserted, OthersChange.Corroboration },
        { "denial", new AspectValue.Denial("drones"), FactStatus.Asserted, OthersChange.Denial },
        { "silence", new AspectValue.Silence("drones", "declined to comment"), FactStatus.Asserted, OthersChange.None },
        { "none reported", NoneReported, FactStatus.Asserted, OthersChange.None },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Another_voice_stands_to_what_was_in_force_in_one_of_these_ways(string _, AspectValue value, FactStatus status, OthersChange change) =>
        Log.Reported("before", Drones(2), reported: 9).Reported("after", Drones(value), reported: 10, voice: "mayor", status: status)
            .History(DronesDown.Key).Steps[1].Others.ShouldBe(change);

    [Fact]
    public void A_firmer_class_for_the_value_in_force_raises_its_status()
    {
        var log = Log.Reported("before", Drones(2), reported: 9, status: FactStatus.Preliminary);

        log.Reported("after", Drones(2), reported: 10, voice: "mayor").History(DronesDown.Key).Steps[1].Others.ShouldBe(OthersChange.StatusUp);
    }

    [Fact]
    public void A_class_that_differs_has_no_direction_while_the_order_is_unknown() =>
        Log.Reported("before", Drones(2), Unknown, status: FactStatus.Preliminary).Reported("after", Drones(2), Unknown, voice: "mayor")
            .History(DronesDown.Key).Steps[1].Others.ShouldBe(OthersChange.DiffersOrderUnknown);

    [Fact]
    public void A_narrower_number_of_another_voice_refines_what_was_in_force() =>
        Log.Reported("before", Drones(AtLeast(2, "several")), reported: 9).Reported("after", Drones(3), reported: 10, voice: "mayor")
            .History(DronesDown.Key).Steps[1].Others.ShouldBe(OthersChange.Refinement);

    [Fact]
    public void Only_what_was_in_force_before_counts_and_not_what_was_withdrawn()
    {
        var log = Log.Reported("first", Drones(2), reported: 8).Reported("retraction", new StatementRetracted(Id("first")), reported: 9)
            .Reported("other", Drones(3), reported: 10, voice: "mayor");

        Steps(log)[2].ShouldBe("other: First, None");
    }

    [Fact]
    public void Where_it_was_contested_nothing_was_in_force_and_a_third_voice_still_takes_a_side()
    {
        var log = Log.Reported("two", Drones(2), reported: 9).Reported("three", Drones(3), reported: 9, voice: "mayor")
            .Reported("three too", Drones(3), reported: 10, voice: "clinic");

        var step = log.History(DronesDown.Key).Steps[2];
        step.Others.ShouldBe(OthersChange.Corroboration);
        step.InForceBefore.ShouldBeNull();
    }

    [Fact]
    public void Statements_on_another_place_are_no_competitors_and_the_answer_is_one_per_place()
    {
        var log = Log.Reported("region", Drones(3), reported: 9).Reported("town", Drones(1), reported: 9, voice: "mayor", place: "RU-KLU/obninsk");

        log.History(DronesDown.Key).Steps.ShouldAllBe(one => one.Others == OthersChange.None);
        log.History(DronesDown.Key).State.ShouldBeNull();
        log.History(DronesDown.Key, place: "RU-KLU").State.ShouldBe(AnswerState.Displayed);
        log.History(DronesDown.Key, place: "RU-KLU/obninsk").Steps.ShouldHaveSingleItem();
    }

    [Fact]
    public void Of_a_state_only_the_latest_of_each_voice_was_in_force()
    {
        var log = Log.Reported("closed", Svo("closed"), reported: 7, time: At(6), status: FactStatus.Confirmed)
            .Reported("open", Svo("open"), reported: 9, time: At(8), status: FactStatus.Preliminary)
            .Reported("open too", Svo("open"), reported: 10, time: At(8), status: FactStatus.Preliminary, voice: "airport");

        log.History(SvoStatus.Key).Steps[2].Others.ShouldBe(OthersChange.Corroboration);
    }

    [Fact]
    public void Desk_decisions_are_listed_apart_and_are_no_steps()
    {
        var log = Log.Reported("first", Drones(2), reported: 8).Reported("other aspect", Injured(1), reported: 8)
            .Recoded("first", fact => fact with { Claim = Drones(3) }).Credible("first", 2).Credible("other aspect", 2)
            .Preferred("first", DronesDown.Key).Struck("first");

        var history = log.History(DronesDown.Key);
        history.Steps.ShouldBeEmpty();
        history.Decisions.Select(one => one.Type).ShouldBe(["CodingCorrected", "CredibilityRated", "AccountPreferred", "FactStruck"]);
    }

    [Fact]
    public void Undone_decisions_are_told_with_what_undid_them_and_so_are_undoings()
    {
        var log = Log.Reported("first", Drones(2), reported: 8).Reported("other aspect", Injured(1), reported: 8)
            .Decided(new CredibilityRated(Id("first"), 2, "why"), name: "rating").Decided(new CredibilityRated(Id("other aspect"), 2, "why"), name: "elsewhere")
            .Preferred("first", DronesDown.Key, "preference")
            .Undone("rating", "undoing").Undone("elsewhere").Undone("preference", "in error").Undone("in error", "again");

        var history = log.History(DronesDown.Key);
        history.Decisions.Select(one => one.Type).ShouldBe(["AccountPreferred"]);
        history.Undone.Select(one => (one.Step.Type, one.Step.Id, one.By.Id, one.By.Tell)).ShouldBe(
            [("CredibilityRated", GuidOf("rating"), GuidOf("undoing"), "Decision undone: why"), ("DecisionUndone", GuidOf("in error"), GuidOf("again"), "Decision undone: why")]);
    }

    [Fact]
    public void A_merged_incident_is_read_under_the_one_it_was_merged_into()
    {
        var log = Log.Opened("twin").Reported("fact", Drones(2), reported: 8, incident: "twin").Merged("twin", "pair");

        log.History(DronesDown.Key, incident: "twin").Incident.Value.ShouldBe("pair");
        log.History(DronesDown.Key).Steps.ShouldHaveSingleItem();
        log.History(DronesDown.Key).Decisions.Select(one => one.Type).ShouldBe(["IncidentsMerged"]);
    }

    private static OwnChange Own(Says before, Says after) =>
        Log.Reported("before", before, reported: 9).Reported("after", after, reported: 10).History(before.Aspect.Key).Steps[1].Own;

    private static List<string> Steps(LogBuilder log) =>
        [.. log.History(DronesDown.Key).Steps.Select(one => $"{log.NameOf(one.Account.Fact)}: {one.Own}, {one.Others}")];
}
