using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Impact;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Impact;

public class FireReportedTests
{
    [Fact]
    public void A_fire_without_a_number_is_at_least_one() =>
        AnswersOf(new FireReported(Object: "a barn")).ShouldBe(["fire-status = burning", "fires = at least 1"]);

    [Fact]
    public void A_contained_fire_is_not_out()
    {
        AnswersOf(new FireContained()).ShouldBe(["fire-status = contained"]);
        AnswersOf(new FireContained(Extinguished: true)).ShouldBe(["fire-status = out"]);
    }
}
