using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Air;

public class DroneAttackReportedTests
{
    [Fact]
    public void An_attack_on_people_is_no_drone_brought_down() =>
        AnswersOf(new DroneAttackReported(Count.Exactly(1), "quadcopter", Count.Exactly(1), "motorist")).ShouldBe(["attacks-on-people = 1"]);

    [Fact]
    public void An_attack_on_a_thing_is_counted_apart() =>
        AnswersOf(new DroneAttackReported(Count.Exactly(2), Object: "a crane", Outcome: "a bent boom"))
            .ShouldBe(["attacks-on-objects = 2", "attack-outcome = a bent boom"]);
}
