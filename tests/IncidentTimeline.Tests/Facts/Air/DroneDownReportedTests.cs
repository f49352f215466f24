using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Air;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Air;

public class DroneDownReportedTests
{
    [Fact]
    public void It_answers_how_many_drones_were_brought_down_whatever_the_verb() =>
        AnswersOf(new DroneDownReported(Count.Exactly(40), "UAV", "destroyed")).ShouldBe(["drones-down = 40"]);

    [Fact]
    public void A_vague_number_stays_vague() =>
        AnswersOf(new DroneDownReported(Count.Vague("several"))).ShouldBe(["drones-down = several"]);

    [Fact]
    public void It_tells_who_brought_them_down_where_that_is_said()
    {
        new DroneDownReported(Count.Exactly(2)).Tell().ShouldBe("Drones brought down: 2.");
        new DroneDownReported(Count.Exactly(2), By: "air defence").Tell().ShouldBe("Drones brought down: 2, by air defence.");
    }
}
