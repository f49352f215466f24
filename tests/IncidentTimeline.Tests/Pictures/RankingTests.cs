using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using IncidentTimeline.Pictures;
using IncidentTimeline.Times;
using static IncidentTimeline.Tests.Pictures.LogBuilder;
using static IncidentTimeline.Tests.Pictures.Says;

namespace IncidentTimeline.Tests.Pictures;

/// <summary>Which account is displayed and which rule decided (SEMANTICS 11 to 13).</summary>
public class RankingTests
{
    private static readonly AspectKey DronesKey = DronesDown.Key;

    private static LogBuilder Two => Log
        .Reported("a", Drones(2), reported: 9)
        .Reported("b", Drones(3), reported: 9, voice: "mayor");

    private static void ShouldDisplay(LogBuilder log, string fact, DecidedBy rule, double eventTime = 24)
    {
        var question = log.Question(DronesKey, eventTime: eventTime);
        question.Displayed.ShouldNotBeNull();
        (log.NameOf(question.Displayed.Fact), question.DecidedBy).ShouldBe((fact, rule));
    }

    [Fact]
    public void An_only_account_is_displayed() =>
        ShouldDisplay(Log.Reported("a", Drones(2), reported: 9), "a", DecidedBy.OnlyAccount);

    [Fact]
    public void What_the_desk_prefers_goes_before_everything_else() =>
        ShouldDisplay(
            Log.Reported("a", Drones(2), reported: 9, status: FactStatus.Confirmed)
                .Reported("b", Drones(3), reported: 9, voice: "mayor", status: FactStatus.Speculation, time: EventTime.Unstated)
                .Preferred("b", DronesKey),
            "b", DecidedBy.PreferredByDesk);

    [Fact]
    public void Of_two_preferences_the_later_counts_until_it_is_undone()
    {
        var log = Two.Preferred("a", DronesKey).Preferred("b", DronesKey, "second").Undone("second");

        log.Question(DronesKey, at: 5).Displayed!.Text.ShouldBe("3");
        log.Question(DronesKey, at: 6).Displayed!.Text.ShouldBe("2");
    }

    [Fact]
    public void A_preference_for_another_aspect_or_for_what_no_longer_stands_decides_nothing()
    {
        ShouldBeContested(Two.Preferred("a", new AspectKey("people-injured")));
        ShouldDisplay(
            Two.Reported("c", Drones(4), reported: 8, voice: "clinic", status: FactStatus.Unconfirmed).Preferred("c", DronesKey)
                .Reported("c again", Drones(2), reported: 9.5, voice: "clinic", status: FactStatus.Unconfirmed)
                .Rated("mayor", Reliability.A),
            "b", DecidedBy.Reliability);
    }

    [Theory]
    [InlineData(FactStatus.Asserted, FactStatus.Preliminary)]
    [InlineData(FactStatus.Asserted, FactStatus.Unconfirmed)]
    [InlineData(FactStatus.Preliminary, FactStatus.Unconfirmed)]
    [InlineData(FactStatus.Preliminary, FactStatus.Speculation)]
    public void A_firmer_class_goes_before_a_later_time(FactStatus firmer, FactStatus weaker) =>
        ShouldDisplay(
            Log.Reported("a", Drones(2), reported: 9, status: firmer, time: EventTime.Unstated)
                .Reported("b", Drones(3), reported: 10, voice: "mayor", status: weaker),
            "a", DecidedBy.StatusClass);

    [Fact]
    public void Dated_goes_before_undated() =>
        ShouldDisplay(
            Log.Reported("a", Drones(2), reported: 9)
                .Reported("b", Drones(3), reported: 10, voice: "mayor", status: FactStatus.Confirmed, time: EventTime.Unstated),
            "a", DecidedBy.Dated);

    [Fact]
    public void The_later_latest_bound_goes_before_the_firmer_status() =>
        ShouldDisplay(
            Log.Reported("a", Drones(2), reported: 9, time: At(7))
                .Reported("b", Drones(3), reported: 10, voice: "mayor", status: FactStatus.Confirmed, time: At(6)),
            "a", DecidedBy.LaterEventTime);

