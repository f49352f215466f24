using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Impact;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Impact;

public class CasualtyStatusUpdatedTests
{
    [Fact]
    public void No_injuries_does_not_answer_killed() =>
        AnswersOf(new CasualtyStatusUpdated(Injured: Count.NoneReported)).ShouldBe(["people-injured = none reported"]);

    [Fact]
    public void No_casualties_answers_killed_and_injured() =>
        AnswersOf(new CasualtyStatusUpdated(Casualties: Count.Exactly(0))).ShouldBe(["people-killed = 0", "people-injured = 0"]);

    [Fact]
    public void No_casualties_reported_answers_both_with_none_reported() =>
        AnswersOf(new CasualtyStatusUpdated(Casualties: Count.NoneReported)).ShouldBe(["people-killed = none reported", "people-injured = none reported"]);

    [Fact]
    public void Some_casualties_answer_neither_killed_nor_injured()
    {
        AnswersOf(new CasualtyStatusUpdated(Casualties: Count.Exactly(4))).ShouldBe(["casualties = 4"]);
        AnswersOf(new CasualtyStatusUpdated(Casualties: Count.Vague("dozens"))).ShouldBe(["casualties = dozens"]);
    }

    [Fact]
    public void Direct_casualties_are_a_question_of_their_own() =>
        AnswersOf(new CasualtyStatusUpdated(DirectCasualties: Count.Exactly(0))).ShouldBe(["direct-casualties = 0"]);

    [Fact]
    public void A_number_of_its_own_goes_before_the_undivided_one() =>
        AnswersOf(new CasualtyStatusUpdated(Injured: Count.NoneReported, Casualties: Count.Exactly(0)))
            .ShouldBe(["people-killed = 0", "people-injured = none reported"]);
}
