using IncidentTimeline.Desk;
using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Revision;
using IncidentTimeline.Pictures;
using IncidentTimeline.Times;
using static IncidentTimeline.Tests.Pictures.LogBuilder;
using static IncidentTimeline.Tests.Pictures.Says;

namespace IncidentTimeline.Tests.Pictures;

/// <summary>What holds at an event time (SEMANTICS 9 to 11, 18).</summary>
public class QuestionTests
{
    private static readonly AspectKey Svo = SvoStatus.Key;

    [Theory]
    [InlineData(5.9, null, "")]
    [InlineData(6, "2", "fact")]
    [InlineData(7.9, "2", "fact")]
    [InlineData(8, "2", "")]
    public void An_event_is_absent_before_its_bounds_possible_inside_and_holds_from_the_latest(double eventTime, string? shown, string possible)
    {
        var log = Log.Reported("fact", Drones(2), reported: 9, time: Between(6, 8));

        var question = log.Picture(eventTime: eventTime).Incidents.SelectMany(one => one.Questions).FirstOrDefault(one => one.Aspect == DronesDown.Key);
        question?.Displayed?.Text.ShouldBe(shown);
        log.NamesOf(question?.Possible ?? []).ShouldBe(possible);
    }

    [Fact]
    public void Undated_claims_are_candidates_at_every_event_time()
    {
        var log = Log.Reported("fact", Drones(2), reported: 9, time: EventTime.Unstated);

        log.Question(DronesDown.Key, eventTime: 0).Displayed!.Marks.ShouldContain("undated");
    }

    [Fact]
    public void All_occurrences_that_hold_stay_candidates()
    {
        var log = Log.Reported("morning", Drones(2), reported: 9, time: At(6)).Reported("noon", Drones(3), reported: 13, time: At(12));

        var question = log.Question(DronesDown.Key);
        log.NameOf(question.Displayed!.Fact).ShouldBe("noon");
        log.NamesOf(question.Competing.Select(one => one.Account)).ShouldBe("morning");
        log.Developments(DronesDown.Key).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(7, "closed", "")]
    [InlineData(12, "open", "closed")]
    public void Of_one_voice_only_the_latest_state_stays_and_the_earlier_are_developments(double eventTime, string shown, string developments)
    {
        var log = Log.Reported("closed", Svo("closed"), reported: 9, time: At(6)).Reported("open", Svo("open"), reported: 13, time: At(12));

        var question = log.Question(Svo, eventTime: eventTime);
        question.Displayed!.Text.ShouldBe(shown);
        question.Competing.ShouldBeEmpty();
        log.Developments(Svo, eventTime).ShouldBe(developments);
    }

    [Fact]
    public void A_later_state_of_another_voice_leaves_the_first_voices_state_beside_it()
    {
        var log = Log.Reported("closed", Svo("closed"), reported: 9, time: At(6)).Reported("open", Svo("open"), reported: 13, time: At(12), voice: "airport");

        log.NamesOf(log.Question(Svo).Competing.Select(one => one.Account)).ShouldBe("closed");
    }

    [Fact]
    public void A_possible_later_state_is_listed_and_replaces_nothing()
    {
        var log = Log.Reported("closed", Svo("closed"), reported: 9, time: At(6))
            .Reported("open", Svo("open"), reported: 13, time: Between(11, 13))
            .Reported("open, says the airport", Svo("open"), reported: 13, time: Between(11, 13), voice: "airport");

        var question = log.Question(Svo, eventTime: 12);
        question.Displayed!.Text.ShouldBe("closed");
        question.DecidedBy.ShouldBe(DecidedBy.OnlyAccount);
        log.NamesOf(question.Possible).ShouldBe("open, says the airport open");
        log.Developments(Svo, eventTime: 12).ShouldBeEmpty();
    }

    [Fact]
    public void A_possible_state_is_displayed_where_none_holds() =>
        Log.Reported("open", Svo("open"), reported: 13, time: Between(11, 13))
            .Question(Svo, eventTime: 12).Displayed!.Marks.ShouldContain("possible");

    [Theory]
    [InlineData(8, "closed", "")]
    [InlineData(8.1, null, "closed")]
    public void A_state_ends_at_its_stated_end_and_brings_no_earlier_one_back(double eventTime, string? shown, string ended)
    {
        var log = Log.Reported("open", Svo("open"), reported: 5, time: At(4))
            .Reported("closed", Svo("closed"), reported: 7, time: At(6) with { Until = Hour(8) });

        var question = log.Question(Svo, eventTime: eventTime);
        question.Displayed?.Text.ShouldBe(shown);
        log.NamesOf(question.Ended).ShouldBe(ended);
        log.Developments(Svo, eventTime).ShouldBe($"open {ended}".Trim());
    }

