using IncidentTimeline.Facts;
using IncidentTimeline.Facts.Impact;
using static IncidentTimeline.Tests.Facts.Answering;

namespace IncidentTimeline.Tests.Facts.Impact;

public class DamageStatusUpdatedTests
{
    [Fact]
    public void Details_alone_answer_no_severity() =>
        AnswersOf(new DamageStatusUpdated(Elements: ["roofs", "fences"], Buildings: Count.Vague("several")))
            .ShouldBe(["buildings-damaged = several", "damaged-elements = roofs; fences"]);

    [Fact]
    public void None_reported_is_not_none()
    {
        AnswerOf(new DamageStatusUpdated(DamageSeverity.NoneReported), "property-damage").ShouldBe(new AspectValue.NoneReported());
        AnswerOf(new DamageStatusUpdated(DamageSeverity.None), "property-damage").ShouldBe(new AspectValue.Code("none"));
    }

    [Fact]
    public void Two_severities_contradict_each_other() =>
        AnswerOf(new DamageStatusUpdated(DamageSeverity.Minor), "property-damage")
            .IsCompatibleWith(AnswerOf(new DamageStatusUpdated(DamageSeverity.Severe), "property-damage")).ShouldBeFalse();
}
