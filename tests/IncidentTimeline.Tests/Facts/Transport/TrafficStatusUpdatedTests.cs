using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Transport;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Transport;

public class TrafficStatusUpdatedTests
{
    [Fact]
    public void Each_mode_is_a_question_of_its_own() =>
        AnswersOf(new TrafficStatusUpdated(TrafficEffect.Delayed, [TransportMode.Rail, TransportMode.PublicTransport]))
            .ShouldBe(["traffic:rail = delayed", "traffic:public-transport = delayed"]);

    [Fact]
    public void Transport_as_a_whole_answers_for_no_mode() =>
        AnswersOf(new TrafficStatusUpdated(TrafficEffect.Disrupted)).ShouldBe(["traffic:unspecified = disrupted"]);

    [Fact]
    public void One_road_closed_and_another_delayed_is_no_contradiction() =>
        AnswerOf(new TrafficStatusUpdated(TrafficEffect.Stopped, [TransportMode.Road]), "traffic:road")
            .IsCompatibleWith(AnswerOf(new TrafficStatusUpdated(TrafficEffect.Delayed, [TransportMode.Road]), "traffic:road")).ShouldBeTrue();
}