    [Theory]
    [InlineData(FactStatus.Confirmed, FactStatus.Stated)]
    [InlineData(FactStatus.Stated, FactStatus.Asserted)]
    public void In_the_firm_class_confirmed_goes_before_stated_before_asserted(FactStatus first, FactStatus second) =>
        ShouldDisplay(
            Log.Reported("a", Drones(2), reported: 9, status: first)
                .Reported("b", Drones(3), reported: 10, voice: "mayor", status: second)
                .Rated("mayor", Reliability.A),
            "a", DecidedBy.Status);

    [Theory]
    [InlineData(Reliability.A, Reliability.B)]
    [InlineData(Reliability.B, Reliability.C)]
    [InlineData(Reliability.C, Reliability.D)]
    [InlineData(Reliability.D, null)]
    [InlineData(Reliability.D, Reliability.F)]
    [InlineData(null, Reliability.E)]
    [InlineData(Reliability.F, Reliability.E)]
    public void Reliability_goes_A_B_C_D_unrated_E(Reliability? better, Reliability? worse)
    {
        var log = Log.Reported("a", Drones(2), reported: 9).Reported("b", Drones(3), reported: 10, voice: "mayor").Credible("b", 1);
        log = better is { } high ? log.Rated("governor", high) : log;
        log = worse is { } low ? log.Rated("mayor", low) : log;

        ShouldDisplay(log, "a", DecidedBy.Reliability);
    }

