using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Times;
using static IncidentTimeline.Tests.Pictures.LogBuilder;
using static IncidentTimeline.Tests.Pictures.Says;

namespace IncidentTimeline.Tests.Pictures;

/// <summary>Which statements stand (SEMANTICS 3 to 8).</summary>
public class StandingTests
{
    private const double Unknown = double.NaN;

    [Fact]
    public void A_later_report_of_the_same_register_supersedes_the_earlier_whichever_was_recorded_first() =>
        Log.Reported("late", Drones(3), reported: 10)
            .Reported("early", Drones(2), reported: 9)
            .Standing().ShouldBe("late");

    [Fact]
    public void The_first_that_was_said_after_a_statement_took_its_place()
    {
        var known = Log.Reported("third", Drones(4), reported: 11)
            .Reported("first", Drones(2), reported: 9)
            .Reported("second", Drones(3), reported: 10)
            .Known();

        known.Statements.Select(one => known.SuccessorOf(one)?.Fact.Id).ShouldBe([null, Id("second"), Id("third")], ignoreOrder: false);
    }

    [Fact]
    public void What_corrects_a_statement_took_its_place_whatever_its_report_time()
    {
        var known = Log.Reported("first", Drones(2), reported: Unknown)
            .Reported("correction", new StatementCorrected(Drones(3), Id("first")), reported: Unknown)
            .Reported("correction of that", new StatementCorrected(Drones(4), Id("correction")), reported: Unknown)
            .Known();

        known.Statements.Select(one => known.SuccessorOf(one)?.Fact.Id).ShouldBe([Id("correction"), Id("correction of that"), null]);
    }

    [Fact]
    public void Another_voice_has_a_register_of_its_own() =>
        Log.Reported("governor", Drones(2), reported: 9)
            .Reported("mayor", Drones(3), reported: 10, voice: "mayor")
            .Standing().ShouldBe("governor mayor");

    [Fact]
    public void A_second_publisher_of_one_voice_speaks_in_the_same_register() =>
        Log.Reported("wire", Drones(2), reported: 9)
            .Reported("paper", Drones(3), reported: 10, publisher: "paper")
            .Standing().ShouldBe("paper");

    [Fact]
    public void Unnamed_speakers_of_two_publishers_are_two_voices() =>
        Log.Reported("one", Drones(2), reported: 9, voice: "~an official")
            .Reported("two", Drones(3), reported: 10, voice: "~an official", publisher: "paper")
            .Standing().ShouldBe("one two");

    [Fact]
    public void One_unnamed_role_of_one_publisher_is_one_voice_however_it_is_capitalised() =>
        Log.Reported("one", Drones(2), reported: 9, voice: "~an official")
            .Reported("two", Drones(3), reported: 10, voice: "~An official ")
            .Standing().ShouldBe("two");

    [Fact]
    public void An_ambiguous_speaker_leaves_the_publisher_as_the_voice_and_is_flagged()
    {
        var log = Log.Reported("ambiguous", Drones(2), reported: 9, ambiguous: true)
            .Reported("own", Drones(3), reported: 10, voice: "wire");

        log.Standing().ShouldBe("own");
        log.Picture(at: 2).Incidents[0].Questions.First(one => one.Displayed is not null).Displayed!.Marks.ShouldContain("ambiguous-speaker");
    }

    [Theory]
    [InlineData("pair", Bryansk, 6)]
    [InlineData("other", Kaluga, 6)]
    [InlineData("pair", Kaluga, 7)]
    public void Another_incident_place_or_event_time_is_another_register(string incident, string place, double hour) =>
        Log.Reported("first", Drones(2), reported: 9)
            .Reported("second", Drones(3), reported: 10, incident: incident, place: place, time: At(hour))
            .Standing().ShouldBe("first second");

    [Fact]
    public void A_feed_key_is_the_register_whatever_place_time_and_incident_say() =>
        Log.Reported("first", Drones(2), reported: 9, feedKey: "row 7")
            .Reported("second", Drones(3), reported: 10, feedKey: "row 7", place: Bryansk, incident: "other", time: At(8))
            .Standing().ShouldBe("second");

