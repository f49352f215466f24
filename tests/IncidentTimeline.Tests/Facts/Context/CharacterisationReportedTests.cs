using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Context;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Context;

public class CharacterisationReportedTests
{
    [Fact]
    public void A_topic_is_the_qualifier_of_the_question() =>
        AnswersOf(new CharacterisationReported(CharacterisationTopic.PublicReaction, ["calm", "curious"]))
            .ShouldBe(["characterisation:public-reaction = calm; curious"]);

    [Theory]
    [InlineData(CharacterisationTopic.SecurityPosture, TemporalKind.State)]
    [InlineData(CharacterisationTopic.PublicReaction, TemporalKind.Occurrence)]
    public void How_things_stand_is_a_state_and_how_they_are_taken_is_not(CharacterisationTopic topic, TemporalKind kind) =>
        new CharacterisationReported(topic, ["x"]).Answers().Single().Aspect.Kind.ShouldBe(kind);
}
