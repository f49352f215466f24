using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Transport;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Transport;

public class AirportClosedTests
{
    [Fact]
    public void Each_named_airport_is_answered_once() =>
        AnswersOf(new AirportClosed([new AirportCode("SVO"), new AirportCode("DME"), new AirportCode("SVO")]))
            .ShouldBe(["airport-status:svo = closed", "airport-status:dme = closed"]);

    [Fact]
    public void Unnamed_airports_answer_for_no_named_one() =>
        AnswersOf(new AirportClosed(AsStated: "airfields in the east")).ShouldBe(["airport-status:unspecified = closed"]);

    [Fact]
    public void Closed_and_open_contradict_each_other() =>
        AnswerOf(AirportClosed.Example, "airport-status:svo").IsCompatibleWith(AnswerOf(AirportReopened.Example, "airport-status:svo")).ShouldBeFalse();
}