    [Fact]
    public void A_feed_key_belongs_to_its_voice() =>
        Log.Reported("first", Drones(2), reported: 9, feedKey: "row 7")
            .Reported("second", Drones(3), reported: 10, feedKey: "row 7", voice: "mayor")
            .Standing().ShouldBe("first second");

    [Theory]
    [InlineData("last night")]
    [InlineData(null)]
    public void Relative_and_unstated_times_of_two_documents_are_two_registers(string? words) =>
        Log.Reported("monday", Drones(2), reported: 9, time: words is null ? EventTime.Unstated : Words(words))
            .Reported("tuesday", Drones(3), reported: 33, time: words is null ? EventTime.Unstated : Words(words))
            .Standing().ShouldBe("monday tuesday");

    [Fact]
    public void Statements_of_one_document_never_supersede_each_other() =>
        Log.Reported("headline", Drones(3), reported: 10, document: "one")
            .Reported("body", Drones(2), reported: 9, document: "one")
            .Reported("correction", new StatementCorrected(Drones(4), Id("body")), reported: 11, document: "one")
            .Standing().ShouldBe("body correction headline");

    [Theory]
    [InlineData(9, double.NaN)]
    [InlineData(double.NaN, 9)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(9, 9)]
    public void Without_a_later_known_report_time_nothing_supersedes(double first, double second) =>
        Log.Reported("first", Drones(2), first)
            .Reported("second", Drones(3), second)
            .Standing().ShouldBe("first second");