    [Fact]
    public void Reliability_is_that_of_the_voice_and_never_that_of_the_outlet_which_quotes_an_unnamed_one() =>
        ShouldDisplay(
            Log.Reported("a", Drones(2), reported: 9)
                .Reported("b", Drones(3), reported: 10, voice: "~medics", publisher: "paper")
                .Rated("paper", Reliability.A)
                .Rated("wire", Reliability.E),
            "b", DecidedBy.LaterReport);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, null)]
    [InlineData(3, 6)]
    [InlineData(null, 4)]
    [InlineData(6, 4)]
    [InlineData(4, 5)]
    public void Credibility_goes_1_2_3_unrated_4_5(int? better, int? worse)
    {
        var log = Log.Reported("a", Drones(2), reported: 9).Reported("b", Drones(3), reported: 10, voice: "mayor");
        log = better is { } high ? log.Credible("a", high) : log;
        log = worse is { } low ? log.Credible("b", low) : log;

        ShouldDisplay(log, "a", DecidedBy.Credibility);
    }

    [Fact]
    public void Grades_count_as_given_at_K()
    {
        var log = Two.Rated("governor", Reliability.A).Rated("mayor", Reliability.A).Rated("governor", Reliability.B);

        log.Question(DronesKey, at: 4).Displayed!.Text.ShouldBe("2");
        log.Question(DronesKey, at: 5).State.ShouldBe(AnswerState.Contested);
        log.Question(DronesKey).Displayed!.Text.ShouldBe("3");
    }

    [Theory]
    [InlineData(9)]
    [InlineData(double.NaN)]
    public void The_later_report_goes_last_of_the_rules_and_an_unknown_one_is_the_earliest(double earlier) =>
        ShouldDisplay(
            Log.Reported("a", Drones(2), reported: 10).Reported("b", Drones(3), reported: earlier, voice: "mayor"),
            "a", DecidedBy.LaterReport);

    [Fact]
    public void Equal_rank_and_incompatible_is_contested_with_all_listed() => ShouldBeContested(Two);

    [Fact]
    public void Contested_names_no_value_and_no_sources()
    {
        var question = Two.Question(DronesKey);

        question.Sources.ShouldBeNull();
        question.Agreeing.ShouldBeEmpty();
        question.Competing.Select(one => one.Account.Text).ShouldBe(["2", "3"]);
    }

    [Fact]
    public void One_incompatible_pair_among_the_top_is_enough_to_contest() =>
        ShouldBeContested(Two.Reported("c", Drones(FromTo(1, 5)), reported: 9, voice: "clinic"), accounts: 3);

    [Fact]
    public void Compatible_numbers_of_equal_rank_show_the_narrower() =>
        ShouldDisplay(
            Log.Reported("a", Drones(FromTo(2, 5)), reported: 9).Reported("b", Drones(3), reported: 9, voice: "mayor"),
            "b", DecidedBy.MorePrecise);

    [Fact]
    public void Overlapping_numbers_of_equal_rank_and_width_show_one_of_them_and_list_the_other_as_compatible()
    {
        var log = Log.Reported("a", Drones(FromTo(2, 5)), reported: 9).Reported("b", Drones(FromTo(3, 6)), reported: 9, voice: "mayor");

        ShouldDisplay(log, "a", DecidedBy.EqualRank);
        log.Question(DronesKey).Competing.ShouldHaveSingleItem().IsCompatible.ShouldBeTrue();
    }

    [Fact]
    public void Equal_values_group_and_the_best_of_them_represents_and_ranks_them()
    {
        var log = Log.Reported("a", Drones(2), reported: 9, status: FactStatus.Speculation)
            .Reported("b", Drones(3), reported: 9, voice: "mayor", status: FactStatus.Preliminary)
            .Reported("c", Drones(2), reported: 9, voice: "clinic", status: FactStatus.Stated);

        ShouldDisplay(log, "c", DecidedBy.StatusClass);
        log.NamesOf(log.Question(DronesKey).Agreeing).ShouldBe("a");
    }

    [Fact]
    public void None_reported_is_in_force_where_nobody_states_a_value()
    {
        var question = Log.Reported("a", Injured(NoneReported), reported: 9).Question(Aspects.PeopleInjured.Key);

        question.State.ShouldBe(AnswerState.NoneReported);
        question.Displayed!.Text.ShouldBe("none reported");
    }

    [Fact]
    public void None_reported_yields_to_the_weakest_value_and_stays_listed()
    {
        var log = Log.Reported("a", Injured(NoneReported), reported: 9, status: FactStatus.Confirmed)
            .Reported("b", Injured(1), reported: 8, voice: "mayor", status: FactStatus.Speculation, time: EventTime.Unstated);

        var question = log.Question(Aspects.PeopleInjured.Key);
        log.NameOf(question.Displayed!.Fact).ShouldBe("b");
        question.DecidedBy.ShouldBe(DecidedBy.ValueStated);
        log.NamesOf(question.Competing.Select(one => one.Account)).ShouldBe("a");
    }

    [Fact]
    public void Zero_is_a_value_and_competes()
    {
        var log = Log.Reported("a", Injured(0), reported: 9, status: FactStatus.Preliminary)
            .Reported("b", Injured(NoneReported), reported: 9, voice: "mayor");

        log.Question(Aspects.PeopleInjured.Key).Displayed!.Text.ShouldBe("0");
        log.Question(Aspects.PeopleInjured.Key).Displayed!.Status.ShouldBe(FactStatus.Preliminary);
    }

    [Fact]
    public void One_fact_can_be_preferred_for_two_of_its_aspects()
    {
        AspectKey[] aspects = [new("air-targets-intercepted"), new("air-target-class")];
        var log = Log
            .Reported("a", new AirTargetInterceptedReported(Count.Exactly(2), "target", "missile"), reported: 9)
            .Reported("b", new AirTargetInterceptedReported(Count.Exactly(3), "target", "aircraft"), reported: 10, voice: "mayor")
            .Preferred("a", aspects[0]).Preferred("a", aspects[1]);

        aspects.Select(aspect => log.Question(aspect).DecidedBy).ShouldBe([DecidedBy.PreferredByDesk, DecidedBy.PreferredByDesk]);
    }

    [Fact]
    public void The_words_of_equal_numbers_do_not_depend_on_which_was_recorded_first()
    {
        Func<LogBuilder, LogBuilder> bare = log => log.Reported("bare", Drones(AtLeast(2)), reported: 9, voice: "mayor", status: FactStatus.Stated);
        Func<LogBuilder, LogBuilder> worded = log => log.Reported("worded", Drones(AtLeast(2, "several")), reported: 9);
        Func<LogBuilder, LogBuilder> other = log => log.Reported("other", Drones(AtLeast(3, "b")), reported: 9, voice: "clinic", status: FactStatus.Stated);

        Text(other(worded(bare(Log)))).ShouldBe(Text(bare(worded(other(Log)))));

        static string Text(LogBuilder log) =>
            string.Join('|', log.Question(DronesKey).Competing.Select(one => one.Account.Text).Prepend(log.Question(DronesKey).Displayed?.Text));
    }

    private static void ShouldBeContested(LogBuilder log, int accounts = 2)
    {
        var question = log.Question(DronesKey);
        (question.State, question.DecidedBy, question.Displayed).ShouldBe((AnswerState.Contested, DecidedBy.Contested, null));
        question.Competing.Count.ShouldBe(accounts);
    }
}