    [Fact]
    public void An_undated_state_ends_at_its_stated_end_too()
    {
        var log = Log.Reported("closed", Svo("closed"), reported: 7, time: new EventTime(EventTimeKind.Unstated, Until: Hour(8)));

        log.Question(Svo, eventTime: 8).State.ShouldBe(AnswerState.Displayed);
        log.Question(Svo, eventTime: 9).State.ShouldBe(AnswerState.NotStated);
        log.NamesOf(log.Question(Svo, eventTime: 9).Ended).ShouldBe("closed");
    }

    [Fact]
    public void None_reported_ends_no_value_of_the_same_voice()
    {
        var log = Log.Reported("five", Injured(5), reported: 9, time: At(6)).Reported("none", Injured(NoneReported), reported: 13, time: At(12));

        var question = log.Question(Aspects.PeopleInjured.Key);
        question.Displayed!.Text.ShouldBe("5");
        log.NamesOf(question.Competing.Select(one => one.Account)).ShouldBe("none");
        log.Developments(Aspects.PeopleInjured.Key).ShouldBeEmpty();
    }

    [Fact]
    public void A_withdrawn_state_is_listed_until_its_voice_goes_on_from_it()
    {
        var log = Log.Reported("closed", Svo("closed"), reported: 7, time: At(6))
            .Reported("not closed", new StatementRetracted(Id("closed")), reported: 8)
            .Reported("open", Svo("open"), reported: 13, time: At(12));

        log.NamesOf(log.Question(Svo, eventTime: 11).Withdrawn).ShouldBe("closed");
        log.Question(Svo, eventTime: 12).Withdrawn.ShouldBeEmpty();
    }

    [Fact]
    public void A_value_that_follows_none_reported_makes_it_a_development()
    {
        var log = Log.Reported("none", Injured(NoneReported), reported: 9, time: At(6)).Reported("five", Injured(5), reported: 13, time: At(12));

        log.Developments(Aspects.PeopleInjured.Key).ShouldBe("none");
    }

    [Fact]
    public void A_value_that_may_hold_goes_before_none_reported() =>
        Log.Reported("none", Injured(NoneReported), reported: 9, time: At(6))
            .Reported("five", Injured(5), reported: 14, time: Between(11, 13), voice: "clinic")
            .Question(Aspects.PeopleInjured.Key, eventTime: 12).Displayed!.Text.ShouldBe("5");

    [Fact]
    public void Silence_is_an_information_gap_and_a_bare_denial_a_denial_and_neither_answers()
    {
        var log = Log
            .Reported("silent", new Says(DronesDown, new AspectValue.Silence("number of drones", "declined to comment")), reported: 9)
            .Reported("denied", new Says(DronesDown, new AspectValue.Denial("drones over the region")), reported: 9, voice: "mayor");

        var incident = log.Picture().Incidents.ShouldHaveSingleItem();
        log.NamesOf(incident.InformationGaps.Select(one => one.Account)).ShouldBe("silent");
        log.NamesOf(incident.Denials.Select(one => one.Account)).ShouldBe("denied");
        incident.Questions.ShouldNotContain(one => one.Aspect == DronesDown.Key);
    }

    [Fact]
    public void Relative_words_resolve_from_the_assertion_of_the_publication_time_on()
    {
        // Published at 09:30 UTC on the 14th; "this morning" in Moscow is 03:00 to 09:00 UTC.
        var log = Log.Reported("fact", Drones(2), double.NaN, time: Words("this morning")).Published("fact", 9.5);

        log.Question(DronesDown.Key, eventTime: 2, at: 2).Displayed!.Marks.ShouldContain("undated");
        log.Picture(eventTime: 2).Incidents.ShouldBeEmpty();
        log.Question(DronesDown.Key, eventTime: 3).Displayed!.Marks.ShouldContain("possible");
        log.Question(DronesDown.Key, eventTime: 9).Displayed!.Marks.ShouldNotContain("possible");
    }

    [Fact]
    public void A_person_settles_the_time_of_one_fact_until_undone()
    {
        var log = Log.Reported("fact", Drones(2), reported: 9)
            .Decided(new EventTimeResolved(Id("fact"), Hour(8), Hour(8), "why"), name: "settled")
            .Undone("settled");

        log.Question(DronesDown.Key, eventTime: 7, at: 2).Displayed.ShouldNotBeNull();
        log.Picture(eventTime: 7, at: 3).Incidents.ShouldBeEmpty();
        log.Question(DronesDown.Key, at: 3).Displayed!.Marks.ShouldContain("time-settled");
        log.Question(DronesDown.Key, eventTime: 7).Displayed.ShouldNotBeNull();
    }
}
