using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Transport;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Transport;

public class PassengersAffectedTests
{
    [Fact]
    public void The_disrupted_and_the_stranded_are_two_counts()
    {
        AnswersOf(new PassengersAffected(PassengerEffect.Disrupted, Count.Vague("thousands"))).ShouldBe(["passengers-disrupted = thousands"]);
        AnswersOf(new PassengersAffected(PassengerEffect.Stranded, Count.Exactly(90))).ShouldBe(["passengers-stranded = 90"]);
    }
}