    [Theory]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(9, double.NaN)]
    [InlineData(9, 9)]
    public void An_explicit_correction_supersedes_whatever_is_known_of_report_times(double first, double second) =>
        Log.Reported("first", Drones(2), first)
            .Reported("correction", new StatementCorrected(Drones(3), Id("first")), second)
            .Standing().ShouldBe("correction");

    [Fact]
    public void A_correction_waits_for_its_target()
    {
        var log = Log.Reported("correction", new StatementCorrected(Drones(3), Id("first")), Unknown)
            .Reported("first", Drones(2), Unknown);

        log.Standing(at: 2).ShouldBe("correction");
        log.Standing().ShouldBe("correction");
    }

    [Fact]
    public void A_chain_of_corrections_leaves_its_last_in_whichever_order_it_was_recorded() =>
        Log.Reported("third", new StatementCorrected(Drones(4), Id("second")), Unknown)
            .Reported("first", Drones(2), Unknown)
            .Reported("second", new StatementCorrected(Drones(3), Id("first")), Unknown)
            .Standing().ShouldBe("third");

    [Fact]
    public void A_correction_stands_in_the_register_of_what_it_corrects_though_it_states_another_time_and_place() =>
        Log.Reported("first", Drones(2), reported: 9)
            .Reported("correction", new StatementCorrected(Drones(2), Id("first")), reported: 10, place: Bryansk, time: At(7))
            .Standing().ShouldBe("correction");

    [Fact]
    public void A_correction_may_come_from_the_publisher_of_another_voice_but_from_nobody_else()
    {
        var log = Log.Reported("first", Drones(2), reported: 9)
            .Reported("by the publisher", new StatementCorrected(Drones(3), Id("first")), reported: 10, voice: "wire")
            .Reported("by a stranger", new StatementCorrected(Drones(4), Id("first")), reported: 11, voice: "blog", publisher: "blog");

        log.Standing().ShouldBe("by a stranger by the publisher");
    }

    [Fact]
    public void A_partial_correction_leaves_the_questions_it_does_not_answer()
    {
        var log = Log.Reported("first", new AirTargetInterceptedReported(Count.Exactly(2), "fast target"), reported: 9)
            .Reported("correction", new StatementCorrected(new Says(Aspect.Occurrence("air-targets-intercepted", "Air targets"), AspectValue.Quantity.Exactly(3)), Id("first")), reported: 10);

        log.Known().Statements.Where(one => one.Stands).Select(one => (log.NameOf(one.Fact.Id), one.Aspect.Key.Value)).Order()
            .ShouldBe([("correction", "air-targets-intercepted"), ("first", "air-target-class")]);
    }

    [Fact]
    public void Facts_that_revise_each_other_in_a_circle_revise_nothing() =>
        Log.Reported("one", new StatementCorrected(Drones(2), Id("two")), Unknown)
            .Reported("two", new StatementCorrected(Drones(3), Id("one")), Unknown)
            .Reported("leads in", new StatementCorrected(Drones(4), Id("one")), Unknown)
            .Standing().ShouldBe("leads in two");

    [Fact]
    public void A_retraction_withdraws_the_fact_it_names_though_it_was_recorded_before_it()
    {
        var log = Log.Reported("retraction", new StatementRetracted(Id("first")), reported: 10)
            .Reported("first", Drones(2), reported: 9);

        log.Standing().ShouldBe("");
        log.Question(new AspectKey("drones-down")).Withdrawn.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(9, 10, "")]
    [InlineData(10, 10, "")]
    [InlineData(11, 10, "first")]
    [InlineData(double.NaN, 10, "")]
    [InlineData(9, double.NaN, "")]
    public void A_retraction_by_name_takes_back_what_was_not_reported_later(double reported, double retracted, string standing) =>
        Log.Reported("first", Drones(2), reported)
            .Reported("retraction", new StatementRetracted(Id("first")), retracted)
            .Standing().ShouldBe(standing);

    [Theory]
    [InlineData(9, 10, "")]
    [InlineData(10, 10, "")]
    [InlineData(11, 10, "first")]
    [InlineData(double.NaN, 10, "first")]
    [InlineData(9, double.NaN, "first")]
    public void A_retraction_by_feed_key_needs_both_report_times(double reported, double retracted, string standing) =>
        Log.Reported("first", Drones(2), reported, feedKey: "row 7")
            .Reported("retraction", new StatementRetracted(), retracted, feedKey: "row 7")
            .Standing().ShouldBe(standing);

    [Fact]
    public void A_retraction_by_feed_key_leaves_other_keys_and_other_voices() =>
        Log.Reported("row 8", Drones(2), reported: 9, feedKey: "row 8")
            .Reported("other voice", Drones(2), reported: 9, feedKey: "row 7", voice: "mayor")
            .Reported("no key", Drones(2), reported: 9)
            .Reported("retraction", new StatementRetracted(), reported: 10, feedKey: "row 7")
            .Standing().ShouldBe("no key other voice row 8");

    [Fact]
    public void A_stranger_retracts_nothing() =>
        Log.Reported("first", Drones(2), reported: 9)
            .Reported("retraction", new StatementRetracted(Id("first")), reported: 10, voice: "blog", publisher: "blog")
            .Standing().ShouldBe("first");

    [Fact]
    public void At_one_report_time_of_one_key_report_comes_before_revision_before_withdrawal_before_reinstatement()
    {
        var log = Log.Reported("again", new StatementReinstated(Drones(4)), reported: 9, feedKey: "row 7")
            .Reported("retraction", new StatementRetracted(), reported: 9, feedKey: "row 7")
            .Reported("revision", new StatementCorrected(Drones(3)), reported: 9, feedKey: "row 7")
            .Reported("report", Drones(2), reported: 9, feedKey: "row 7");

        log.Standing().ShouldBe("again");
        log.Known().Find(Id("revision"))!.Standing.ShouldBe(Standing.Withdrawn);
        log.Known().Find(Id("report"))!.Standing.ShouldBe(Standing.Withdrawn);
    }

    [Fact]
    public void What_was_withdrawn_still_supersedes_so_that_the_older_value_never_comes_back()
    {
        var log = Log.Reported("old", Drones(2), reported: 8)
            .Reported("new", Drones(3), reported: 9)
            .Reported("retraction", new StatementRetracted(Id("new")), reported: 10);

        log.Standing().ShouldBe("");
        log.Question(new AspectKey("drones-down")).State.ShouldBe(AnswerState.NotStated);
    }

    [Fact]
    public void A_reinstatement_is_a_new_statement_that_stands() =>
        Log.Reported("first", Drones(2), reported: 8)
            .Reported("retraction", new StatementRetracted(Id("first")), reported: 9)
            .Reported("again", new StatementReinstated(Drones(2), Id("first")), reported: 10)
            .Standing().ShouldBe("again");

    [Fact]
    public void A_second_retraction_takes_the_reinstatement_back_too() =>
        Log.Reported("first", Drones(2), reported: 8, feedKey: "row 7")
            .Reported("retraction", new StatementRetracted(), reported: 9, feedKey: "row 7")
            .Reported("again", new StatementReinstated(Drones(2)), reported: 10, feedKey: "row 7")
            .Reported("retracted again", new StatementRetracted(), reported: 11, feedKey: "row 7")
            .Standing().ShouldBe("");

    [Fact]
    public void A_strike_lets_the_older_value_show_and_undoing_it_hides_it_again()
    {
        var log = Log.Reported("old", Drones(2), reported: 8)
            .Reported("new", Drones(3), reported: 9)
            .Struck("new", "strike")
            .Undone("strike", "undoing")
            .Undone("undoing");

        log.Standing(at: 3).ShouldBe("new");
        log.Standing(at: 4).ShouldBe("old");
        log.Standing(at: 5).ShouldBe("new");
        log.Standing(at: 6).ShouldBe("old");
    }

    [Fact]
    public void A_struck_retraction_withdraws_nothing() =>
        Log.Reported("first", Drones(2), reported: 8)
            .Reported("retraction", new StatementRetracted(Id("first")), reported: 9)
            .Struck("retraction")
            .Standing().ShouldBe("first");

    [Fact]
    public void Recoding_replaces_what_was_written_down_and_keeps_report_time_and_register()
    {
        var log = Log.Reported("old", Drones(2), reported: 8)
            .Reported("new", Drones(30), reported: 9)
            .Recoded("new", fact => fact with { Claim = Drones(3), ReportedAt = Hour(7), EventTime = At(5), Places = [Place(Bryansk)] });

        log.Standing().ShouldBe("new");
        var shown = log.Question(new AspectKey("drones-down"), Bryansk).Displayed.ShouldNotBeNull();
        shown.Text.ShouldBe("3");
        shown.ReportTime.ShouldBe(Hour(9));
        shown.Marks.ShouldContain("recoded");
    }

    [Fact]
    public void The_latest_recoding_counts_and_each_can_be_undone()
    {
        var log = Log.Reported("fact", Drones(1), reported: 8)
            .Recoded("fact", fact => fact with { Claim = Drones(2) }, "first recoding")
            .Recoded("fact", fact => fact with { Claim = Drones(3) }, "second recoding")
            .Undone("second recoding")
            .Undone("first recoding");

        Enumerable.Range(2, 5).Select(at => log.Question(new AspectKey("drones-down"), at: at).Displayed!.Text).ShouldBe(["1", "2", "3", "2", "1"]);
    }

    [Fact]
    public void A_moved_fact_counts_where_it_was_moved_and_supersedes_there()
    {
        var log = Log.Opened("single")
            .Reported("old", Drones(2), reported: 8, incident: "single")
            .Reported("new", Drones(3), reported: 9)
            .Moved("new", "single", "move")
            .Undone("move");

        log.Standing(at: 4).ShouldBe("new old");
        log.Standing(at: 5).ShouldBe("new");
        log.Standing().ShouldBe("new old");
    }

    [Fact]
    public void A_revision_goes_where_the_fact_it_revises_went() =>
        Log.Opened("single")
            .Reported("first", Drones(2), reported: 8)
            .Reported("correction", new StatementCorrected(Drones(3), Id("first")), reported: 9)
            .Moved("first", "single")
            .Question(new AspectKey("drones-down"), incident: "single").Displayed!.Text.ShouldBe("3");

    [Fact]
    public void A_linked_fact_counts_in_both_incidents_until_the_link_is_undone()
    {
        var log = Log.Opened("single")
            .Reported("fact", Drones(2), reported: 8)
            .Linked("fact", "single", "link")
            .Undone("link");

        log.Picture(at: 4).Incidents.Select(one => one.Incident.Value).ShouldBe(["pair", "single"]);
        log.Picture().Incidents.Select(one => one.Incident.Value).ShouldBe(["pair"]);
    }

    [Fact]
    public void Merged_incidents_share_their_registers_until_the_merge_is_undone()
    {
        var log = Log.Opened("twin")
            .Reported("old", Drones(2), reported: 8)
            .Reported("new", Drones(3), reported: 9, incident: "twin")
            .Merged("twin", "pair", "merge")
            .Undone("merge", "undoing")
            .Undone("undoing");

        log.Standing(at: 4).ShouldBe("new old");
        log.Standing(at: 5).ShouldBe("new");
        log.Standing(at: 6).ShouldBe("new old");
        log.Picture().Incidents.Select(one => one.Incident.Value).ShouldBe(["pair"]);
    }

    [Fact]
    public void Incidents_merged_in_a_circle_stay_apart() =>
        Log.Opened("twin")
            .Reported("here", Drones(2), reported: 8)
            .Reported("there", Drones(3), reported: 9, incident: "twin")
            .Merged("twin", "pair")
            .Merged("pair", "twin")
            .Standing().ShouldBe("here there");

    [Fact]
    public void Known_at_cuts_facts_and_decisions_by_position()
    {
        var log = Log.Reported("old", Drones(2), reported: 8)
            .Reported("new", Drones(3), reported: 9)
            .Struck("new");

        log.Standing(at: 2).ShouldBe("old");
        log.Standing(at: 3).ShouldBe("new");
        log.Standing(at: 4).ShouldBe("old");
    }

    [Fact]
    public void Published_by_hides_later_reports_and_lists_unknown_ones_without_effect()
    {
        var log = Log.Reported("old", Drones(2), reported: 8)
            .Reported("new", Drones(3), reported: 10)
            .Reported("correction", new StatementCorrected(Drones(4), Id("old")), Unknown);

        log.Standing(publishedBy: 9).ShouldBe("old");
        log.Standing(publishedBy: 10).ShouldBe("new");
        log.NamesOf(log.Picture(publishedBy: 9).Undated).ShouldBe("correction");
        log.Picture().Undated.ShouldBeEmpty();
    }

    [Fact]
    public void An_asserted_publication_time_gives_a_report_time_from_then_on_and_desk_decisions_ignore_published_by()
    {
        var log = Log.Reported("old", Drones(2), reported: 8)
            .Reported("new", Drones(3), Unknown)
            .Published("new", 9);

        log.Standing(at: 3).ShouldBe("new old");
        log.Standing(at: 4).ShouldBe("new");
        log.Standing(at: 4, publishedBy: 8.5).ShouldBe("old");
    }

    [Fact]
    public void The_facts_own_report_time_goes_before_that_of_its_document() =>
        Log.Reported("fact", Drones(3), reported: 8)
            .Published("fact", 9)
            .Known().Find(Id("fact"))!.ReportTime.ShouldBe(Hour(8));

    [Fact]
    public void A_fact_with_several_regions_is_listed_in_each_under_one_id()
    {
        var log = Log.Reported("fact", Drones(3), reported: 8, places: [Place(Kaluga), Place(Bryansk)]);

        log.Question(new AspectKey("drones-down"), Kaluga).Displayed!.Fact.ShouldBe(Id("fact"));
        log.Question(new AspectKey("drones-down"), Bryansk).Displayed!.Fact.ShouldBe(Id("fact"));
    }

    [Fact]
    public void A_correction_published_before_its_target_still_leaves_one_statement_standing() =>
        Log.Reported("target", Drones(2), reported: 12)
            .Reported("correction", new StatementCorrected(Drones(3), Id("target")), reported: 10)
            .Reported("between", Drones(4), reported: 11)
            .Standing().ShouldBe("correction");

    [Fact]
    public void A_retraction_by_feed_key_takes_back_what_corrected_a_fact_of_that_key() =>
        Log.Reported("row", Drones(2), reported: 8, feedKey: "row 7")
            .Reported("correction", new StatementCorrected(Drones(3), Id("row")), reported: 9)
            .Reported("retraction", new StatementRetracted(), reported: 10, feedKey: "row 7")
            .Standing().ShouldBe("");
}
